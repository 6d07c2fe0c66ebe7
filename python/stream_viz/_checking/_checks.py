"""Checks of a widget's arguments: ids, texts, numbers, lists and names of columns."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from numbers import Real
from typing import Any

from .._wire._values import clean

#: Points of a series. The relay has the same limit, so twice is refused there; half is hardly more
#: than a day of seconds.
MAX_POINTS = 200_000
#: More than a screen has pixels. Twice makes a first load slower; half shows less when zoomed.
DEFAULT_POINTS = 10_000
#: Columns with a total. A window has no more, so twice is refused by the relay; half would do for
#: most tables.
MAX_TOTALS = 64

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DURATION = re.compile(r"[1-9]\d*(ms|s|m|h|d)")


def check_id(widget_id: str) -> str:
    """Returns the id, if it is one."""
    if not isinstance(widget_id, str) or not _ID.fullmatch(widget_id):
        raise ValueError(
            f"a widget id is 1 to 64 letters, digits, _ or -; {widget_id!r} is not: choose another"
        )
    return widget_id


def slug(text: str, default: str) -> str:
    """Makes an id of a title: ``Orders by Region`` → ``orders-by-region``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")[:60] or default


def check_text(name: str, value: object) -> str:
    """Returns the value, if it is a text."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a text; it is {value!r}")
    return clean(value)


def check_number(name: str, value: float) -> float:
    """Returns the value, if it is a finite number."""
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise TypeError(f"{name} must be a finite number; it is {value!r}")
    return value


def check_list(name: str, value: Iterable[Any], *, of: str, least: int = 0) -> list[Any]:
    """Makes a list of names, or of things that ``of`` names; one text alone is an error."""
    if isinstance(value, str):
        raise TypeError(f"{name} must be a list of {of}; it is {value!r}: write [{value!r}]")
    if not isinstance(value, Iterable):
        raise TypeError(f"{name} must be a list of {of}; it is {value!r}")
    items = list(value)
    if len(items) < least:
        raise ValueError(f"{name} must be a list of {of}, at least {least}; it is {value!r}")
    return items


def check_mapping(
    name: str, value: Mapping[Any, str], *, example: str = '{"total": ",.2f"}'
) -> Mapping[Any, str]:
    """Returns the value, if it is a mapping by column."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a mapping, as {example}; it is {value!r}")
    return value


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """The end of an error about a name that is not known: the one that is most like it."""
    close = difflib.get_close_matches(str(name), list(known), 1)
    return f'; did you mean "{close[0]}"?' if close else ""


def check_columns(
    names: Iterable[str], known: Iterable[str], hint: Callable[[str], str] = lambda _: ""
) -> list[str]:
    """Returns the names, if all are known and none comes twice. ``hint`` says how to get one that
    is not known.
    """
    names, known = list(names), list(known)
    for name in names:
        if name not in known:
            raise ValueError(
                f'column "{name}" is not in this table; it has: {", ".join(known)}' + hint(name)
            )
        if names.count(name) > 1:
            raise ValueError(f'column "{name}" is named twice; name it once')
    return names


def check_switch(name: str, value: bool) -> bool:
    """Returns the value, if it is a boolean."""
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False; it is {value!r}")
    return value


def check_delta(delta: str) -> str:
    """Returns the value with which a delta compares."""
    if delta not in ("previous", "start") and not _DURATION.fullmatch(str(delta)):
        raise ValueError(
            f'delta is "previous", "start" or a duration such as "5m"; it is {delta!r}'
        )
    return delta


def check_count(name: str, value: int, most: int | None = None) -> int:
    """Returns the value, if it is a whole number above 0."""
    if (
        isinstance(value, bool)
        or not isinstance(value, int)
        or value < 1
        or (most and value > most)
    ):
        limit = "a whole number above 0" if most is None else f"a whole number from 1 to {most}"
        raise ValueError(f"{name} must be {limit}; it is {value!r}")
    return value
