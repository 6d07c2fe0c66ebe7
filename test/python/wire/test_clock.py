"""Stamps, which never fall."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from stream_viz._declaring._page import Page
from stream_viz._wire._clock import StampClock

SECOND = 1_000_000_000


class Clocks:
    """The clocks of a machine, of which the wall clock can be set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall = 1_700_000_000 * SECOND
        self.monotonic = 5 * SECOND
        monkeypatch.setattr(time, "time_ns", lambda: self.wall)
        monkeypatch.setattr(time, "time", lambda: self.wall / SECOND)
        monkeypatch.setattr(time, "monotonic_ns", lambda: self.monotonic)

    def advance(self, seconds: int, *, set_back: int = 0) -> None:
        self.monotonic += seconds * SECOND
        self.wall += (seconds - set_back) * SECOND


def test_stamps_follow_the_wall_clock_forward_and_go_on_when_it_is_set_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clocks = Clocks(monkeypatch)
    start = clocks.wall
    clock = StampClock()
    assert clock.nanoseconds() == start
    clocks.advance(1)
    assert clock.nanoseconds() - start == SECOND
    clocks.advance(1, set_back=3_600)
    assert clock.nanoseconds() - start == 2 * SECOND
    clocks.advance(10)
    assert clock.nanoseconds() - start == 12 * SECOND
    clocks.advance(0, set_back=-7_200)
    assert clock.nanoseconds() == clocks.wall


def test_stamps_of_several_threads_do_not_fall() -> None:
    clock = StampClock()

    def read(_: int) -> bool:
        stamps = [clock.nanoseconds() for _ in range(1_000)]
        return stamps == sorted(stamps)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(8)))


def test_what_is_sent_after_the_clock_was_set_back_comes_later(
    sv: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks = Clocks(monkeypatch)
    clocks.wall = 4_000_000_000 * SECOND  # later than any stamp of the tests before
    gauge, stat, metric = sv.gauge("g"), sv.stat("s"), sv.metric("m")
    for value in range(3):
        gauge.send(value)
        stat.send(value)
        metric.send(value)
        clocks.advance(1, set_back=3_600)
    with sv.dashboard.pending.changed:
        taken = list(sv.dashboard.pending.take().values())
    for changes in taken:
        assert [row[1] for row in changes.values() if row is not None] == [0, 1, 2]
        assert list(changes) == sorted(changes)
        times = [row[0] for row in changes.values() if row is not None]
        assert [time - times[0] for time in times] == [0, 1_000, 2_000]
