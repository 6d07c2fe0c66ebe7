"""The sender thread: takes what is pending, sends it as commits, and knows what the relay has.

    pending ──take──► unsent ──send──► in flight (≤ 4 commits or 8 MB) ──ack──► forgotten
                        ▲                   │
                        └──── link lost ────┘   what `ready.ack` does not cover, newer over it

Only this thread touches what is unsent and in flight; `pending.changed` guards what it shares with
others.
"""

from __future__ import annotations

import logging
import random
import threading
import time as clock
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from ._commit import commit_messages
from ._link import Link, LinkError
from ._pending import Changes, Pending, Stream
from ._printable import printable
from ._protocol import (
    FIRST_COMMIT_SECONDS,
    PING_SECONDS,
    UNACKNOWLEDGED_BYTES,
    UNACKNOWLEDGED_COMMITS,
    ConfigMessage,
    EndMessage,
    OpenMessage,
    Refusal,
)
from ._values import RowEncoder, clean, dumps

log = logging.getLogger("stream_viz")

#: Seconds between two commits at the least.
_COMMIT_SECONDS = 0.02
#: Seconds before the first and the last attempts to link again.
_BACK_OFF_SECONDS = (0.05, 5.0)


class Board(Protocol):
    """What the feed shows: the dashboard, as the sender sees it."""

    #: Grows with every change of the config, with ``Pending.changed`` held.
    config_version: int

    def config_message(self) -> ConfigMessage:
        """The config as it is now."""

    def changes_of(self, taken: Mapping[Stream, Changes], now: int) -> dict[str, Changes]:
        """Changes of tables → changes of widgets; ``now`` is in milliseconds."""

    def encoder_of(self, widget: str) -> RowEncoder:
        """How the rows of a widget are written."""

    def begin_run(self) -> None:
        """Forgets what was derived from the rows of the run before."""


@dataclass
class _Commit:
    seq: int
    size: int
    changes: dict[str, Changes]
    #: See ``Pending.since``.
    since: float | None


#: What is to be done next; false when the link is done with.
_Action = Callable[[Link], bool]


