"""Values on the wire: the vectors that the browser's tests read too, and what no value may do."""

from __future__ import annotations

import datetime as dt
import enum
import json
import math
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import numpy as np
import orjson
import pandas as pd
import pathway as pw
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pathway.internals.api import ref_scalar

from stream_viz._wire._column_types import check_value, rule_of
from stream_viz._wire._protocol import Column, ColumnType
from stream_viz._wire._row_encoder import RowEncoder
from stream_viz._wire._scalars import MAX_SAFE_INTEGER
from stream_viz._wire._values import to_json

VECTORS = json.loads((Path(__file__).parents[2] / "protocol" / "values.json").read_text())


class Grumpy:
    def __repr__(self) -> str:
        raise RuntimeError("no repr for you")


class Level(enum.Enum):
    ERROR = "error"


class Rank(enum.IntEnum):
    FIRST = 1


class Measured:
    def __float__(self) -> float:
        return 2.5


class Counted:
    def __index__(self) -> int:
        return 2**60


NAMES = {
    "Counted": Counted,
    "Decimal": Decimal,
    "Fraction": Fraction,
    "Grumpy": Grumpy,
    "Level": Level,
    "Measured": Measured,
    "Rank": Rank,
    "dt": dt,
    "np": np,
    "pd": pd,
    "pw": pw,
    "ref_scalar": ref_scalar,
}


def encode(column: Column, *values: Any) -> list[Any]:
    """The values of one column, as they arrive."""
    rows = [(f"k{i}", [value]) for i, value in enumerate(values)]
    return [value for _, value in orjson.loads(RowEncoder([column]).encode(rows))]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_a_value_is_written_as_the_vectors_say(vector: dict[str, Any]) -> None:
    value = eval(vector["python"], dict(NAMES))  # the vectors are ours
    column: Column = {"name": "v", "type": vector["type"]}
    if "unit" in vector:
        column["unit"] = vector["unit"]
    assert encode(column, value) == [vector["json"]]
    assert encode(column, None, value, None) == [None, vector["json"], None]


def test_an_array_is_cut_after_1000_elements() -> None:
    column: Column = {"name": "v", "type": "array"}
    (flat,) = encode(column, np.arange(2_500))
    assert flat == [*range(1_000), "… 1500 more"]
    (square,) = encode(column, np.arange(70 * 70).reshape(70, 70))
    assert square[-1] == "… 3900 more"
    assert [x for row in square[:-1] for x in row] == list(range(1_000))
    assert [len(row) for row in square[:-1]] == [70] * 14 + [20]
    (row,) = encode(column, np.arange(1_500).view(np.matrix))
    assert row == [[*range(1_000)], "… 500 more"]
    (times,) = encode(column, np.arange(1_500).astype("datetime64[s]").astype("datetime64[ns]"))
    assert times == [*range(0, 1_000_000, 1_000), "… 500 more"]
    (exact,) = encode(column, np.zeros(1_000))
    assert exact == [0] * 1_000


def test_a_repr_is_cut_at_1000_characters() -> None:
    (text,) = encode({"name": "v", "type": "string"}, {("x" * 5_000,)})
    assert len(text) == 1_000
    assert text.endswith("…")


def test_a_value_inside_itself_is_cut() -> None:
    endless: list[Any] = []
    endless.append(endless)
    (value,) = encode({"name": "v", "type": "json"}, endless)
    assert json.dumps(value).count("[") < 100


def test_one_bad_value_leaves_the_others_as_they_are() -> None:
    columns: list[Column] = [
        {"name": "text", "type": "string"},
        {"name": "id", "type": "integer"},
        {"name": "amount", "type": "number"},
    ]
    rows = [
        ("a", ["ok", 1, 0.5]),
        ("b", ["\ud800", 2**60, math.inf]),
        ("c\udfff", ["fine", 3, None]),
    ]
    assert orjson.loads(RowEncoder(columns).encode(rows)) == [
        ["a", "ok", 1, 0.5],
        ["b", "�", str(2**60), "Infinity"],
        ["c�", "fine", 3, None],
    ]


def test_floats_whose_sum_overflows_are_all_finite() -> None:
    assert encode({"name": "v", "type": "number"}, 1.7e308, 1.7e308) == [1.7e308, 1.7e308]


