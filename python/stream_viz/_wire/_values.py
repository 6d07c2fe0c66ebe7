"""Python and Pathway values → JSON; the table is in ``docs/protocol.md``.

Nothing here raises for a value, whatever it is: a row that cannot be shown well is shown badly.
Which values a column of a type takes: ``_column_types.py``.
"""

from __future__ import annotations

import binascii
import datetime as dt
import uuid
from decimal import Decimal
from fractions import Fraction
from typing import Any

import orjson

from ._scalars import (
    is_duration,
    is_moment,
    is_numpy,
    milliseconds,
    nearest_number,
    shortened,
    unwrapped,
    write_float,
    write_integer,
)

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

#: Elements of an array that are sent: more than a cell shows. Half would still fill it; twice costs
#: every viewer a line or two of bytes for each such row.
MAX_ELEMENTS = 1_000
#: Lists and dicts inside each other. Real data has less than ten, so half would do; orjson writes
#: 254, so twice would do, too.
_MAX_DEPTH = 50

JSON_OPTIONS = (
    orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
)
#: Types whose text says more to a reader than their repr.
_SHOWN_AS_TEXT = (Decimal, Fraction, uuid.UUID, dt.date, dt.time)
BYTES = (bytes, bytearray, memoryview)
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
    return clean(shortened(text))


def _to_json(value: Any, depth: int) -> Json:
    try:
        value = unwrapped(value)
        if value is None or value is True or value is False:
            return value
        if isinstance(value, str):
            return clean(str.__str__(value))
        if isinstance(value, float):
            return write_float(value)
        if isinstance(value, int):
            return write_integer(value)
        if is_moment(value) or is_duration(value):
            return milliseconds(value)
        if isinstance(value, BYTES):
            return binascii.b2a_base64(value, newline=False).decode()
        if isinstance(value, _SHOWN_AS_TEXT):
            return clean(shortened(str(value)))
        if isinstance(value, _LISTS) and depth < _MAX_DEPTH:
            return [_to_json(item, depth + 1) for item in value]
        if isinstance(value, dict) and depth < _MAX_DEPTH:
            return {_name(name): _to_json(item, depth + 1) for name, item in value.items()}
        return _foreign(value, depth)
    except Exception:
        return describe(value)


def _foreign(value: Any, depth: int) -> Json:
    """Encodes a value of a type that this module must not import."""
    if is_numpy(value, "ndarray"):
        return _array(value, depth)
    if is_numpy(value, "longdouble"):
        return nearest_number(value)
    kind = type(value)
    match kind.__module__.partition(".")[0], kind.__name__:
        case "pathway", "Pointer":
            return str(value)
        case "pathway", "PyObjectWrapper":
            return describe(value.value)
        case _:
            return describe(value)


def _name(name: object) -> str:
    return clean(name) if isinstance(name, str) else str(to_json(name))


def _array(array: Any, depth: int) -> Json:
    if is_numpy(array, "matrix"):  # each part of one has two dimensions again
        array = array.A
    if array.size <= MAX_ELEMENTS:
        return _to_json(_elements(array), depth)
    head = _to_json(_head(array, MAX_ELEMENTS), depth)
    assert isinstance(head, list)
    return [*head, f"… {array.size - MAX_ELEMENTS} more"]


def _elements(array: Any) -> list[Any]:
    """Keeps times, of which ``tolist`` makes integers where they count nanoseconds."""
    return list(array) if array.dtype.kind in "mM" else list(array.tolist())


def _head(array: Any, count: int) -> list[Any]:
    """Returns the first ``count`` elements, nested as in the array."""
    if array.ndim == 1:
        return _elements(array[:count])
    size = array[0].size
    return [_head(part, count - i * size) for i, part in enumerate(array[: -(-count // size)])]
