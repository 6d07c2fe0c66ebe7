"""The sender, against a relay that does what a test wants."""

from __future__ import annotations

import logging
import socket
import threading
import tracemalloc
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from fake_relay import FakeRelay
from producer import Producer, rows

from stream_viz._feeding import _sender


@pytest.fixture
def relay() -> Iterator[FakeRelay]:
    with FakeRelay() as relay:
        yield relay


@pytest.fixture
def producer(relay: FakeRelay) -> Iterator[Producer]:
    producer = Producer(relay.url)
    yield producer
    producer.sender.stop(1)
    assert not [t for t in threading.enumerate() if t.name == "stream_viz-sender"]


def test_a_relay_that_is_away_costs_memory_by_distinct_keys_not_by_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    producer = Producer(f"ws://127.0.0.1:{port}/feed")
    producer.sender.start()

    def work(rounds: int) -> int:
        for round_ in range(rounds):
            producer.put(**{f"key {i}": round_ for i in range(100)})
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        warm = work(100)
        assert work(1_000) - warm < 1_000_000, "100,000 changes of rows that conflate"
    finally:
        tracemalloc.stop()
        producer.sender.stop(1)


def test_a_link_begins_with_open_and_config(relay: FakeRelay, producer: Producer) -> None:
    producer.put(a=1)
    producer.sender.start()
    opening = relay.next("open")
    assert (opening["resume"], len(opening["run"])) == (False, 36)
    assert relay.headers == ["Bearer secret"]
    assert relay.next("config")["title"] == "version 1"
    commit = relay.next("commit")
    assert (commit["seq"], rows(commit)) == (1, {"a": 1})


def test_a_config_that_changes_is_sent_before_the_rows_that_follow(
    relay: FakeRelay, producer: Producer
) -> None:
    producer.sender.start()
    relay.next("config")
    producer.source.config_version = 2
    producer.put(a=1)
    assert relay.next("config")["title"] == "version 2"
    assert rows(relay.next("commit")) == {"a": 1}


def test_a_commit_tells_how_old_its_oldest_change_is(relay: FakeRelay, producer: Producer) -> None:
    relay.acks = False
    producer.put(a=1)  # at a time that is no wall clock
    producer.sender.start()
    assert "age" not in relay.next("commit")
    producer.pending.put(producer.buffer, "b", [2])
    commit = relay.next("commit")
    assert 0 <= commit["age"] < 20_000
    oldest = commit["time"] - commit["age"]
    relay.cut()
    again = relay.next("commit")
    assert rows(again) == {"a": 1, "b": 2}
    assert again["time"] - again["age"] <= oldest


def test_no_more_than_4_commits_are_unacknowledged_and_the_rest_is_merged(
    relay: FakeRelay, producer: Producer
) -> None:
    relay.acks = False
    producer.sender.start()
    for i in range(1, 5):
        producer.put(a=i)
        assert rows(relay.next("commit")) == {"a": i}
    for i in range(5, 100):
        producer.put(a=i, b=i)
    producer.put(c=1, b=None)
    relay.reply(type="ack", seq=3, position=3)
    commit = relay.next("commit")
    assert (commit["seq"], rows(commit)) == (5, {"a": 99, "b": None, "c": 1})


def test_what_was_not_acknowledged_goes_again_with_newer_changes_over_it(
    relay: FakeRelay, producer: Producer
) -> None:
    relay.acks = False
    producer.sender.start()
    for i in range(1, 4):
        producer.put(**{f"k{i}": i, "a": i})
        relay.next("commit")
    relay.ready["ack"] = 1
    relay.cut()
    producer.put(a=4, k3=None)
    first = relay.next("open")["run"]
    commit = relay.next("commit")
    while rows(commit).get("a") != 4:  # the change may come after the link
        assert rows(commit) == {"k2": 2, "k3": 3, "a": 3}
        commit = relay.next("commit")
    assert commit["seq"] > 3
    assert rows(commit).get("k3", 3) is None
    assert first


def test_what_the_relay_has_is_not_sent_again(relay: FakeRelay, producer: Producer) -> None:
    producer.sender.start()
    producer.put(a=1)
    relay.next("commit")
    relay.ready["ack"] = 1
    relay.cut()
    relay.next("config")
    producer.put(b=2)
    commit = relay.next("commit")
    assert (commit["seq"], rows(commit)) == (2, {"b": 2})


def test_rows_that_a_relay_of_another_state_has_no_longer_are_said_once(
    relay: FakeRelay, producer: Producer, caplog: pytest.LogCaptureFixture
) -> None:
    producer.sender.start()
    for i in range(6):  # the last one goes when the first ones are acknowledged
        producer.put(a=i)
        relay.next("commit")
    relay.ready["epoch"] = "other"
    for _ in range(2):
        relay.cut()
        relay.next("config")
    lost = "the relay lost its state; rows appear as they change"
    assert [record.message for record in caplog.records].count(lost) == 1


