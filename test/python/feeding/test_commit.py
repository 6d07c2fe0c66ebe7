"""Commits as messages."""

from __future__ import annotations

import logging
from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream_viz._feeding import _commit
from stream_viz._feeding._change_buffer import Changes
from stream_viz._feeding._commit import commit_messages
from stream_viz._wire._protocol import PIECE_BYTES
from stream_viz._wire._row_encoder import RowEncoder

ENCODER = RowEncoder([{"name": "v", "type": "string"}])


def messages(changes: dict[str, Changes]) -> list[dict[str, Any]]:
    """The messages of a commit, which all fit a piece."""
    found = [
        message
        for _, message in commit_messages(7, 123, {w: (ENCODER, c) for w, c in changes.items()})
    ]
    assert all(len(message) <= PIECE_BYTES for message in found)
    return [orjson.loads(message) for message in found]


def test_a_small_commit_is_one_message() -> None:
    assert messages({"a": {"k": ["x"], "gone": None}, "b": {"k": None}}) == [
        {
            "type": "commit",
            "seq": 7,
            "time": 123,
            "changes": {"a": {"up": [["k", "x"]], "del": ["gone"]}, "b": {"del": ["k"]}},
        }
    ]


def test_it_tells_how_old_its_oldest_change_is_if_that_is_known() -> None:
    rows = {"a": (ENCODER, {"k": ["x"]})}
    (_, message), *_ = commit_messages(7, 123, rows, 45)
    assert orjson.loads(message)["age"] == 45


def test_a_commit_may_be_empty() -> None:
    assert messages({}) == [{"type": "commit", "seq": 7, "time": 123, "changes": {}}]


def test_a_large_commit_goes_in_pieces_of_1_mb() -> None:
    rows: Changes = {f"k{i}": ["x" * 1_000] for i in range(5_000)}
    deletes: Changes = {f"d{i}": None for i in range(200_000)}
    found = messages({"a": rows, "b": {**deletes}})
    assert len(found) > 7
    assert [message.get("more") for message in found] == [True] * (len(found) - 1) + [None]
    ups = [row[0] for m in found for row in m["changes"].get("a", {}).get("up", [])]
    dels = [key for m in found for key in m["changes"].get("b", {}).get("del", [])]
    assert ups == list(rows)
    assert dels == list(deletes)


def test_a_huge_commit_is_split_into_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_commit, "COMMIT_BYTES", 2_000_000)
    rows: Changes = {f"k{i}": ["x" * 1_000] for i in range(5_000)}
    found = messages({"a": rows})
    assert {message["seq"] for message in found} == {7, 8, 9}
    for before, after in pairwise(found):
        assert ("more" in before) == (before["seq"] == after["seq"])
    assert [row[0] for m in found for row in m["changes"]["a"]["up"]] == list(rows)


def test_a_row_that_no_message_can_hold_is_left_out_and_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    changes: Changes = {"a": ["x"], "large": ["x" * PIECE_BYTES], "b": ["y"]}
    with caplog.at_level(logging.ERROR):
        (message,) = messages({"w": changes})
    assert message["changes"]["w"] == {"up": [["a", "x"], ["b", "y"]], "del": ["large"]}
    assert (
        'widget "w": 1 rows are left out, for each takes more than 1000000 bytes; '
        "show fewer columns or shorter values"
    ) in caplog.text


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])),
        st.none() | st.tuples(st.text(st.characters(exclude_categories=["Cs"]))),
    )
)
def test_keys_and_values_are_data(changes: Changes) -> None:
    (message,) = messages({"w": changes})
    change = message["changes"].get("w", {})
    assert change.get("up", []) == [[k, *row] for k, row in changes.items() if row is not None]
    assert change.get("del", []) == [key for key, row in changes.items() if row is None]
