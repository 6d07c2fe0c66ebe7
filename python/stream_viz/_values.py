"""Python and Pathway values → JSON, once, by column type; the table is in ``docs/protocol.md``.

Nothing here raises for a value, whatever it is: a row that cannot be shown well is shown badly.
Types of Pathway, pandas and NumPy are told by name, so that importing this module imports none of
them.

Columns are encoded whole, because a step per value costs more than the rest of the way:

    rows   [(key, ["eu", 1.5]), …]
             ↓ per column: nothing (text, integers), a check (floats) or an encoder (times, Json, …)
    bytes  [["^X1…", "eu", 1.5], …]                                          one orjson call
             ↓ orjson refuses (an integer beyond 2^53 − 1, a lone surrogate)
           the same with every value encoded by itself
"""

from __future__ import annotations

import binascii
import datetime as dt
import enum
import math
import uuid
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

import orjson

from ._protocol import Column, ColumnType

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

MAX_SAFE_INTEGER = 2**53 - 1
MAX_ELEMENTS = 1_000
MAX_REPR = 1_000
_MAX_DEPTH = 50
_NOT_A_TIME = -(2**63)  # pandas' NaT, in nanoseconds

_OPTIONS = (
    orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
)
_EPOCH_NAIVE = dt.datetime(1970, 1, 1)
_EPOCH_UTC = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_MICROSECOND = dt.timedelta(microseconds=1)
#: Types whose text says more to a reader than their repr.
_SHOWN_AS_TEXT = (Decimal, uuid.UUID, dt.date, dt.time)
_TIMES = (dt.datetime, dt.timedelta)
_BYTES = (bytes, bytearray, memoryview)
_LISTS = (list, tuple)


def to_json(value: Any) -> Json:
    """A value by its Python type."""
    return _to_json(value, 0)


def dumps(value: object) -> bytes:
    """A message as JSON. Text in it must be free of lone surrogates (``clean``)."""
    return orjson.dumps(value, default=to_json, option=_OPTIONS)


def clean(text: str) -> str:
    """Text that UTF-8 can carry: lone surrogates become U+FFFD."""
    return (
        text
        if text.isascii()
        else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )


def describe(value: object) -> str:
    """The ``repr``, cut at 1,000 characters; also if it raises."""
    try:
        text = repr(value)
    except Exception as error:
        text = f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    return clean(text if len(text) <= MAX_REPR else text[: MAX_REPR - 1] + "…")


class RowEncoder:
    """Encodes the rows of one widget.

    ``columns`` are those of its config; ``places`` the indices of their values in a row, by default
    the same.
    """

    def __init__(self, columns: Sequence[Column], places: Sequence[int] | None = None) -> None:
        self._encoders = [_encoder(column) for column in columns]
        self._places = range(len(columns)) if places is None else places

    def encode(self, rows: Sequence[tuple[object, Sequence[Any]]]) -> bytes:
        """Rows with their keys as a JSON array of arrays: key, then values."""
        keys = [str(key) for key, _ in rows]
        columns = list(zip(*(row for _, row in rows), strict=True))
        values = [
            encode(columns[place])
            for encode, place in zip(self._encoders, self._places, strict=True)
        ]
        try:
            return orjson.dumps(
                list(zip(keys, *values, strict=True)), default=to_json, option=_OPTIONS
            )
        except TypeError:
            checked = [[to_json(value) for value in column] for column in values]
            return orjson.dumps(list(zip(map(clean, keys), *checked, strict=True)))


