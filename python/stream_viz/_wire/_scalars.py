"""Numbers and times of any library → JSON.

Types of Pathway, pandas and NumPy are recognized by name, so that importing this module imports
none of them.
"""

from __future__ import annotations

import datetime as dt
import enum
import math
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

MAX_SAFE_INTEGER = 2**53 - 1
#: Characters of a ``repr`` that are sent: more than a cell shows. Half would still fill it; twice
#: costs every viewer a line or two of bytes for each such row.
MAX_REPR = 1_000

TIMES = (dt.datetime, dt.timedelta)
#: NaT of pandas and NumPy.
_NOT_A_TIME = -(2**63)
_EPOCH_NAIVE = dt.datetime(1970, 1, 1)
_EPOCH_UTC = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_MICROSECOND = dt.timedelta(microseconds=1)
#: Nanoseconds of NumPy's units that have a fixed length, and how many finer ones are a nanosecond.
_UNIT_NANOSECONDS = {
    "W": 604_800 * 10**9,
    "D": 86_400 * 10**9,
    "h": 3_600 * 10**9,
    "m": 60 * 10**9,
    "s": 10**9,
    "ms": 10**6,
    "us": 10**3,
    "ns": 1,
}
_IN_A_NANOSECOND = {"ps": 10**3, "fs": 10**6, "as": 10**9}
_PLAIN = frozenset((type(None), bool, int, float, str))


def unwrapped(value: Any) -> Any:
    """Returns the value inside an enum, Pathway's Json, a scalar of NumPy or an array without
    dimensions. What stands for no value (NA, NaT, a masked one) is ``None``.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if isinstance(value, enum.Enum):
        return unwrapped(value.value)
    match kind.__module__.partition(".")[0], kind.__name__:
        case "pathway", "Json":
            return unwrapped(value.value)
        case "pandas", "NaTType" | "NAType":
            return None
        case "numpy", "MaskedConstant":
            return None
        case "numpy", "datetime64" | "timedelta64":
            return None if _count(value) == _NOT_A_TIME else value
    if is_numpy(value, "ndarray"):
        return unwrapped(value[()]) if value.ndim == 0 else value
    return value.item() if is_numpy(value, "generic") else value


def is_moment(value: object) -> bool:
    """Whether an unwrapped value is a time with its date."""
    return isinstance(value, dt.datetime) or is_numpy(value, "datetime64")


def is_duration(value: object) -> bool:
    """Whether an unwrapped value is a span of time."""
    return isinstance(value, dt.timedelta) or is_numpy(value, "timedelta64")


def is_numpy(value: object, name: str) -> bool:
    """Whether a value is of this type of NumPy, or of one that is derived from it."""
    return any(kind.__name__ == name and kind.__module__ == "numpy" for kind in type(value).__mro__)


def nearest_number(value: Any) -> float | int | str:
    """Writes a number of any kind as the nearest double. A whole one keeps its digits; what is
    above the largest double or below the smallest is its text.

    Raises ``TypeError`` for what is no number.
    """
    kind = type(value)
    if hasattr(kind, "__index__"):
        return write_integer(kind.__index__(value))
    if not hasattr(kind, "__float__") or is_numpy(value, "complexfloating"):
        raise TypeError("not a number")
    if isinstance(value, Decimal) and value.is_nan():
        return "NaN"
    if _is_whole(value):
        return write_integer(int(value))
    try:
        number = float(value)
    except OverflowError:
        return shortened(str(value))
    is_limit = number == 0 or math.isinf(number)
    if is_limit and _is_exact(value) and value != number:
        return shortened(str(value))
    return write_float(number)


def _is_exact(value: object) -> bool:
    return isinstance(value, Decimal | Fraction) or is_numpy(value, "longdouble")


def _is_whole(value: object) -> bool:
    """Whether a number has no fraction, and not more digits than a double's exponent reaches."""
    if isinstance(value, Fraction):
        return value.denominator == 1 and abs(value) < 2**sys.float_info.max_exp
    return (
        isinstance(value, Decimal)
        and value.is_finite()
        and value.adjusted() <= sys.float_info.max_10_exp
        and value == value.to_integral_value()
    )


def write_integer(value: int) -> int | str:
    """Writes an integer as a number, beyond ±(2^53 − 1) as decimals.

    They may be of any length, past the interpreter's limit for ``str`` too.
    """
    if -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
        return int(value)
    try:
        return int.__repr__(value)
    except ValueError:
        return format(Decimal(value), "f")


def write_float(value: float) -> float | str:
    """Writes a float as a number, one that is not finite as a text."""
    if math.isfinite(value):
        return float(value)
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def shortened(text: str) -> str:
    """Cuts a text at 1,000 characters."""
    return text if len(text) <= MAX_REPR else text[: MAX_REPR - 1] + "…"


def nanoseconds(value: Any) -> int | None:
    """Nanoseconds since the epoch, or of a duration; a time without a zone counts as UTC, a date as
    its midnight. ``None`` for what stands for no time.

    Raises ``TypeError`` for a duration without a fixed length: in months, or without a unit.
    """
    value = unwrapped(value)
    if value is None:
        return None
    if is_numpy(value, "datetime64") or is_numpy(value, "timedelta64"):
        return _numpy_nanoseconds(value)
    try:
        return int(value.value)  # of pandas
    except AttributeError:
        pass
    except OverflowError:  # further away than nanoseconds reach
        return _numpy_nanoseconds(value.asm8)
    if isinstance(value, dt.datetime):
        value = value - (_EPOCH_NAIVE if value.utcoffset() is None else _EPOCH_UTC)
    elif isinstance(value, dt.date):
        value = value - _EPOCH_NAIVE.date()
    return int(value // _MICROSECOND) * 1_000


def milliseconds(value: Any) -> int | float | None:
    """Milliseconds of what ``nanoseconds`` takes, with a fraction of microseconds."""
    ns = nanoseconds(value)
    return None if ns is None else from_nanoseconds(ns)


def from_nanoseconds(ns: int) -> int | float:
    """Milliseconds, with a fraction of microseconds, as far as a double has room for it."""
    whole, rest = divmod(ns, 1_000_000)
    if rest == 0:
        return whole
    number = ns // 1_000 / 1_000
    # Never the next millisecond: the last moment of a year is none of the next year.
    return number if number < whole + 1 else math.nextafter(whole + 1, -math.inf)


def _numpy_nanoseconds(value: Any) -> int:
    count: int
    unit, count = sys.modules["numpy"].datetime_data(value.dtype)
    if unit in ("Y", "M") and is_numpy(value, "datetime64"):
        return _numpy_nanoseconds(value.astype("datetime64[D]"))
    if unit in _UNIT_NANOSECONDS:
        return _count(value) * count * _UNIT_NANOSECONDS[unit]
    if unit in _IN_A_NANOSECOND:
        return _count(value) * count // _IN_A_NANOSECOND[unit]
    raise TypeError("a duration in months or years, or without a unit, has no fixed length")


def _count(value: Any) -> int:
    """The number of units in a time of NumPy."""
    return int(value.astype("int64"))
