"""What changed and was not sent yet, by key: the place where the pipeline and the sender meet.

    engine thread                                  │ sender thread
    on_change: box[0][key] = row      per row      │
    on_time_end: box[0] closes  ─► parts ─► ready ─┼─► take() ─► one commit
    threads of the user: put(key, row) ────►       │

A *moment* is one engine time over all tables. Each table ends it by itself, so what a moment
changed waits in ``parts`` until the moment is complete, and goes over to ``ready`` as a whole.
``ready`` conflates: however long nobody takes, it holds one entry per key.
"""

from __future__ import annotations

import logging
import threading
import time as clock
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any

log = logging.getLogger("stream_viz")

#: The values of a row, in the order of its stream's columns.
Row = Sequence[Any]
#: The newest row by key; ``None`` is a delete.
Changes = dict[Any, Row | None]

#: A moment is complete when every table that fired in so many of the last moments has ended it …
_RECENT_MOMENTS = 8
#: … or so many seconds after the last table ended, if none is open: a table may be quiet.
_MOMENT_SECONDS = 0.05
#: A table that fired in each of the last moments, and in so many of them at least, is rather slow …
_USUAL_MOMENTS = 3
#: … and waited for so many seconds.
_USUAL_SECONDS = 1.0
#: On a busy machine tables end later after each other: so many times as long is waited for them …
_PATIENCE = 4
#: … but no longer than so many seconds.
_MOST_SECONDS = 10.0
#: By which an engine's time may be off the wall clock: it grows by 2 ms with each moment.
_CLOCK_MILLISECONDS = 1_000


class Stream:
    """The changes of one table. ``limit``: of a log that nobody takes, so many rows are kept."""

    def __init__(self, pending: Pending, limit: int | None = None) -> None:
        self._pending = pending
        self._box: list[Changes] = [{}]
        #: Names of a Pathway table's values, once it is subscribed to.
        self.columns: list[str] = []
        self.limit = limit
        #: Rows that left for newer ones since the last time that somebody took.
        self.trimmed = 0
        #: How many runs of the pipeline have ended for it.
        self.ends = 0

    def on_change(self) -> Callable[..., None]:
        """What the engine calls for every change: ``diff`` is 1 for a row that comes, −1 for one
        that goes.

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
        """The table's part of the moment ``time`` is whole."""
        part, self._box[0] = self._box[0], {}
        self._pending.close(self, time, part)

    def on_end(self) -> None:
        """The table has no further changes."""
        part, self._box[0] = self._box[0], {}
        self.ends += 1
        self._pending.finish(self, part)

    def put(self, key: str, row: Row | None) -> None:
        """A change from a thread of the user's; a moment of its own."""
        self._pending.put(self, key, row)

    def places(self, names: Iterable[str]) -> list[int]:
        """Where the values of these columns are in a row."""
        return list(map(self.columns.index, names))

    @property
    def is_open(self) -> bool:
        """Whether the table is in the middle of a moment."""
        return bool(self._box[0])