def test_a_busy_relay_is_tried_again_when_it_says(
    relay: FakeRelay, producer: Producer, caplog: pytest.LogCaptureFixture
) -> None:
    relay.ready = {
        "type": "error",
        "code": "busy",
        "message": "another run feeds",
        "retryAfter": 20,
    }
    producer.put(a=1)
    with caplog.at_level(logging.WARNING):
        producer.sender.start()
        runs = {relay.next("open")["run"] for _ in range(3)}
        relay.ready = {"type": "ready", "epoch": "e", "position": 0, "ack": 0}
        assert rows(relay.next("commit")) == {"a": 1}
    assert len(runs) == 1
    assert caplog.text.count("the relay says busy: another run feeds") == 1


def test_a_refused_widget_is_said_once(
    relay: FakeRelay, producer: Producer, caplog: pytest.LogCaptureFixture
) -> None:
    relay.acks = False
    refused = [{"widget": "w", "code": "bad_row", "message": "row too large"}]
    with caplog.at_level(logging.WARNING):
        producer.sender.start()
        for i in range(1, 3):
            producer.put(a=i)
            relay.next("commit")
            relay.reply(type="ack", seq=i, position=1, refused=refused)
        producer.sender.stop(5)
    assert caplog.text.count('the relay refuses widget "w": row too large') == 1


def test_a_run_without_a_batch_commits_nothing_after_a_while(
    relay: FakeRelay, producer: Producer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_sender, "FIRST_COMMIT_SECONDS", 0.01)
    producer.sender.start()
    commit = relay.next("commit")
    assert (commit["seq"], commit["changes"]) == (1, {})


def test_a_producer_with_nothing_to_say_says_ping(
    relay: FakeRelay, producer: Producer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_sender, "PING_SECONDS", 0.01)
    producer.sender.start()
    assert relay.next("ping") == {"type": "ping"}
    assert relay.next("ping") == {"type": "ping"}


def test_the_end_comes_after_all_changes(relay: FakeRelay, producer: Producer) -> None:
    producer.put(a=1)
    producer.sender.end("ValueError: no")
    producer.sender.start()
    assert rows(relay.next("commit")) == {"a": 1}
    assert relay.next("end") == {"type": "end", "error": "ValueError: no"}


def test_a_failure_after_the_end_is_said_too(relay: FakeRelay, producer: Producer) -> None:
    producer.sender.start()
    producer.put(a=1)
    producer.sender.end()
    assert relay.next("end") == {"type": "end"}
    producer.sender.end("ValueError: no")
    assert relay.next("end") == {"type": "end", "error": "ValueError: no"}


def test_changes_after_the_end_are_another_run(relay: FakeRelay, producer: Producer) -> None:
    producer.sender.start()
    first = relay.next("open")["run"]
    producer.put(a=1)
    producer.sender.end()
    relay.next("end")
    producer.put(a=2)
    assert relay.next("open")["run"] != first
    commit = relay.next("commit")
    assert (commit["seq"], rows(commit)) == (1, {"a": 2})
    assert producer.source.runs == 2


def test_stopping_sends_what_is_pending(relay: FakeRelay, producer: Producer) -> None:
    producer.sender.start()
    relay.next("config")
    producer.put(a=1)
    producer.sender.stop(5)
    assert rows(relay.next("commit")) == {"a": 1}
    assert relay.next("end") == {"type": "end"}


def test_a_wrong_token_says_where_it_comes_from(caplog: pytest.LogCaptureFixture) -> None:
    def refuse(link: Any) -> Any:
        return link.respond(HTTPStatus.UNAUTHORIZED, "no")

    assert "set STREAMVIZ_PRODUCER_TOKEN to the one it was started with" in complaint_of(
        FakeRelay(response=refuse), caplog
    )


def test_what_is_no_relay_is_said(caplog: pytest.LogCaptureFixture) -> None:
    assert "/feed answers HTTP 400" in complaint_of(FakeRelay(subprotocols=("graphql-ws",)), caplog)


def complaint_of(relay: FakeRelay, caplog: pytest.LogCaptureFixture) -> str:
    """Returns the log of a producer about a relay."""
    said = threading.Event()
    handler = logging.Handler()
    handler.emit = lambda _: said.set()  # type: ignore[method-assign]
    logger = logging.getLogger("stream_viz")
    logger.addHandler(handler)
    with relay, caplog.at_level(logging.WARNING):
        producer = Producer(relay.url)
        producer.sender.start()
        assert said.wait(20)
        producer.sender.stop(5)
    logger.removeHandler(handler)
    return caplog.text
