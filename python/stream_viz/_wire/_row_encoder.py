"""Rows → JSON, a column at a time; the rules are those of ``_values.py``.

Columns are encoded whole, because a step per value costs more than the rest of the way:

    rows   [(key, ["eu", 1.5]), …]
             ↓ per column: nothing (text, integers), a check (floats) or an encoder (times, Json, …)
    bytes  [["^X1…", "eu", 1.5], …]                                          one orjson call
             ↓ orjson refuses (an integer beyond 2^53 − 1, a lone surrogate)
           the same with every value encoded by itself
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import orjson

from ._protocol import Column, ColumnType
from ._values import (
    JSON_OPTIONS,
    NOT_A_TIME,
    TIMES,
    Json,
    clean,
    describe,
    from_nanoseconds,
    nanoseconds,
    to_json,
)


class RowEncoder:
    """Encodes the rows of one widget.

    ``columns`` are those of its config; ``indices`` say where their values are in a row. Default:
    in the same order.
    """

    def __init__(self, columns: Sequence[Column], indices: Sequence[int] | None = None) -> None:
        self._encoders = [_encoder(column) for column in columns]
        self._indices = range(len(columns)) if indices is None else indices

    def encode(self, rows: Sequence[tuple[object, Sequence[Any]]]) -> bytes:
        """Writes rows with their keys as a JSON array of arrays: key, then values."""
        keys = [str(key) for key, _ in rows]
        columns = list(zip(*(row for _, row in rows), strict=True))
        values = [
            encode(columns[index])
            for encode, index in zip(self._encoders, self._indices, strict=True)
        ]
        try:
            return orjson.dumps(
                list(zip(keys, *values, strict=True)), default=to_json, option=JSON_OPTIONS
            )
        except TypeError:
            checked = [[to_json(value) for value in column] for column in values]
            return orjson.dumps(list(zip(map(clean, keys), *checked, strict=True)))


# Encoders of a whole column. A value that they leave as it is, orjson writes or refuses.

Encoder = Callable[[Sequence[Any]], Iterable[Any]]


def _encoder(column: Column) -> Encoder:
    if column.get("unit") == "ns":
        return _column_of_nanoseconds
    return _ENCODERS.get(column["type"], _column_of_any)


def _column_of_any(values: Sequence[Any]) -> Iterable[Any]:
    return [to_json(value) for value in values]


def _column_as_is(values: Sequence[Any]) -> Iterable[Any]:
    return values


def _column_of_numbers(values: Sequence[Any]) -> Iterable[Any]:
    """Finds NaN, which orjson would write as null: then the sum is not finite. If the sum only
    overflows, nothing is lost.
    """
    try:
        if math.isfinite(sum(filter(None, values))):
            return values
    except Exception:
        pass
    return _column_of_any(values)


def _column_of_times(values: Sequence[Any]) -> Iterable[Any]:
    return [None if value is None else _time(value) for value in values]


def _time(value: Any) -> Json:
    try:
        return None if value.value == NOT_A_TIME else from_nanoseconds(value.value)
    except Exception:  # not a time of pandas
        return to_json(value)


def _column_of_nanoseconds(values: Sequence[Any]) -> Iterable[Any]:
    return [_nanosecond_digits(value) for value in values]


def _nanosecond_digits(value: Any) -> Json:
    if not isinstance(value, TIMES):
        return to_json(value)
    try:
        ns = nanoseconds(value)
    except Exception:
        return describe(value)
    return None if ns is None else str(ns)


def _column_of_json(values: Sequence[Any]) -> Iterable[Any]:
    """Takes the content of the engine's Json, which is JSON already; encodes all else."""
    return [_content(value) for value in values]


def _content(value: Any) -> Any:
    kind = type(value)
    is_engine_json = kind.__name__ == "Json" and kind.__module__.startswith("pathway.")
    return value.value if is_engine_json else to_json(value)


_ENCODERS: dict[ColumnType, Encoder] = {
    "boolean": _column_as_is,
    "integer": _column_as_is,
    "string": _column_as_is,
    "number": _column_of_numbers,
    "datetime": _column_of_times,
    "duration": _column_of_times,
    "json": _column_of_json,
}