class Pending:
    """The streams of one dashboard. ``changed`` guards all state and tells the sender about it."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        #: Wall clock in milliseconds at which the oldest change that is ready began its way through
        #: the pipeline; ``None`` if that is not known.
        self.since: float | None = None
        self._began = clock.time() * 1_000
        self._streams: list[Stream] = []
        self._ready: dict[Stream, Changes] = {}
        self._parts: deque[tuple[Stream, int, Changes]] = deque()
        self._moment = -1
        self._ended_moment: set[Stream] = set()
        self._recent: deque[set[Stream]] = deque(maxlen=_RECENT_MOMENTS)
        self._last_end = 0.0
        #: Longest time between two ends, in each of the recent moments.
        self._gaps: deque[float] = deque(maxlen=_RECENT_MOMENTS)
        self._is_closed = False

    def stream(self, limit: int | None = None) -> Stream:
        """A new stream."""
        stream = Stream(self, limit)
        with self.changed:
            self._streams.append(stream)
        return stream

    def put(self, stream: Stream, key: str, row: Row | None) -> None:
        """See ``Stream.put``."""
        with self.changed:
            if self._is_closed:
                return
            changes = self._ready.setdefault(stream, {})
            changes[key] = row
            if self.since is None:
                self.since = clock.time() * 1_000
            # Cut seldom and by half, so that a put stays cheap.
            if stream.limit is not None and len(changes) >= 2 * stream.limit:
                self._ready[stream] = dict(list(changes.items())[-stream.limit :])
                stream.trimmed += len(changes) - stream.limit
            self.changed.notify_all()

    def close(self, stream: Stream, time: int, part: Changes) -> None:
        """See ``Stream.on_time_end``."""
        with self.changed:
            if time > self._moment:
                self._complete()
                self._moment = time
                self._ended_moment = set()
                self._recent.append(self._ended_moment)
                self._gaps.append(0.0)
            if time < self._moment:  # late: its moment was complete already
                self._make_ready(stream, time, part)
            else:
                now = clock.monotonic()
                if self._ended_moment:
                    self._gaps[-1] = max(self._gaps[-1], now - self._last_end)
                self._last_end = now
                self._ended_moment.add(stream)
                self._parts.append((stream, time, part))
                if set().union(*self._recent) <= self._ended_moment:
                    self._complete()
            self.changed.notify_all()

    def finish(self, stream: Stream, part: Changes) -> None:
        """See ``Stream.on_end``. The next run of the pipeline may begin with an earlier time."""
        with self.changed:
            self._parts.append((stream, self._moment, part))
            self._complete()
            self._moment = -1
            self._recent.clear()
            self._gaps.clear()
            self.changed.notify_all()

    def discard(self) -> None:
        """Nobody will take anything any more: what comes is dropped."""
        with self.changed:
            self._is_closed = True
            self._ready.clear()
            self._parts.clear()

    def wait_for_moment(self) -> float | None:
        """Completes the moment that has waited long enough.

        Returns seconds until there is something to take: 0 if there is, ``None`` if only a change
        can tell. To be called with ``changed`` held.
        """
        if self._parts:
            left = self._last_end + self._patience() - clock.monotonic()
            is_open = any(stream.is_open for stream in self._streams)
            if left <= 0 and not is_open:
                self._complete()
            elif not self._ready:
                return None if is_open else left
        return 0.0 if self._ready else None

    def _patience(self) -> float:
        """Seconds after the last end that are given to tables which may still end the moment."""
        *before, ended = self._recent
        is_usual_missing = len(before) >= _USUAL_MOMENTS and not set.intersection(*before) <= ended
        least = _USUAL_SECONDS if is_usual_missing else _MOMENT_SECONDS
        return max(least, min(_PATIENCE * max(self._gaps), _MOST_SECONDS))

    def take(self) -> dict[Stream, Changes]:
        """All that is ready. To be called with ``changed`` held."""
        taken, self._ready = self._ready, {}
        self.since = None
        for stream in taken:
            if stream.trimmed:
                log.warning(
                    "%d rows of a log or series left for newer ones before the relay could take "
                    "them; it would have kept no more",
                    stream.trimmed,
                )
                stream.trimmed = 0
        return taken

    def _complete(self) -> None:
        """The parts become ready, in the order in which they closed."""
        for stream, time, part in self._parts:
            self._make_ready(stream, time, part)
        self._parts.clear()

    def _make_ready(self, stream: Stream, time: int, part: Changes) -> None:
        if self._is_closed:
            return
        if part:
            self._note_time(time)
        changes = self._ready.get(stream)
        if changes is not None:
            changes.update(part)
        elif part:
            self._ready[stream] = part

    def _note_time(self, time: int) -> None:
        """Of rows that come in live, the engine's time is the wall clock when their batch began.
        What is static, replayed or flushed at the end has one that tells nothing.
        """
        now = clock.time() * 1_000
        if self._began - _CLOCK_MILLISECONDS <= time <= now + _CLOCK_MILLISECONDS:
            self.since = min(time, now, self.since or now)