def test_values_of_another_type_than_the_column_are_written_by_their_own() -> None:
    for kind in ("boolean", "integer", "number", "datetime", "duration", "json", "bytes"):
        column: Column = {"name": "v", "type": kind}  # type: ignore[typeddict-item]
        assert encode(column, "text", {"a": b"\x00"}, dt.timedelta(seconds=1), Grumpy()) == [
            "text",
            {"a": "AA=="},
            1_000,
            "<Grumpy whose repr raises RuntimeError>",
        ]


UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"]
odd_values = st.recursive(
    st.none()
    | st.fractions()
    | st.builds(np.longdouble, st.decimals(allow_nan=False).map(str))
    | st.builds(np.datetime64, st.integers(-(2**63), 2**63 - 1), st.sampled_from(UNITS))
    | st.builds(np.timedelta64, st.integers(-(2**63), 2**63 - 1), st.sampled_from(UNITS))
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.binary(max_size=20)
    | st.datetimes()
    | st.timedeltas()
    | st.dates()
    | st.decimals()
    | st.uuids()
    | st.complex_numbers()
    | st.builds(Grumpy),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text() | st.integers(), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.sampled_from(get_args(ColumnType)), st.sampled_from(["", "ns"]), st.lists(odd_values))
def test_what_is_taken_at_the_call_is_written_as_the_column_has_it(
    kind: Any, unit: str, values: list[Any]
) -> None:
    column: Column = {"name": "v", "type": kind}
    if unit:
        column["unit"] = unit
    for value in values:
        try:
            check_value("v", rule_of(column), value)
        except TypeError:
            continue
        (written,) = encode(column, value)
        if kind in ("number", "integer", "datetime", "duration") and isinstance(written, str):
            assert written in ("NaN", "Infinity", "-Infinity") or Fraction(written) is not None


@pytest.mark.parametrize("kind", ["any", "json", "pointer", "string"])
@pytest.mark.parametrize(
    "value",
    [Grumpy(), np.dtype("int64"), np.sin, np.ma.array([1, 2])],
    ids=["no repr", "type", "function", "masked"],
)
def test_a_column_that_takes_anything_takes_it(kind: ColumnType, value: Any) -> None:
    check_value("v", rule_of({"name": "v", "type": kind}), value)


@given(
    st.sampled_from(["any", "number", "integer", "string", "datetime", "duration", "json"]),
    st.lists(odd_values, min_size=1, max_size=5),
)
def test_no_value_raises_and_every_number_is_safe(kind: Any, values: list[Any]) -> None:
    def check(value: Any) -> None:
        if isinstance(value, list):
            for item in value:
                check(item)
        elif isinstance(value, dict):
            for item in value.values():
                check(item)
        elif isinstance(value, int):
            assert abs(value) <= MAX_SAFE_INTEGER
        elif isinstance(value, float):
            assert math.isfinite(value)

    for value in encode({"name": "v", "type": kind}, *values):
        check(value)


@given(st.floats())
def test_every_float_comes_back(value: float) -> None:
    (written,) = encode({"name": "v", "type": "number"}, value)
    back = float(written)
    assert back == value or (math.isnan(back) and math.isnan(value))


@given(st.integers(min_value=-(2**63) + 1, max_value=2**63 - 1))
def test_every_nanosecond_comes_back_from_a_column_of_nanoseconds(ns: int) -> None:
    (written,) = encode({"name": "v", "type": "datetime", "unit": "ns"}, pd.Timestamp(ns))
    assert int(written) == ns


@given(st.datetimes(min_value=dt.datetime(1700, 1, 1), max_value=dt.datetime(2200, 1, 1)))
def test_every_microsecond_comes_back_from_milliseconds(value: dt.datetime) -> None:
    (written,) = encode({"name": "v", "type": "datetime"}, value)
    assert (
        dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=round(Decimal(str(written)) * 1_000))
        == value
    )


@given(st.dictionaries(st.text(), st.integers()))
def test_names_in_json_are_data(value: dict[str, int]) -> None:
    assert set(to_json(value) or {}) == {
        name.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for name in value
    }