class Feed:
    """Sends the changes of a board to the relay at ``url`` (``ws://…/feed``)."""

    def __init__(
        self, board: Board, pending: Pending, url: str, token: str, *, resume: bool
    ) -> None:
        self._board = board
        self._pending = pending
        self._url = url
        self._token = token
        self._resume = resume
        self._on_first_commit: Callable[[], None] | None = None
        self._ends: deque[EndMessage] = deque()
        self._stopping = False
        self._begin_run()

        self._link: Link | None = None
        self._config_sent = -1
        self._last_commit = 0.0
        self._last_message = 0.0
        self._patience = 0.0
        self._troubles: set[str] = set()
        self._refusals: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="stream_viz-sender", daemon=True)

    def start(self, on_first_commit: Callable[[], None] | None = None) -> None:
        """Starts the sender. ``on_first_commit`` is called on its thread."""
        self._on_first_commit = on_first_commit
        self._thread.start()

    def end(self, error: str | None = None) -> None:
        """The pipeline finished, or failed: said to the relay after what is pending.

        A pipeline that fails may have ended its tables before: the failure is what counts.
        """
        with self._pending.changed:
            if error is None:
                self._ends.append({"type": "end"})
            else:
                failure: EndMessage = {"type": "end", "error": clean(error)}
                if self._ends:
                    self._ends.pop()
                self._ends.append(failure)
                if len(self._ends) == 1:
                    self._end_sent = False
            self._pending.changed.notify_all()

    def stop(self, timeout: float) -> None:
        """Ends the run and the thread, after what is pending or ``timeout`` seconds."""
        with self._pending.changed:
            if not self._ends:
                self._ends.append({"type": "end"})
            self._stopping = True
            self._pending.changed.notify_all()
        self._thread.join(timeout)
        if self._thread.is_alive() and self._link is not None:
            self._link.close()  # a relay that acknowledges nothing is not waited for
            self._thread.join(timeout)
        self._pending.discard()

    def _run(self) -> None:
        attempt = 0
        while not self._stopping:
            self._link = None
            try:
                self._serve()
            except LinkError as error:
                attempt = 0 if self._link is not None else attempt + 1
                self._complain(str(error))
                first, last = _BACK_OFF_SECONDS
                self._pause(error.retry_after or min(last, first * 2**attempt))
            except Exception:
                log.exception("the sender failed; it goes on with a new link")
                self._pause(_BACK_OFF_SECONDS[1])

    def _pause(self, seconds: float) -> None:
        """Waits about so long: relays that come back are not met by all producers at once."""
        with self._pending.changed:
            self._pending.changed.wait_for(lambda: self._stopping, seconds * random.uniform(0.5, 1))

    def _complain(self, trouble: str) -> None:
        """Once, until something is acknowledged: an hour without a relay is one line in the log."""
        if trouble not in self._troubles and not self._stopping:
            self._troubles.add(trouble)
            log.warning(
                "%s; the pipeline goes on, the dashboard follows when there is a link", trouble
            )

    def _begin_run(self) -> None:
        self._run_id = str(uuid.uuid4())
        self._seq = 0
        self._unsent: dict[str, Changes] = {}
        self._unsent_since: float | None = None
        self._in_flight: deque[_Commit] = deque()
        self._committed = False
        self._end_sent = False

    def _serve(self) -> None:
        """Keeps a link until it is lost or the run is over."""
        opening: OpenMessage = {"type": "open", "run": self._run_id, "resume": self._resume}
        link = Link(self._url, self._token, opening, self._pending.changed, self._on_refused)
        try:
            self._link = link
            self._linked_at = clock.monotonic()
            self._end_sent = False
            self._forget(link.acknowledged)
            self._take_back()
            self._send_config(link)
            while self._next(link)(link):
                pass
        finally:
            link.close()

    def _next(self, link: Link) -> _Action:
        with self._pending.changed:
            while (action := self._due(link)) is None:
                self._pending.changed.wait(self._patience)
            return action

    def _due(self, link: Link) -> _Action | None:
        """What is to be done now; if nothing, ``_patience`` says for how long."""
        if link.lost is not None:
            raise link.lost
        self._forget(link.acknowledged)
        # A row may rest on a config that was changed just before it was put, so the version is
        # looked at and the rows are taken under one lock.
        if self._board.config_version != self._config_sent:
            return self._send_config

        now = clock.monotonic()
        silence = self._last_message + PING_SECONDS - now
        moment = self._pending.wait_for_moment()
        waits = [silence]
        if moment == 0 or self._unsent:
            if self._end_sent:
                if not self._in_flight:
                    return self._start_over
            elif not self._is_full():
                interval = self._last_commit + _COMMIT_SECONDS - now
                if interval <= 0:
                    return partial(self._send_commit, self._pending.since, self._pending.take())
                waits.append(interval)
        elif moment is not None:
            waits.append(moment)
        elif self._ends and not self._end_sent:
            return self._send_end
        elif self._stopping and not self._in_flight:
            return _finish

        if not self._committed:
            overdue = self._linked_at + FIRST_COMMIT_SECONDS - now
            if overdue <= 0:
                return partial(self._send_commit, None, {})
            waits.append(overdue)
        if silence <= 0:
            return self._send_ping
        self._patience = min(waits)
        return None

    def _is_full(self) -> bool:
        size = sum(commit.size for commit in self._in_flight)
        return len(self._in_flight) >= UNACKNOWLEDGED_COMMITS or size >= UNACKNOWLEDGED_BYTES

    def _forget(self, acknowledged: int) -> None:
        while self._in_flight and self._in_flight[0].seq <= acknowledged:
            self._in_flight.popleft()
            self._troubles.clear()

    def _take_back(self) -> None:
        """What was in flight on the link before goes again, merged."""
        for commit in self._in_flight:
            for widget, changes in commit.changes.items():
                self._unsent.setdefault(widget, {}).update(changes)
            self._unsent_since = _oldest(self._unsent_since, commit.since)
        self._in_flight.clear()

    def _send_commit(
        self, since: float | None, taken: Mapping[Stream, Changes], link: Link
    ) -> bool:
        now = int(clock.time() * 1_000)
        changes, self._unsent = self._unsent, {}
        since, self._unsent_since = _oldest(since, self._unsent_since), None
        age = None if since is None else max(0, now - int(since))
        for widget, newer in self._board.changes_of(taken, now).items():
            if widget in changes:
                changes[widget].update(newer)
            else:
                changes[widget] = newer
        commit = _Commit(self._seq + 1, 0, changes, since)
        self._in_flight.append(commit)
        rows = {widget: (self._board.encoder_of(widget), rows) for widget, rows in changes.items()}
        for seq, message in commit_messages(commit.seq, now, rows, age):
            self._seq = commit.seq = seq
            commit.size += len(message)
            self._send(link, message)
        self._last_commit = self._last_message
        self._committed = True
        if self._on_first_commit is not None:
            self._on_first_commit()
            self._on_first_commit = None
        return True

    def _send_config(self, link: Link) -> bool:
        self._config_sent = self._board.config_version
        return self._send(link, dumps(self._board.config_message()))

    def _send_end(self, link: Link) -> bool:
        if not self._committed:
            self._send_commit(None, {}, link)
        self._end_sent = True  # before it is looked at: it may become a failure meanwhile
        return self._send(link, dumps(self._ends[0]))

    def _send_ping(self, link: Link) -> bool:
        return self._send(link, b'{"type":"ping"}')

    def _send(self, link: Link, message: bytes) -> bool:
        link.send(message)
        self._last_message = clock.monotonic()
        return True

    def _start_over(self, _: Link) -> bool:
        """Changes after the end: the pipeline runs again, which sends all its rows anew."""
        self._ends.popleft()
        self._begin_run()
        self._board.begin_run()
        return False

    def _on_refused(self, refusal: Refusal) -> None:
        text = printable(f'the relay refuses widget "{refusal["widget"]}": {refusal["message"]}')
        if text not in self._refusals:
            self._refusals.add(text)
            log.error("%s", text)


def _oldest(*times: float | None) -> float | None:
    return min((time for time in times if time is not None), default=None)


def _finish(_: Link) -> bool:
    return False
