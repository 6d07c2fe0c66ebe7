"""The sender thread: takes what is pending, sends it as commits, links again when a link is lost.

Only this thread touches the outbox; ``PendingChanges.changed`` guards what it shares with others.
"""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial

from .._exceptions import LinkError
from .._wire._clock import stamp, wall_clock
from .._wire._output import Log
from .._wire._printable import printable
from .._wire._protocol import (
    FIRST_COMMIT_SECONDS,
    PING_SECONDS,
    EndMessage,
    OpenMessage,
    Refusal,
)
from .._wire._values import clean, dumps
from ._change_buffer import ChangeBuffer, Changes, PendingChanges
from ._commit import commit_messages
from ._delivery import Delivery
from ._outbox import Outbox
from ._producer_link import ProducerLink
from ._source import Source

log = Log("stream_viz")

#: Seconds between two commits at the least. A relay sends to its viewers 30 times a second, so
#: twice as long would be seen, and half would cost CPU for steps that no screen shows.
_COMMIT_SECONDS = 0.02
#: Seconds before the first and the last attempts to link again. Twice at the end keeps a dashboard
#: dark for longer after a restart of its relay; half knocks more often at one that is away.
_BACK_OFF_SECONDS = (0.05, 5.0)


#: The next thing to do; it returns false when the link is done with.
_Action = Callable[[ProducerLink], bool]


