"""Python and Pathway values → JSON; the table is in ``docs/protocol.md``.

Nothing here raises for a value, whatever it is: a row that cannot be shown well is shown badly.
Types of Pathway, pandas and NumPy are recognized by name, so that importing this module imports
none of them.
"""

from __future__ import annotations

import binascii
import datetime as dt
import enum
import math
import uuid
from decimal import Decimal
from typing import Any

import orjson

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

MAX_SAFE_INTEGER = 2**53 - 1
#: Elements of an array, and characters of a ``repr``, that are sent: more than a cell shows. Half
#: would still fill it; twice costs every viewer a line or two of bytes for each such row.
MAX_ELEMENTS = 1_000
MAX_REPR = 1_000
#: Lists and dicts inside each other. Real data has less than ten, so half would do; orjson writes
#: 254, so twice would do, too.
_MAX_DEPTH = 50
#: pandas' NaT, in nanoseconds.
NOT_A_TIME = -(2**63)

JSON_OPTIONS = (
    orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
)
_EPOCH_NAIVE = dt.datetime(1970, 1, 1)
_EPOCH_UTC = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_MICROSECOND = dt.timedelta(microseconds=1)
#: Types whose text says more to a reader than their repr.
_SHOWN_AS_TEXT = (Decimal, uuid.UUID, dt.date, dt.time)
TIMES = (dt.datetime, dt.timedelta)
_BYTES = (bytes, bytearray, memoryview)
_LISTS = (list, tuple)


def to_json(value: Any) -> Json:
    """Encodes a value by its Python type."""
    return _to_json(value, 0)


def dumps(value: object) -> bytes:
    """Writes a message as JSON. Its texts must be free of lone surrogates (``clean``)."""
    return orjson.dumps(value, default=to_json, option=JSON_OPTIONS)


def clean(text: str) -> str:
    """Makes a text that UTF-8 can carry: lone surrogates become U+FFFD."""
    return (
        text
        if text.isascii()
        else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )


def describe(value: object) -> str:
    """Returns the ``repr``, cut at 1,000 characters, or a text that says that it raises."""
    try:
        text = repr(value)
    except Exception as error:
        text = f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    return clean(text if len(text) <= MAX_REPR else text[: MAX_REPR - 1] + "…")


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
        if isinstance(value, TIMES):
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
    """Encodes a value of a type that this module must not import."""
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
    """Writes decimals of any length, past the interpreter's limit for ``str`` too."""
    try:
        return int.__repr__(value)
    except ValueError:
        return format(Decimal(value), "f")


def _name(name: object) -> str:
    return clean(name) if isinstance(name, str) else str(to_json(name))


def nanoseconds(value: Any) -> int | None:
    """Nanoseconds since the epoch, or of a duration; a time without a zone counts as UTC."""
    exact = getattr(value, "value", None)
    if exact is not None:
        return None if exact == NOT_A_TIME else int(exact)
    if isinstance(value, dt.datetime):
        value = value - (_EPOCH_NAIVE if value.utcoffset() is None else _EPOCH_UTC)
    return int(value // _MICROSECOND) * 1_000


def _milliseconds(value: Any) -> int | float | None:
    ns = nanoseconds(value)
    return None if ns is None else from_nanoseconds(ns)


def from_nanoseconds(ns: int) -> int | float:
    """Milliseconds, with a fraction of microseconds."""
    return ns // 1_000_000 if ns % 1_000_000 == 0 else ns // 1_000 / 1_000


def _array(array: Any, depth: int) -> Json:
    if array.size <= MAX_ELEMENTS:
        return _to_json(array.tolist(), depth)
    head = _to_json(_head(array, MAX_ELEMENTS), depth)
    assert isinstance(head, list)
    return [*head, f"… {array.size - MAX_ELEMENTS} more"]


def _head(array: Any, count: int) -> list[Any]:
    """Returns the first ``count`` elements, nested as in the array."""
    if array.ndim == 1:
        return list(array[:count].tolist())
    size = array[0].size
    return [_head(part, count - i * size) for i, part in enumerate(array[: -(-count // size)])]
