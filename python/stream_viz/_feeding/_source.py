"""What a sender sends."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from .._wire._protocol import ConfigMessage
from .._wire._row_encoder import RowEncoder
from ._change_buffer import ChangeBuffer, Changes


class Source(Protocol):
    """The dashboard that is sent, as the sender sees it."""

    #: Grows with every change of the config, with ``PendingChanges.changed`` held.
    config_version: int

    def config_message(self, left_out: Collection[str] = ()) -> ConfigMessage:
        """Returns the config as it is now, without the widgets that are left out."""

    def changes_of(self, taken: Mapping[ChangeBuffer, Changes], now: int) -> dict[str, Changes]:
        """Makes changes of widgets of those of tables; ``now`` is in milliseconds."""

    def encoder_of(self, widget: str) -> RowEncoder:
        """Returns the encoder of a widget's rows."""

    def begin_run(self) -> None:
        """Forgets what was derived from the rows of the run before."""