class Sender:
    """Sends the changes of a dashboard to the relay at ``url`` (``ws://…/feed``)."""

    def __init__(
        self, source: Source, pending: PendingChanges, url: str, token: str, *, resume: bool
    ) -> None:
        self._source = source
        self._pending = pending
        self._url = url
        self._token = token
        self._resume = resume
        self._on_first_commit: Callable[[], None] | None = None
        self._ends: deque[EndMessage] = deque()
        self._stopping = False
        self._begin_run()

        self._link: ProducerLink | None = None
        self._config_sent = -1
        self._last_commit_at = 0.0
        self._last_message_at = 0.0
        self._wait_seconds = 0.0
        self._warned_of: set[str] = set()
        self._refusals: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="stream_viz-sender", daemon=True)

    def start(self, on_first_commit: Callable[[], None] | None = None) -> None:
        """Starts the sender. ``on_first_commit`` is called on its thread."""
        self._on_first_commit = on_first_commit
        self._thread.start()

    def end(self, error: str | None = None) -> None:
        """Notes that the pipeline finished, or failed: the relay gets it after what is pending.

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

    def forget(self) -> None:
        """Leaves the link to the process that this one was forked from.

        Held open here, it would keep the relay from noticing that that process has ended.
        """
        if self._link is not None:
            self._link.forget()

    def _run(self) -> None:
        attempt = 0
        while not self._stopping:
            self._link = None
            try:
                self._serve()
            except LinkError as error:
                attempt = 0 if self._link is not None else attempt + 1
                self._warn_once(str(error))
                first, last = _BACK_OFF_SECONDS
                self._pause(error.retry_after or min(last, first * 2**attempt))
            except Exception:
                log.exception("the sender failed; it goes on with a new link")
                self._pause(_BACK_OFF_SECONDS[1])

    def _pause(self, seconds: float) -> None:
        """Waits about so long: a relay that comes back is not met by all producers at once."""
        with self._pending.changed:
            self._pending.changed.wait_for(lambda: self._stopping, seconds * random.uniform(0.5, 1))

    def _warn_once(self, trouble: str) -> None:
        """Warns once until something is acknowledged: an hour without a relay is one line."""
        if trouble not in self._warned_of and not self._stopping:
            self._warned_of.add(trouble)
            log.warning(
                "%s; the pipeline goes on, the dashboard follows when there is a link", trouble
            )

    def _begin_run(self) -> None:
        self._run_id = str(uuid.uuid4())
        self._outbox = Outbox()
        self._delivery = Delivery()
        self._has_committed = False
        self._end_sent = False

    def _serve(self) -> None:
        """Keeps a link until it is lost or the run is over."""
        opening: OpenMessage = {"type": "open", "run": self._run_id, "resume": self._resume}
        link = ProducerLink(
            self._url, self._token, opening, self._pending.changed, self._on_refused
        )
        try:
            self._link = link
            self._linked_at = time.monotonic()
            self._end_sent = False
            self._acknowledge(link.acknowledged)
            if (loss := self._delivery.compare(link.epoch, link.acknowledged)) is not None:
                log.warning("%s", loss)
            self._has_committed = link.acknowledged > 0
            self._outbox.take_back()
            self._send_config(link)
            while self._await_action(link)(link):
                pass
        finally:
            link.close()

    def _await_action(self, link: ProducerLink) -> _Action:
        with self._pending.changed:
            while (action := self._next_action(link)) is None:
                self._pending.changed.wait(self._wait_seconds)
            return action

    def _next_action(self, link: ProducerLink) -> _Action | None:
        """The action for now; if there is none, ``_wait_seconds`` says for how long."""
        if link.lost is not None:
            raise link.lost
        self._acknowledge(link.acknowledged)
        # A row may rest on a config that was changed just before it was put, so the version is
        # looked at and the rows are taken under one lock.
        if self._source.config_version != self._config_sent:
            return self._send_config

        now = time.monotonic()
        silence = self._last_message_at + PING_SECONDS - now
        moment = self._pending.wait_for_moment()
        waits = [silence]
        if moment == 0 or self._outbox.has_unsent:
            if self._end_sent:
                if not self._outbox.is_in_flight:
                    return self._start_over
            elif not self._outbox.is_full:
                interval = self._last_commit_at + _COMMIT_SECONDS - now
                if interval <= 0:
                    return partial(self._send_commit, self._pending.since, self._pending.take())
                waits.append(interval)
        elif moment is not None:
            waits.append(moment)
        elif self._ends and not self._end_sent:
            return self._send_end
        elif self._stopping and not self._outbox.is_in_flight:
            return _finish

        if not self._has_committed:
            first_commit = self._linked_at + FIRST_COMMIT_SECONDS - now
            if first_commit <= 0:
                return partial(self._send_commit, None, {})
            waits.append(first_commit)
        if silence <= 0:
            return self._send_ping
        self._wait_seconds = min(waits)
        return None

    def _acknowledge(self, seq: int) -> None:
        for commit in self._outbox.acknowledge(seq):
            self._delivery.acknowledge(
                commit.seq, (name for name, rows in commit.changes.items() if rows)
            )
            self._warned_of.clear()

    def _send_commit(
        self, since: int | None, taken: Mapping[ChangeBuffer, Changes], link: ProducerLink
    ) -> bool:
        now = wall_clock()
        commit = self._outbox.commit(self._source.changes_of(taken, stamp()), since)
        age = None if commit.since is None else max(0, now - commit.since)
        rows = {
            widget: (self._source.encoder_of(widget), changes)
            for widget, changes in commit.changes.items()
        }
        for seq, message in commit_messages(commit.seq, now, rows, age):
            self._outbox.note_sent(commit, seq, len(message))
            self._send(link, message)
        self._last_commit_at = self._last_message_at
        self._has_committed = True
        if self._on_first_commit is not None:
            self._on_first_commit()
            self._on_first_commit = None
        return True

    def _send_config(self, link: ProducerLink) -> bool:
        self._config_sent = self._source.config_version
        emptied = self._pending.take_emptied()
        message = self._source.config_message()
        self._delivery.forget(emptied)
        self._delivery.describe(message["widgets"])
        if emptied:
            self._outbox.forget(emptied)
            self._send(link, dumps(self._source.config_message(left_out=emptied)))
        return self._send(link, dumps(message))

    def _send_end(self, link: ProducerLink) -> bool:
        if not self._has_committed:
            self._send_commit(None, {}, link)
        self._end_sent = True  # before it is looked at: it may become a failure meanwhile
        return self._send(link, dumps(self._ends[0]))

    def _send_ping(self, link: ProducerLink) -> bool:
        return self._send(link, b'{"type":"ping"}')

    def _send(self, link: ProducerLink, message: bytes) -> bool:
        link.send(message)
        self._last_message_at = time.monotonic()
        return True

    def _start_over(self, _: ProducerLink) -> bool:
        """Begins another run: changes after the end come from a pipeline that runs again, which
        sends all its rows anew.
        """
        self._ends.popleft()
        self._begin_run()
        self._source.begin_run()
        return False

    def _on_refused(self, refusal: Refusal) -> None:
        text = printable(f'the relay refuses widget "{refusal["widget"]}": {refusal["message"]}')
        if text not in self._refusals:
            self._refusals.add(text)
            log.error("%s", text)


def _finish(_: ProducerLink) -> bool:
    return False
