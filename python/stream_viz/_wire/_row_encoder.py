"""Rows → JSON, a column at a time; the rules are those of ``_column_types.py``.

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
from functools import partial
from typing import Any

import orjson

from ._column_types import ColumnRule, rule_of, write_value
from ._protocol import Column, ColumnType
from ._scalars import TIMES, from_nanoseconds
from ._values import JSON_OPTIONS, clean, to_json


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
    rule = rule_of(column)
    if column["type"] == "json":
        return _column_of_json
    if column["type"] == "number":
        return partial(_column_of_numbers, rule)
    if column["type"] in ("datetime", "duration") and "unit" not in column:
        return partial(_column_of_times, rule)
    plain = _PLAIN_TYPES.get(column["type"])
    return partial(_column_by_rule, rule) if plain is None else partial(_plain_column, rule, plain)


def _column_by_rule(rule: ColumnRule, values: Sequence[Any]) -> Iterable[Any]:
    return [write_value(rule, value) for value in values]


def _plain_column(rule: ColumnRule, plain: frozenset[type], values: Sequence[Any]) -> Iterable[Any]:
    return values if plain.issuperset(map(type, values)) else _column_by_rule(rule, values)


def _column_of_numbers(rule: ColumnRule, values: Sequence[Any]) -> Iterable[Any]:
    """Finds NaN, which orjson would write as null: then the sum is not finite. If the sum only
    overflows, nothing is lost.
    """
    try:
        if _NUMBERS.issuperset(map(type, values)) and math.isfinite(sum(filter(None, values))):
            return values
    except OverflowError:  # integers beyond a double
        pass
    return _column_by_rule(rule, values)


def _column_of_times(rule: ColumnRule, values: Sequence[Any]) -> Iterable[Any]:
    """Takes the engine's times, which are of pandas, at once; writes all else by the rule."""
    try:
        if all(map(_is_pandas_time, set(map(type, values)))):
            return [None if value is None else from_nanoseconds(value.value) for value in values]
    except OverflowError:  # a time beyond the reach of nanoseconds
        pass
    return _column_by_rule(rule, values)


def _is_pandas_time(kind: type) -> bool:
    if kind is type(None):
        return True
    return issubclass(kind, TIMES) and hasattr(kind, "asm8") and kind.__name__ != "NaTType"


def _column_of_json(values: Sequence[Any]) -> Iterable[Any]:
    """Takes the content of the engine's Json, which is JSON already; encodes all else."""
    return [_content(value) for value in values]


def _content(value: Any) -> Any:
    kind = type(value)
    is_engine_json = kind.__name__ == "Json" and kind.__module__.startswith("pathway.")
    return value.value if is_engine_json else to_json(value)


_NUMBERS = frozenset((float, int, type(None)))
#: Types of which orjson writes every value as the rule does.
_PLAIN_TYPES: dict[ColumnType, frozenset[type]] = {
    "boolean": frozenset((bool, type(None))),
    "integer": frozenset((int, type(None))),
    "string": frozenset((str, type(None))),
}
