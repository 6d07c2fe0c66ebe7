"""Conflation and moments."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream_viz._feeding import _change_buffer
from stream_viz._feeding._change_buffer import ChangeBuffer, Changes, PendingChanges


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def wall_clock(self) -> int:
        """Milliseconds, of another clock."""
        return round((self.now + 1_760_000_000) * 1_000)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(_change_buffer, "time", clock)
    monkeypatch.setattr(_change_buffer, "wall_clock", clock.wall_clock)
    return clock


def change(buffer: ChangeBuffer, time: int, **rows: int | None) -> None:
    """Calls back as Pathway does for a table at one time, without its end."""
    on_change = buffer.on_change()
    for key, value in rows.items():
        on_change(key, [value], time, -1 if value is None else 1)


def moment(buffer: ChangeBuffer, time: int, **rows: int | None) -> None:
    """A whole time of a table."""
    change(buffer, time, **rows)
    buffer.on_time_end(time)


def take(pending: PendingChanges) -> dict[ChangeBuffer, Changes]:
    """Takes all that is ready now."""
    with pending.changed:
        pending.wait_for_moment()
        return pending.take()


def wait(pending: PendingChanges) -> float | None:
    """Seconds until something is ready."""
    with pending.changed:
        return pending.wait_for_moment()


def test_an_update_is_one_upsert_and_the_last_call_wins() -> None:
    pending = PendingChanges()
    table = pending.buffer()
    on_change = table.on_change()
    on_change("a", [1], 2, -1)
    on_change("b", [1], 2, -1)
    on_change("a", [2], 2, 1)
    table.on_time_end(2)
    assert take(pending) == {table: {"a": [2], "b": None}}
    assert take(pending) == {}


def test_the_oldest_change_is_known_by_the_time_of_its_engine(clock: Clock) -> None:
    pending = PendingChanges()
    table = pending.buffer()
    began = clock.wall_clock()
    clock.now += 0.5
    moment(table, began + 100, a=1)
    moment(table, began + 200, a=2)
    pending.put(pending.buffer(), "k", [1])
    assert pending.since == began + 100
    take(pending)
    assert pending.since is None
    pending.put(pending.buffer(), "k", [1])
    assert pending.since == began + 500


@pytest.mark.parametrize("time", [0, 2, 1_700_000_000_000, 2**64 - 2])
def test_a_time_that_is_no_wall_clock_tells_no_age(time: int) -> None:
    pending = PendingChanges()
    moment(pending.buffer(), time, a=1)
    assert pending.since is None
    assert take(pending)


def test_an_open_moment_is_not_taken() -> None:
    pending = PendingChanges()
    table = pending.buffer()
    moment(table, 2, a=1)
    change(table, 4, a=2, b=2)
    assert take(pending) == {table: {"a": [1]}}
    table.on_time_end(4)
    assert take(pending) == {table: {"a": [2], "b": [2]}}


def test_tables_that_fire_together_are_taken_together(clock: Clock) -> None:
    pending = PendingChanges()
    one, two = pending.buffer(), pending.buffer()
    moment(one, 2, a=1)
    moment(two, 2, a=1)
    take(pending)
    moment(one, 4, a=2)
    assert take(pending) == {}
    clock.now += 0.01
    assert wait(pending) == pytest.approx(0.04)
    moment(two, 4, a=2)
    assert take(pending) == {one: {"a": [2]}, two: {"a": [2]}}


def test_a_later_time_completes_the_one_before() -> None:
    pending = PendingChanges()
    one, two = pending.buffer(), pending.buffer()
    moment(one, 2, a=1)
    moment(two, 2, a=1)
    take(pending)
    moment(one, 4, a=2)
    moment(one, 6, a=3)
    assert take(pending) == {one: {"a": [2]}}
    moment(two, 6, a=3)
    assert take(pending) == {one: {"a": [3]}, two: {"a": [3]}}


def test_a_moment_does_not_wait_longer_than_50_ms_for_a_quiet_table(clock: Clock) -> None:
    pending = PendingChanges()
    one, two = pending.buffer(), pending.buffer()
    moment(one, 2, a=1)
    moment(two, 2, a=1)
    take(pending)
    moment(one, 4, a=2)
    clock.now += 0.051
    assert take(pending) == {one: {"a": [2]}}


def test_a_moment_waits_for_a_table_that_is_in_the_middle_of_it(clock: Clock) -> None:
    pending = PendingChanges()
    one, two = pending.buffer(), pending.buffer()
    moment(one, 2, a=1)
    moment(two, 2, a=1)
    take(pending)
    moment(one, 4, a=2)
    clock.now += 20
    change(two, 4, a=2)
    assert wait(pending) is None
    two.on_time_end(4)
    assert set(take(pending)) == {one, two}


def test_a_table_that_fired_each_time_is_slow_and_waited_for_a_second_once(clock: Clock) -> None:
    pending = PendingChanges()
    one, two = pending.buffer(), pending.buffer()
    for time in (2, 4, 6):
        moment(one, time, a=time)
        moment(two, time, a=time)
    take(pending)
    moment(one, 8, a=8)
    clock.now += 0.9
    assert take(pending) == {}
    assert wait(pending) == pytest.approx(0.1)
    clock.now += 0.2
    assert set(take(pending)) == {one}
    moment(one, 10, a=10)
    assert wait(pending) == pytest.approx(0.05), "it is one of those that may be quiet now"


def test_tables_that_end_far_apart_are_waited_for_longer(clock: Clock) -> None:
    pending = PendingChanges()
    one, two = pending.buffer(), pending.buffer()
    moment(one, 2, a=1)
    clock.now += 2
    assert set(take(pending)) == {one}
    moment(two, 2, a=1)
    assert set(take(pending)) == {two}, "nobody knew yet how busy the machine is"
    moment(one, 4, a=2)
    clock.now += 7
    assert take(pending) == {}
    moment(two, 4, a=2)
    assert set(take(pending)) == {one, two}
    moment(one, 6, a=3)
    assert wait(pending) == pytest.approx(10), "but not for ever"


def test_a_table_that_was_quiet_for_8_times_is_not_waited_for() -> None:
    pending = PendingChanges()
    one, two = pending.buffer(), pending.buffer()
    moment(one, 2, a=0)
    moment(two, 2, a=0)
    for time in range(4, 20, 2):
        moment(one, time, a=time)
    assert take(pending)[one] == {"a": [18]}


def test_what_comes_late_is_not_lost() -> None:
    pending = PendingChanges()
    one, two = pending.buffer(), pending.buffer()
    moment(one, 2, a=1)
    moment(one, 4, a=2)
    moment(two, 2, a=1)
    assert take(pending) == {one: {"a": [2]}, two: {"a": [1]}}


def test_times_of_0_and_of_the_end_are_times() -> None:
    pending = PendingChanges()
    table = pending.buffer()
    moment(table, 0, a=1)
    assert take(pending) == {table: {"a": [1]}}
    moment(table, 2**64 - 2, a=2)
    table.on_end()
    assert take(pending) == {table: {"a": [2]}}
    moment(table, 2, a=3)  # another run of the pipeline
    assert take(pending) == {table: {"a": [3]}}


def test_a_log_that_nobody_takes_keeps_its_newest_rows_and_counts_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pending = PendingChanges()
    log = pending.buffer(limit=10)
    for i in range(1_000):
        log.put(f"{i:03}", [i])
    (rows,) = take(pending).values()
    assert 10 <= len(rows) < 20
    assert list(rows) == [f"{i:03}" for i in range(1_000 - len(rows), 1_000)]
    assert caplog.messages == [
        f"{1_000 - len(rows)} rows of a log or series left for newer ones before the relay could "
        "take them; it would have kept no more"
    ]
    log.put("one more", [0])
    take(pending)
    assert len(caplog.messages) == 1


def test_after_the_stop_nothing_is_kept() -> None:
    pending = PendingChanges()
    table, log = pending.buffer(), pending.buffer(limit=10)
    moment(table, 2, a=1)
    pending.discard()
    moment(table, 4, a=2)
    table.on_end()
    log.put("x", [1])
    assert take(pending) == {}


Step = tuple[str, int, dict[str, int | None]]
steps = st.lists(
    st.tuples(
        st.sampled_from(["moment", "take"]),
        st.integers(0, 2),
        st.dictionaries(st.sampled_from("abcd"), st.none() | st.integers(), min_size=1),
    ),
    max_size=40,
)


@given(steps)
def test_what_is_taken_adds_up_to_what_happened(steps: list[Step]) -> None:
    """Whenever and however often somebody takes, each key ends as it ended in the pipeline."""
    pending = PendingChanges()
    buffers = [pending.buffer() for _ in range(3)]
    truth: list[dict[str, Any]] = [{}, {}, {}]
    seen: list[dict[str, Any]] = [{}, {}, {}]

    def apply(taken: dict[ChangeBuffer, Changes]) -> None:
        for buffer, changes in taken.items():
            for key, row in changes.items():
                seen[buffers.index(buffer)][key] = row and row[0]

    for time, (what, which, rows) in enumerate(steps):
        if what == "take":
            apply(take(pending))
        else:
            moment(buffers[which], time, **rows)
            truth[which] |= rows
    for buffer in buffers:
        buffer.on_end()
    apply(take(pending))
    assert seen == truth
