"""Checks of a widget's arguments. Each error names the rule, the value and the fix."""

from __future__ import annotations

import difflib
import math
import re
import sys
import unicodedata
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from numbers import Real
from typing import Any, cast, get_args

from .._wire._protocol import Level, Threshold
from .._wire._values import clean

#: Points of a series. The relay has the same limit, so twice is refused there; half is hardly more
#: than a day of seconds.
MAX_POINTS = 200_000
#: More than a screen has pixels. Twice makes a first load slower; half shows less when zoomed.
DEFAULT_POINTS = 10_000

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_DURATION = re.compile(r"[1-9]\d*(ms|s|m|h|d)")
_D3_FORMAT = re.compile(
    r"(?:[^\n\r\u2028\u2029\U00010000-\U0010ffff]?[<>=^])?[+\-( ]?[$#]?0?\d*,?(?:\.\d+)?~?"
    r"[bcdefgnoprsx%]?",
    re.IGNORECASE | re.ASCII,
)
_LEVELS = get_args(Level)
#: A column's name in a link, in whose place the value of the row comes.
LINK_PLACEHOLDER = r"\{([^{}]*)\}"
_LINK = re.compile(rf"(?:https?://|mailto:)(?:[^{{}}]|{LINK_PLACEHOLDER})+", re.IGNORECASE)


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


def check_mapping(name: str, value: Mapping[str, str]) -> Mapping[str, str]:
    """Returns the value, if it is a mapping by column."""
    if not isinstance(value, Mapping):
        raise TypeError(f'{name} must be a mapping, as {{"total": ",.2f"}}; it is {value!r}')
    return value


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


def check_format(specifier: str) -> str:
    """Returns the d3-format specifier, if it is one."""
    if not isinstance(specifier, str) or not _D3_FORMAT.fullmatch(specifier):
        raise ValueError(
            f'format {specifier!r} is no d3-format specifier; such are "$,.2f", ".1%", ".3s"'
        )
    return specifier


def check_thresholds(
    thresholds: Iterable[tuple[float, str]], *, in_order: bool = False
) -> list[Threshold]:
    """Returns thresholds in ascending order, in which they must be given with ``in_order``."""
    checked: list[Threshold] = []
    for threshold in check_list("thresholds", thresholds, of='pairs such as (80, "warn")'):
        match threshold:
            case [int() | float() as limit, ("good" | "warn" | "bad") as level] if (
                not isinstance(limit, bool) and abs(limit) <= sys.float_info.max
            ):
                checked.append((_as_travels(limit), level))
            case _:
                raise ValueError(
                    f"a threshold is a number and one of {', '.join(_LEVELS)}, as (80, 'warn'); "
                    f"it is {threshold!r}"
                )
    ascending = sorted(dict(checked).items())
    if in_order and checked != ascending:
        raise ValueError(
            f"thresholds must be in ascending order, each number once; they are {checked!r}: "
            f"write {ascending!r}"
        )
    return sorted(checked, key=lambda threshold: threshold[0])


def _as_travels(number: float) -> float:
    """The same number, or the nearest one that JSON can carry; of NumPy's one of Python's."""
    return number if isinstance(number, int) and abs(number) < 2**53 else float(number)


def check_levels(levels: Mapping[str, str]) -> dict[str, Level]:
    """Returns the levels of texts."""
    example = '{"shipped": "good", "lost": "bad"}'
    if not isinstance(levels, Mapping):
        raise TypeError(f"levels must be a mapping from texts, as {example}; it is {levels!r}")
    checked: dict[str, Level] = {}
    for text, level in levels.items():
        if not isinstance(text, str):
            raise TypeError(f"levels must be a mapping from texts, as {example}; {text!r} is none")
        if level not in _LEVELS:
            raise ValueError(
                f"a level is one of {', '.join(_LEVELS)}; that of {text!r} is {level!r}"
            )
        checked[clean(text)] = cast(Level, level)
    return checked


def check_link(link: str) -> str:
    """Returns the address, if its scheme is one that runs nothing in the page."""
    if not _LINK.fullmatch(check_text("link", link)):
        raise ValueError(
            "link must be an https:, http: or mailto: address, in which {name} stands for the "
            f'value of a column, such as "https://shop.example/orders/{{id}}"; it is {link!r}'
        )
    return clean(link)


def check_timezone(name: str) -> str:
    """Returns the name of a time zone, if it is one.

    Where Python has no database of them, as on Windows without ``tzdata``, the relay alone checks.
    """
    zones = _time_zones()
    if isinstance(name, str) and (name in zones or (name and not zones)):
        return clean(name)
    close = difflib.get_close_matches(str(name), zones, 1)
    hint = f'; did you mean "{close[0]}"?' if close else ""
    raise ValueError(
        'timezone must be the IANA name of a time zone, such as "UTC" or "Europe/Berlin"; '
        f"it is {name!r}{hint}"
    )


@cache
def _time_zones() -> frozenset[str]:
    """Returns the names of the time zones, without those that are none for a browser."""
    return frozenset(zoneinfo.available_timezones() - {"localtime", "Factory"})


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
