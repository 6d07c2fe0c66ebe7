"""Changes that are not sent yet, by key: here the pipeline and the sender meet.

    engine thread                                  │ sender thread
    on_change: box[0][key] = row      per row      │
    on_time_end: box[0] closes  ─► parts ─► ready ─┼─► take() ─► one commit
    threads of the user: put(key, row) ────►       │

Each table ends a moment (``_moments.py``) by itself, so the changes of a moment wait in ``parts``
until it is complete, and go over to ``ready`` as a whole. ``ready`` conflates: however long nobody
takes, it holds one entry per key.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from threading import Condition
from typing import Any

from .._exceptions import ForkedError, ReplacedError
from .._wire._clock import wall_clock
from .._wire._output import Log
from ._moments import Moments

log = Log("stream_viz")

#: The values of a row, in the order of its buffer's columns.
Row = Sequence[Any]
#: The newest row by key; ``None`` is a delete.
Changes = dict[Any, Row | None]

#: An engine's time may be off the wall clock by this: it grows by 2 ms with each moment. Twice
#: takes a replayed time for a live one a little longer after the start; half loses the age of the
#: changes when moments follow each other quickly.
_CLOCK_MILLISECONDS = 1_000


class ChangeBuffer:
    """The changes of one table. ``limit``: so many rows are kept of a log that nobody takes."""

    def __init__(self, pending: PendingChanges, limit: int | None = None) -> None:
        self._pending = pending
        self._box: list[Changes] = [{}]
        #: Names of a Pathway table's values, once it is subscribed to.
        self.columns: list[str] = []
        self.limit = limit
        #: Rows that left for newer ones since the last time that somebody took.
        self.trimmed = 0
        #: Runs of the pipeline that have ended for it.
        self.ends = 0
        #: Whether another widget has taken the place of the one that it fed.
        self.is_replaced = False
        #: Whether a run of the pipeline that has brought something has not ended.
        self.is_running = False

    def on_change(self) -> Callable[..., None]:
        """Makes the callback of the engine for every change: ``diff`` is 1 for a row that comes,
        −1 for one that goes.

        It runs on the engine's thread, so it stores and does nothing else: no lock (the engine
        calls all callbacks of a table from one thread), no copy (the engine makes new values per
        call). The last call for a key wins, which is right because of one time all deletes come
        first.
        """
        box = self._box

        def on_change(key: Any, row: Row, time: int, diff: int) -> None:  # noqa: ARG001
            box[0][key] = row if diff > 0 else None

        return on_change

    def on_time_end(self, time: int) -> None:
        """Ends the table's part of the moment ``time``."""
        self.is_running = True
        part, self._box[0] = self._box[0], {}
        self._pending.close(self, time, part)

    def on_end(self) -> None:
        """Ends the table: it has no further changes."""
        part, self._box[0] = self._box[0], {}
        self.ends += 1
        self.is_running = False
        self._pending.finish(self, part)

    def put(self, key: str, row: Row | None) -> None:
        """Stores a change from a thread of the user's; it is a moment of its own."""
        if self.is_replaced:
            raise ReplacedError
        self._pending.put(self, key, row)

    def indices(self, names: Iterable[str]) -> list[int]:
        """Returns the positions of these columns' values in a row."""
        return list(map(self.columns.index, names))

    @property
    def is_open(self) -> bool:
        """Whether the table is in the middle of a moment."""
        return bool(self._box[0])


