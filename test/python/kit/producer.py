"""A sender with one table, for tests of what it sends."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from stream_viz._feeding._change_buffer import ChangeBuffer, Changes, PendingChanges
from stream_viz._feeding._sender import Sender
from stream_viz._wire._protocol import ConfigMessage
from stream_viz._wire._row_encoder import RowEncoder


class Table:
    """One table, ``w``."""

    def __init__(self) -> None:
        self.config_version = 1
        self.runs = 1
        self._encoder = RowEncoder([{"name": "v", "type": "integer"}])

    def config_message(self, left_out: Collection[str] = ()) -> ConfigMessage:  # noqa: ARG002
        return {"type": "config", "title": f"version {self.config_version}", "widgets": {}}

    def changes_of(self, taken: Mapping[ChangeBuffer, Changes], _now: int) -> dict[str, Changes]:
        changes = next(iter(taken.values()), None)
        return {} if changes is None else {"w": changes}

    def encoder_of(self, _widget: str) -> RowEncoder:
        return self._encoder

    def begin_run(self) -> None:
        self.runs += 1


class Producer:
    """A sender with its pending changes."""

    def __init__(self, url: str) -> None:
        self.source = Table()
        self.pending = PendingChanges()
        self.buffer = self.pending.buffer()
        self.sender = Sender(self.source, self.pending, url, "secret", resume=False)

    def put(self, **rows: int | None) -> None:
        """Changes of one moment."""
        for key, value in rows.items():
            self.buffer.on_change()(key, [value], 0, -1 if value is None else 1)
        self.buffer.on_time_end(0)


def rows(commit: dict[str, Any]) -> dict[str, int | None]:
    """The changes of a commit."""
    change = commit["changes"].get("w", {})
    return dict(change.get("up", [])) | dict.fromkeys(change.get("del", []))
