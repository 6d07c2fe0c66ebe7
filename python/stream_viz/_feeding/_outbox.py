"""Changes between the buffers and the relay's acknowledgement, on the sender's thread alone.

take ──► unsent ──commit──► in flight (≤ 4 commits or 8 MB) ──ack──► dropped
           ▲                    │
           └──── link lost ─────┘   what `ready.ack` does not cover, newer changes over it
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from .._wire._protocol import UNACKNOWLEDGED_BYTES, UNACKNOWLEDGED_COMMITS
from ._change_buffer import Changes


@dataclass
class Commit:
    """A commit that the relay may have or not."""

    seq: int
    #: Bytes, all its messages together.
    size: int
    #: The newest rows, by widget.
    changes: dict[str, Changes]
    #: See ``PendingChanges.since``.
    since: int | None


class Outbox:
    """The changes of one run of the pipeline."""

    def __init__(self) -> None:
        self.seq = 0
        self._unsent: dict[str, Changes] = {}
        self._unsent_since: int | None = None
        self._in_flight: deque[Commit] = deque()

    @property
    def has_unsent(self) -> bool:
        """Whether changes came back from a lost link."""
        return bool(self._unsent)

    @property
    def is_in_flight(self) -> bool:
        """Whether an acknowledgement is awaited."""
        return bool(self._in_flight)

    @property
    def is_full(self) -> bool:
        """Whether the relay has to acknowledge something before the next commit."""
        size = sum(commit.size for commit in self._in_flight)
        return len(self._in_flight) >= UNACKNOWLEDGED_COMMITS or size >= UNACKNOWLEDGED_BYTES

    def commit(self, newer: dict[str, Changes], since: int | None) -> Commit:
        """Makes the next commit: the changes that came back, with newer ones over them."""
        changes, self._unsent = self._unsent, {}
        since, self._unsent_since = _oldest(since, self._unsent_since), None
        for widget, rows in newer.items():
            if widget in changes:
                changes[widget].update(rows)
            else:
                changes[widget] = rows
        commit = Commit(self.seq + 1, 0, changes, since)
        self._in_flight.append(commit)
        return commit

    def note_sent(self, commit: Commit, seq: int, size: int) -> None:
        """Notes a message of the commit: its last ``seq`` counts, if it had to be split."""
        self.seq = commit.seq = seq
        commit.size += size

    def acknowledge(self, seq: int) -> list[Commit]:
        """Drops the commits up to ``seq``, and returns them."""
        acknowledged = []
        while self._in_flight and self._in_flight[0].seq <= seq:
            acknowledged.append(self._in_flight.popleft())
        return acknowledged

    def forget(self, widgets: Collection[str]) -> None:
        """Does not send changes of these widgets again."""
        for changes in (self._unsent, *(commit.changes for commit in self._in_flight)):
            for widget in widgets:
                changes.pop(widget, None)

    def take_back(self) -> None:
        """Makes the commits in flight unsent, merged: their link was lost."""
        for commit in self._in_flight:
            for widget, changes in commit.changes.items():
                self._unsent.setdefault(widget, {}).update(changes)
            self._unsent_since = _oldest(self._unsent_since, commit.since)
        self._in_flight.clear()


def _oldest(*times: int | None) -> int | None:
    return min((time for time in times if time is not None), default=None)
