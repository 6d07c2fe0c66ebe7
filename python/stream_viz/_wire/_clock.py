"""The wall clock as the protocol writes it, and the clock of stamps, which never falls."""

from __future__ import annotations

import os
import threading
import time


def wall_clock() -> int:
    """Milliseconds since the epoch. Durations are measured with ``time.monotonic`` instead."""
    return time.time_ns() // 1_000_000


class StampClock:
    """Follows the wall clock forward, and goes on by itself when that is set back: what is stamped
    later has no earlier time. Safe from any thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0
        self._read_at = time.monotonic_ns()

    def after_fork(self) -> None:
        """Makes it usable in a process that was forked while another thread read it."""
        self._lock = threading.Lock()

    def nanoseconds(self) -> int:
        """Nanoseconds since the epoch, not below those of the call before."""
        with self._lock:
            now = time.monotonic_ns()
            elapsed = max(0, now - self._read_at)
            self._read_at = now
            self._last = max(time.time_ns(), self._last + elapsed)
            return self._last


#: The one clock of this process, so that a dashboard that begins anew does not fall either.
_stamps = StampClock()
os.register_at_fork(after_in_child=_stamps.after_fork)


def stamp() -> int:
    """Milliseconds since the epoch, for what the package gives a time or a key itself."""
    return _stamps.nanoseconds() // 1_000_000


def exact_stamp() -> float:
    """The same with a fraction of microseconds."""
    return _stamps.nanoseconds() // 1_000 / 1_000
