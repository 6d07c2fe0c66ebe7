"""What a column of each type takes, and how it writes it: one table for what is sent by hand and
for what Pathway delivers.

    send(value) ──▶ check_value    raises TypeError for what the column does not take
    a row       ──▶ write_value    writes what the column does not take by its own type

``docs/protocol.md`` has the same table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from ._protocol import Column, ColumnType
from ._scalars import (
    is_duration,
    is_moment,
    is_numpy,
    milliseconds,
    nanoseconds,
    nearest_number,
    shortened,
    unwrapped,
    write_float,
    write_integer,
)
from ._values import BYTES, Json, clean, describe, to_json

_NO_NUMBERS = (bool, str, *BYTES)


class ColumnRule(NamedTuple):
    """The rule of one column type."""

    #: The values it takes, as the error names them.
    takes: str
    #: How to make such a value, as the error ends.
    fix: str
    #: Writes an unwrapped value that is not ``None``; raises ``TypeError`` if it is none of them.
    write: Callable[[Any], Json]


def check_value(subject: str, rule: ColumnRule, value: object) -> None:
    """Raises ``TypeError`` for a value that is not taken; ``subject`` says in the error by what."""
    try:
        plain = unwrapped(value)
        if plain is not None:
            rule.write(plain)
    except Exception as error:
        raise TypeError(
            f"{subject} {rule.takes}, and None as no value; it was sent {describe(value)}{rule.fix}"
        ) from error


def write_value(rule: ColumnRule, value: object) -> Json:
    """Writes a value as the column has it, or by its own type."""
    try:
        plain = unwrapped(value)
        return None if plain is None else rule.write(plain)
    except Exception:
        return to_json(value)


def rule_of(column: Column) -> ColumnRule:
    """Returns the rule of a column."""
    return (_EXACT_RULES if column.get("unit") == "ns" else _RULES)[column["type"]]


def _number(value: Any) -> Json:
    if isinstance(value, float):
        return write_float(value)
    if isinstance(value, _NO_NUMBERS) or is_moment(value) or is_duration(value):
        raise TypeError("not a number")
    return write_integer(value) if isinstance(value, int) else nearest_number(value)


def _boolean(value: Any) -> Json:
    if not isinstance(value, bool):
        raise TypeError("not a boolean")
    return value


def _text(value: Any) -> Json:
    """Writes times as a reader knows them, not as milliseconds."""
    is_time = is_moment(value) or is_duration(value)
    return clean(shortened(str(value))) if is_time else to_json(value)


def _moment(value: Any) -> Json:
    return milliseconds(value) if _is_moment_or_date(value) else _number(value)


def _duration(value: Any) -> Json:
    return milliseconds(value) if is_duration(value) else _number(value)


def _exact_moment(value: Any) -> Json:
    return _digits(value) if _is_moment_or_date(value) else _number(value)


def _exact_duration(value: Any) -> Json:
    return _digits(value) if is_duration(value) else _number(value)


def _is_moment_or_date(value: object) -> bool:
    return is_moment(value) or isinstance(value, dt.date)


def _digits(value: Any) -> Json:
    ns = nanoseconds(value)
    return None if ns is None else str(ns)


def _bytes(value: Any) -> Json:
    if not isinstance(value, BYTES):
        raise TypeError("not bytes")
    return to_json(value)


def _array(value: Any) -> Json:
    if not isinstance(value, list | tuple) and not is_numpy(value, "ndarray"):
        return _number(value)  # an array without dimensions
    return to_json(value)


_TIME_FIX = ": make it a datetime, as datetime.fromisoformat(text) does"
_SPAN_FIX = ": make it a timedelta, as timedelta(seconds=1.5)"
_ANYTHING = ColumnRule("takes anything", "", to_json)

#: The rules by column type.
_RULES: dict[ColumnType, ColumnRule] = {
    "any": _ANYTHING,
    "array": ColumnRule("takes arrays and lists", ": make it a list, as list(value)", _array),
    "boolean": ColumnRule("takes booleans", ": make it one, as bool(value) does", _boolean),
    "bytes": ColumnRule("takes bytes", ": make it bytes, as text.encode() does", _bytes),
    "datetime": ColumnRule(
        "takes datetimes, dates and milliseconds since the epoch", _TIME_FIX, _moment
    ),
    "duration": ColumnRule("takes timedeltas and milliseconds", _SPAN_FIX, _duration),
    "integer": ColumnRule("takes numbers", ": make it one, as int(value) does", _number),
    "json": _ANYTHING,
    "number": ColumnRule("takes numbers", ": make it one, as float(value) does", _number),
    "pointer": _ANYTHING,
    "string": ColumnRule("takes anything, as text", "", _text),
}

#: The rules of columns that are exact to the nanosecond.
_EXACT_RULES: dict[ColumnType, ColumnRule] = {
    **_RULES,
    "datetime": ColumnRule(
        "takes datetimes, dates and nanoseconds since the epoch", _TIME_FIX, _exact_moment
    ),
    "duration": ColumnRule("takes timedeltas and nanoseconds", _SPAN_FIX, _exact_duration),
}


def _reading(value: Any) -> Json:
    return to_json(value) if isinstance(value, str | bool) else _number(value)


#: What a stat takes; its first value decides the type of its column.
READING = ColumnRule("shows numbers, texts and booleans", "", _reading)
#: What a gauge and a metric take.
NUMBER = ColumnRule("shows numbers", "", _number)
