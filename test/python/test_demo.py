"""The demo's shop: it behaves like one, whatever the clock of the machine does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "demo"))

from shop import DAY, POP_UP, POP_UP_EVERY, POP_UP_OPEN, OrderEvent, Shop
from viewer import Viewer

DEMO = Path(__file__).parents[2] / "demo"
OPENING = datetime(2026, 1, 5, 12, tzinfo=timezone.utc)


def events_of(rate: float, seconds: float, seed: int = 1) -> list[tuple[datetime, OrderEvent]]:
    """When each event was told, and the event."""
    shop = Shop(rate, seed)
    moments = (OPENING + timedelta(seconds=tick / 10) for tick in range(int(seconds * 10)))
    return [(now, event) for now in moments for event in shop.advance(now)]


@pytest.fixture(scope="module")
def a_day() -> list[tuple[datetime, OrderEvent]]:
    return events_of(50, DAY)


def test_the_same_seed_makes_the_same_shop() -> None:
    assert events_of(20, 30) == events_of(20, 30)
    assert events_of(20, 30) != events_of(20, 30, seed=2)


def test_over_a_day_it_sells_about_at_its_rate(a_day: list[tuple[datetime, OrderEvent]]) -> None:
    paid = sum(event.kind == "paid" for _, event in a_day)
    assert paid == pytest.approx(50 * DAY, rel=0.2)


def test_orders_are_paid_corrected_refunded_and_fail(
    a_day: list[tuple[datetime, OrderEvent]],
) -> None:
    kinds = Counter(event.kind for _, event in a_day)
    assert kinds.keys() == {"paid", "failed", "corrected", "refunded"}
    assert kinds["paid"] > 10 * (kinds["failed"] + kinds["corrected"] + kinds["refunded"])


def test_refunds_take_away_what_was_paid(a_day: list[tuple[datetime, OrderEvent]]) -> None:
    paid = Counter(event.product for _, event in a_day if event.kind == "paid")
    refunds = [event for _, event in a_day if event.kind == "refunded"]
    assert all(event.amount < 0 and event.product in paid for event in refunds)


def test_some_orders_are_told_late_but_none_before_the_shop_opened(
    a_day: list[tuple[datetime, OrderEvent]],
) -> None:
    delays = [told - event.time for told, event in a_day]
    assert any(delay > timedelta(seconds=5) for delay in delays)
    assert all(event.time >= OPENING for _, event in a_day)


def test_the_pop_up_region_sells_only_while_it_is_open(
    a_day: list[tuple[datetime, OrderEvent]],
) -> None:
    told = [
        (now - OPENING).total_seconds()
        for now, event in a_day
        if event.region == POP_UP and event.kind == "paid"
    ]
    assert told
    assert all(seconds % POP_UP_EVERY < POP_UP_OPEN for seconds in told)


def test_ctrl_c_while_it_loads_ends_it_without_a_word() -> None:
    with run_demo() as demo:
        maps = Path(f"/proc/{demo.pid}/maps")
        deadline = time.monotonic() + 60
        while "pandas" not in maps.read_text() and time.monotonic() < deadline:
            time.sleep(0.01)
        demo.send_signal(signal.SIGINT)
        output, _ = demo.communicate(timeout=60)
    assert (output, demo.returncode) == ("", -signal.SIGINT)


def test_ctrl_c_while_it_runs_ends_it_with_a_line() -> None:
    with run_demo() as demo:
        assert demo.stdout is not None
        line = demo.stdout.readline()
        assert line.startswith("StreamViz: ")
        # At work: an interrupt in the first moments of pw.run() lets Pathway hang.
        with Viewer(line.split()[1]) as viewer:
            viewer.until(lambda seen: bool(seen.values("orders-by-region")))
        demo.send_signal(signal.SIGINT)
        output, _ = demo.communicate(timeout=60)
    lines = [line for line in output.splitlines() if "the dashboard is at" not in line]
    assert (lines, demo.returncode) == (["Stopped."], 0)


def run_demo() -> subprocess.Popen[str]:
    """`npm start`, less what it builds."""
    return subprocess.Popen(
        [sys.executable, str(DEMO / "orders.py"), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(DEMO.parent / "python")},
    )


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("127.0.0.1:1", "Connection refused"),
        ("127.0.0.1:1,localhost:1", "Connection refused"),
        ("localhost", '"localhost" is not HOST:PORT'),
    ],
)
def test_the_kafka_demo_says_when_no_broker_answers(address: str, problem: str) -> None:
    demo = subprocess.run(
        [sys.executable, str(DEMO / "kafka_orders.py"), address],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(DEMO.parent / "python")},
    )
    assert demo.returncode == 1
    assert demo.stderr == (
        f"No Kafka broker answers at {address}: {problem}. Start one (docs/kafka.md tells how), or "
        "name another: python demo/kafka_orders.py HOST:PORT\n"
    )
