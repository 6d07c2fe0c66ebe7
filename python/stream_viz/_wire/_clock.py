"""The wall clock as the protocol writes it."""

from __future__ import annotations

import time


def wall_clock() -> int:
    """Milliseconds since the epoch. Durations are measured with ``time.monotonic`` instead."""
    return time.time_ns() // 1_000_000
