"""When a moment is complete. A *moment* is one engine time over all tables.

Each table ends a moment by itself, and a table without changes does not end it at all, so it can
only be guessed which ones will:

    table one   ──end─────────────────────▶ time
    table two   ───────end────────────────▶
    table three ─ quiet ──────────────────▶ complete: all that fired lately have ended,
                                            or ``patience`` seconds after the last end
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable

#: A table is waited for if it fired in one of so many moments. With 16 a table that has become
#: quiet delays its moments twice as often; with 4 one that fires seldom is seen later than what it
#: belongs to.
_RECENT_MOMENTS = 8
#: Seconds after the last end for which a table that fires seldom is waited for. Twice is a delay
#: that is seen whenever a table is quiet; with half, tables that end 25 ms apart fall apart.
_MOMENT_SECONDS = 0.05
#: A table that fired in all of the moments before, and in so many at least, is slow rather than
#: quiet. With 6 it takes longer until that is known; with 2 a coincidence is taken for a habit.
_USUAL_MOMENTS = 3
#: Seconds for which such a table is waited for. Twice delays everything once when a table becomes
#: quiet for good; half shows tables apart on a machine that stands still for a second.
_USUAL_SECONDS = 1.0
#: On a busy machine tables end later after each other: they get so many times the longest time
#: that lately was between two ends. With 8 a quiet table delays more; with 2 a machine that becomes
#: busier outruns it.
_PATIENCE = 4
#: Seconds that are waited at the longest. Twice is longer than a viewer believes that all is well;
#: half cuts moments of large batches apart.
_MOST_SECONDS = 10.0


class Moments:
    """Knows which tables have ended the moment and which are expected to. Not thread-safe."""

    def __init__(self) -> None:
        #: The engine time of the moment; −1 before the first.
        self.time = -1
        self._ended: set[Hashable] = set()
        #: The tables that ended each of the recent moments; the last one is this moment.
        self._recent: deque[set[Hashable]] = deque(maxlen=_RECENT_MOMENTS)
        #: Longest time between two ends, in each of the recent moments.
        self._gaps: deque[float] = deque(maxlen=_RECENT_MOMENTS)
        self._last_end = 0.0

    def begin(self, time: int) -> None:
        """Begins the moment of an engine time."""
        self.time = time
        self._ended = set()
        self._recent.append(self._ended)
        self._gaps.append(0.0)

    def end(self, table: Hashable, now: float) -> None:
        """Notes that a table has ended this moment; ``now`` is monotonic."""
        if self._ended:
            self._gaps[-1] = max(self._gaps[-1], now - self._last_end)
        self._last_end = now
        self._ended.add(table)

    def is_complete(self) -> bool:
        """Whether all tables that fired lately have ended this moment."""
        return set().union(*self._recent) <= self._ended

    def seconds_left(self, now: float) -> float:
        """Seconds for which the tables that may still end this moment are waited for."""
        return self._last_end + self._patience() - now

    def forget(self) -> None:
        """Begins anew: the next run of the pipeline may have an earlier time."""
        self.time = -1
        self._recent.clear()
        self._gaps.clear()

    def _patience(self) -> float:
        *before, ended = self._recent
        is_usual_missing = len(before) >= _USUAL_MOMENTS and not set.intersection(*before) <= ended
        least = _USUAL_SECONDS if is_usual_missing else _MOMENT_SECONDS
        return max(least, min(_PATIENCE * max(self._gaps), _MOST_SECONDS))