def _to_json(value: Any, depth: int) -> Json:
    try:
        if value is None or value is True or value is False:
            return value
        if isinstance(value, enum.Enum):
            return _to_json(value.value, depth + 1)
        if isinstance(value, str):
            return clean(str.__str__(value))
        if isinstance(value, float):
            return _number(value)
        if isinstance(value, int):
            return int(value) if -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER else _digits(value)
        if isinstance(value, _TIMES):
            return _milliseconds(value)
        if isinstance(value, _BYTES):
            return binascii.b2a_base64(value, newline=False).decode()
        if isinstance(value, _SHOWN_AS_TEXT):
            return clean(str(value))
        if isinstance(value, _LISTS) and depth < _MAX_DEPTH:
            return [_to_json(item, depth + 1) for item in value]
        if isinstance(value, dict) and depth < _MAX_DEPTH:
            return {_name(name): _to_json(item, depth + 1) for name, item in value.items()}
        return _foreign(value, depth)
    except Exception:
        return describe(value)


def _foreign(value: Any, depth: int) -> Json:
    """A value of a type that this module must not import."""
    kind = type(value)
    match kind.__module__.partition(".")[0], kind.__name__:
        case "pathway", "Json":
            return _to_json(value.value, depth + 1)
        case "pathway", "Pointer":
            return str(value)
        case "pathway", "PyObjectWrapper":
            return describe(value.value)
        case "numpy", "ndarray":
            return _array(value, depth)
        case "numpy", "datetime64" | "timedelta64":
            return str(value)
        case "numpy", _:
            item = value.item()
            return describe(value) if type(item) is kind else _to_json(item, depth + 1)
        case _:
            return describe(value)


def _number(value: float) -> float | str:
    if math.isfinite(value):
        return float(value)
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _digits(value: int) -> str:
    """Decimal text of any length, past the interpreter's limit for ``str`` too."""
    try:
        return int.__repr__(value)
    except ValueError:
        return format(Decimal(value), "f")


def _name(name: object) -> str:
    return clean(name) if isinstance(name, str) else str(to_json(name))


def _nanoseconds(value: Any) -> int | None:
    """Since the epoch, or of a duration; a wall-clock time counts as if it were UTC."""
    exact = getattr(value, "value", None)
    if exact is not None:
        return None if exact == _NOT_A_TIME else int(exact)
    if isinstance(value, dt.datetime):
        value = value - (_EPOCH_NAIVE if value.utcoffset() is None else _EPOCH_UTC)
    return int(value // _MICROSECOND) * 1_000


def _milliseconds(value: Any) -> int | float | None:
    ns = _nanoseconds(value)
    return None if ns is None else _from_nanoseconds(ns)


def _from_nanoseconds(ns: int) -> int | float:
    return ns // 1_000_000 if ns % 1_000_000 == 0 else ns // 1_000 / 1_000


def _array(array: Any, depth: int) -> Json:
    if array.size <= MAX_ELEMENTS:
        return _to_json(array.tolist(), depth)
    head = _to_json(_head(array, MAX_ELEMENTS), depth)
    assert isinstance(head, list)
    return [*head, f"… {array.size - MAX_ELEMENTS} more"]


def _head(array: Any, count: int) -> list[Any]:
    """The first ``count`` elements, nested as in the array."""
    if array.ndim == 1:
        return list(array[:count].tolist())
    size = array[0].size
    return [_head(part, count - i * size) for i, part in enumerate(array[: -(-count // size)])]


# Encoders of a whole column: what they leave as it is, orjson writes or refuses.

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
    """orjson would write NaN as null. The sum is not finite if a value is not; if it only
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
        return None if value.value == _NOT_A_TIME else _from_nanoseconds(value.value)
    except Exception:  # not a time of pandas
        return to_json(value)


def _column_of_nanoseconds(values: Sequence[Any]) -> Iterable[Any]:
    return [_nanosecond_digits(value) for value in values]


def _nanosecond_digits(value: Any) -> Json:
    if not isinstance(value, _TIMES):
        return to_json(value)
    try:
        ns = _nanoseconds(value)
    except Exception:
        return describe(value)
    return None if ns is None else str(ns)


def _column_of_json(values: Sequence[Any]) -> Iterable[Any]:
    """What the engine's Json holds is JSON already; all else (tuples, dicts) is gone through."""
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
