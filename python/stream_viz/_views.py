"""From the changes of a stream to those of a widget, on the sender's thread alone."""

from __future__ import annotations

import itertools
import logging
import threading
import time as clock
from functools import cached_property
from typing import Any, Protocol

from ._pending import Changes, Stream
from ._protocol import Column, WidgetConfig
from ._values import RowEncoder

log = logging.getLogger("stream_viz")

UTC_TIME: Column = {"name": "time", "type": "datetime", "zone": "UTC"}


class View(Protocol):
    """One widget, as the sender sees it."""

    config: WidgetConfig
    stream: Stream

    @property
    def encoder(self) -> RowEncoder:
        """How its rows are written."""

    def changes(self, changes: Changes, now: int) -> Changes:
        """What the changes of the stream change in the widget; ``now`` is in milliseconds."""

    def begin_run(self) -> None:
        """Forgets the rows of the run before."""


class RowsView:
    """Each row of the stream is a row of the widget."""

    def __init__(
        self, config: WidgetConfig, stream: Stream, fields: list[str] | None = None
    ) -> None:
        self.config = config
        self.stream = stream
        self._fields = fields

    @cached_property
    def encoder(self) -> RowEncoder:
        """See ``View``. It is first asked for when the stream's columns are known."""
        places = None if self._fields is None else self.stream.places(self._fields)
        return RowEncoder(self.config["columns"], places)

    def changes(self, changes: Changes, now: int) -> Changes:  # noqa: ARG002
        """The same."""
        return changes

    def begin_run(self) -> None:
        """Nothing was derived."""

    def set_columns(self, columns: list[Column]) -> None:
        """Declares columns anew; the relay empties the widget if their types differ."""
        self.config["columns"] = columns
        self.encoder = RowEncoder(columns)


class LatestView:
    """A stat: the value of the table's only row, or of the one that changed last."""

    def __init__(self, config: WidgetConfig, stream: Stream, field: str) -> None:
        self.config = config
        self.stream = stream
        self.encoder = RowEncoder(config["columns"])
        self._field = field
        self._values: dict[Any, Any] = {}  # by key, the one that changed last at the end
        self._warned = False

    def changes(self, changes: Changes, now: int) -> Changes:
        """The value at this second, none if there is no row, and how many rows there are."""
        (place,) = self.stream.places([self._field])
        for key, row in changes.items():
            self._values.pop(key, None)
            if row is not None:
                self._values[key] = row[place]
        if len(self._values) > 1 and not self._warned:
            self._warned = True
            log.warning(
                'stat "%s" shows one of %d rows, the one that changed last; '
                "reduce the table to one row",
                self.config.get("title"),
                len(self._values),
            )
        value = self._values[next(reversed(self._values))] if self._values else None
        return {str(now // 1_000): (now, value, len(self._values))}

    def begin_run(self) -> None:
        """Its rows come again."""
        self._values.clear()


class HistoryView:
    """A metric without a time column: each change of a row is a point at its commit's time."""

    def __init__(
        self, config: WidgetConfig, stream: Stream, fields: list[str], keys: KeySource
    ) -> None:
        self.config = config
        self.stream = stream
        self.encoder = RowEncoder(config["columns"])
        self._fields = fields  # the table's columns, in the order of the widget's after the time
        self._keys = keys

    def changes(self, changes: Changes, now: int) -> Changes:
        """A point for each row that is there."""
        places = self.stream.places(self._fields)
        return {
            self._keys.next(): (now, *(row[place] for place in places))
            for row in changes.values()
            if row is not None
        }

    def begin_run(self) -> None:
        """Nothing was derived."""


class KeySource:
    """Keys for rows that have none: unique over runs, and in the order of their making."""

    def __init__(self) -> None:
        self._prefix = _base36(int(clock.time() * 1_000))
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def next(self) -> str:
        """A new key."""
        with self._lock:
            return f"{self._prefix}-{_base36(next(self._numbers)).rjust(8, '0')}"


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"