class PendingChanges:
    """The buffers of one dashboard. ``changed`` guards all state and wakes the sender."""

    def __init__(self) -> None:
        self.changed = Condition()
        #: Wall clock in milliseconds at which the oldest change that is ready began its way through
        #: the pipeline; ``None`` if that is not known.
        self.since: int | None = None
        self._began = wall_clock()
        self._buffers: list[ChangeBuffer] = []
        self._ready: dict[ChangeBuffer, Changes] = {}
        self._parts: deque[tuple[ChangeBuffer, int, Changes]] = deque()
        self._moments = Moments()
        self._is_closed = False
        self._emptied: set[str] = set()
        #: Whether the rows are taken in the process that this one was forked from.
        self._is_forked = False
        self._has_said_so = False

    def buffer(self, limit: int | None = None) -> ChangeBuffer:
        """Makes a buffer."""
        buffer = ChangeBuffer(self, limit)
        with self.changed:
            self._buffers.append(buffer)
        return buffer

    def put(self, buffer: ChangeBuffer, key: str, row: Row | None) -> None:
        """See ``ChangeBuffer.put``."""
        if self._is_forked:
            raise ForkedError
        with self.changed:
            if self._is_closed:
                return
            changes = self._ready.setdefault(buffer, {})
            changes[key] = row
            if self.since is None:
                self.since = wall_clock()
            # Cut seldom and by half, so that a put stays cheap.
            if buffer.limit is not None and len(changes) >= 2 * buffer.limit:
                self._ready[buffer] = dict(list(changes.items())[-buffer.limit :])
                buffer.trimmed += len(changes) - buffer.limit
            self.changed.notify_all()

    def close(self, buffer: ChangeBuffer, time_of_engine: int, part: Changes) -> None:
        """See ``ChangeBuffer.on_time_end``."""
        if self._drops():
            return
        with self.changed:
            if time_of_engine > self._moments.time:
                self._complete()
                self._moments.begin(time_of_engine)
            if time_of_engine < self._moments.time:  # late: its moment was complete already
                self._make_ready(buffer, time_of_engine, part)
            else:
                self._moments.end(buffer, time.monotonic())
                self._parts.append((buffer, time_of_engine, part))
                if self._moments.is_complete():
                    self._complete()
            self.changed.notify_all()

    def finish(self, buffer: ChangeBuffer, part: Changes) -> None:
        """See ``ChangeBuffer.on_end``."""
        if self._drops():
            return
        with self.changed:
            self._parts.append((buffer, self._moments.time, part))
            self._complete()
            self._moments.forget()
            self.changed.notify_all()

    def discard(self) -> None:
        """Drops all that is here and all that comes: nobody will take anything any more."""
        with self.changed:
            self._is_closed = True
            self._ready.clear()
            self._parts.clear()

    def after_fork(self, *, is_running: bool) -> None:
        """Makes it usable in a process that was forked, whatever other threads held then.

        ``is_running``: what is here is sent by the process that this one was forked from.
        """
        self.changed = Condition()
        if is_running:
            self._ready.clear()
            self._parts.clear()
            self._moments.forget()
            self._is_forked = True

    def begin(self) -> None:
        """Takes changes: from now on somebody of this process sends them."""
        self._is_forked = False

    def _drops(self) -> bool:
        """Whether a pipeline runs where nobody takes its rows. It must not end by an error."""
        if self._is_forked and not self._has_said_so:
            self._has_said_so = True
            log.error("rows of a pipeline are not shown: %s", ForkedError())
        return self._is_forked

    def empty(self, widget_id: str) -> None:
        """Notes a widget that was declared anew: what the relay has of it is to go."""
        with self.changed:
            self._emptied.add(widget_id)

    def take_emptied(self) -> set[str]:
        """Takes the widgets whose rows at the relay are to go."""
        with self.changed:
            emptied, self._emptied = self._emptied, set()
        return emptied

    def wait_for_moment(self) -> float | None:
        """Completes the moment that has waited long enough.

        Returns seconds until there is something to take: 0 if there is, ``None`` if that depends on
        the next change. To be called with ``changed`` held.
        """
        if self._parts:
            left = self._moments.seconds_left(time.monotonic())
            is_open = any(buffer.is_open for buffer in self._buffers)
            if left <= 0 and not is_open:
                self._complete()
            elif not self._ready:
                return None if is_open else left
        return 0.0 if self._ready else None

    def take(self) -> dict[ChangeBuffer, Changes]:
        """Takes all that is ready. To be called with ``changed`` held."""
        taken, self._ready = self._ready, {}
        self.since = None
        for buffer in taken:
            if buffer.trimmed:
                log.warning(
                    "%d rows of a log or series left for newer ones before the relay could take "
                    "them; it would have kept no more",
                    buffer.trimmed,
                )
                buffer.trimmed = 0
        return taken

    def _complete(self) -> None:
        """Makes the parts ready, in the order in which they closed."""
        for buffer, time_of_engine, part in self._parts:
            self._make_ready(buffer, time_of_engine, part)
        self._parts.clear()

    def _make_ready(self, buffer: ChangeBuffer, time_of_engine: int, part: Changes) -> None:
        if self._is_closed:
            return
        if part:
            self._note_time(time_of_engine)
        changes = self._ready.get(buffer)
        if changes is not None:
            changes.update(part)
        elif part:
            self._ready[buffer] = part

    def _note_time(self, time_of_engine: int) -> None:
        """Takes the time of rows that come in live: it is the wall clock when their batch began.

        Rows that are static, replayed or flushed at the end have a time that says nothing.
        """
        now = wall_clock()
        if self._began - _CLOCK_MILLISECONDS <= time_of_engine <= now + _CLOCK_MILLISECONDS:
            self.since = min(time_of_engine, now, self.since or now)
