"""Projects the changes of a buffer to those of a widget, on the sender's thread alone."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Protocol

from .._wire._keys import KeySource
from .._wire._output import Log
from .._wire._protocol import Column, WidgetConfig
from .._wire._row_encoder import RowEncoder
from ._change_buffer import ChangeBuffer, Changes

log = Log("stream_viz")


class WidgetProjection(Protocol):
    """One widget, as the sender sees it."""

    config: WidgetConfig
    buffer: ChangeBuffer

    @property
    def encoder(self) -> RowEncoder:
        """The encoder of its rows."""

    def changes(self, changes: Changes, now: int) -> Changes:
        """Makes changes of the widget of those of the buffer; ``now`` is in milliseconds."""

    def begin_run(self) -> None:
        """Forgets the rows of the run before."""


class RowsProjection:
    """Shows each row of the buffer as a row of the widget."""

    def __init__(
        self, config: WidgetConfig, buffer: ChangeBuffer, fields: list[str] | None = None
    ) -> None:
        self.config = config
        self.buffer = buffer
        self._fields = fields

    @cached_property
    def encoder(self) -> RowEncoder:
        """See ``WidgetProjection``. It is first asked for when the buffer's columns are known."""
        indices = None if self._fields is None else self.buffer.indices(self._fields)
        return RowEncoder(self.config["columns"], indices)

    def changes(self, changes: Changes, now: int) -> Changes:  # noqa: ARG002
        """Returns the same changes."""
        return changes

    def begin_run(self) -> None:
        """Does nothing: nothing was derived."""

    def set_columns(self, columns: list[Column]) -> None:
        """Declares columns anew; the relay empties the widget if their types differ."""
        self.config["columns"] = columns
        self.encoder = RowEncoder(columns)


class LatestProjection:
    """Shows the value of the table's only row, or of the one that changed last: a stat."""

    def __init__(self, config: WidgetConfig, buffer: ChangeBuffer, field: str) -> None:
        self.config = config
        self.buffer = buffer
        self.encoder = RowEncoder(config["columns"])
        self._field = field
        #: The values by key, in the order of their changes.
        self._values: dict[Any, Any] = {}
        self._has_warned = False

    def changes(self, changes: Changes, now: int) -> Changes:
        """Makes the reading of this second: the value, if there is one, and the number of rows."""
        (index,) = self.buffer.indices([self._field])
        for key, row in changes.items():
            self._values.pop(key, None)
            if row is not None:
                self._values[key] = row[index]
        if len(self._values) > 1 and not self._has_warned:
            self._has_warned = True
            log.warning(
                'stat "%s" shows one of %d rows, the one that changed last; '
                "reduce the table to one row",
                self.config.get("title"),
                len(self._values),
            )
        value = self._values[next(reversed(self._values))] if self._values else None
        return {str(now // 1_000): (now, value, len(self._values))}

    def begin_run(self) -> None:
        """Forgets the rows, which come again."""
        self._values.clear()


class HistoryProjection:
    """Shows each change of a row as a point at its commit's time."""

    def __init__(
        self, config: WidgetConfig, buffer: ChangeBuffer, fields: list[str], keys: KeySource
    ) -> None:
        self.config = config
        self.buffer = buffer
        self.encoder = RowEncoder(config["columns"])
        #: The table's columns, in the order of the widget's after the time.
        self._fields = fields
        self._keys = keys

    def changes(self, changes: Changes, now: int) -> Changes:
        """Makes a point for each row that is there."""
        indices = self.buffer.indices(self._fields)
        return {
            self._keys.next(): (now, *(row[index] for index in indices))
            for row in changes.values()
            if row is not None
        }

    def begin_run(self) -> None:
        """Does nothing: nothing was derived."""
