"""Checks of how values are shown: formats, levels, links and time zones."""

from __future__ import annotations

import re
import sys
import zoneinfo
from collections.abc import Iterable, Mapping
from functools import cache
from typing import cast, get_args

from .._wire._protocol import Level, Threshold
from .._wire._values import clean
from ._checks import check_list, check_text, did_you_mean

_D3_FORMAT = re.compile(
    r"(?:[^\n\r\u2028\u2029\U00010000-\U0010ffff]?[<>=^])?[+\-( ]?[$#]?0?\d*,?(?:\.\d+)?~?"
    r"[bcdefgnoprsx%]?",
    re.IGNORECASE | re.ASCII,
)
#: How long ago a datetime is: its only format.
RELATIVE = "relative"
_LEVELS = get_args(Level)
#: A column's name in a link, in whose place the value of the row comes.
LINK_PLACEHOLDER = r"\{([^{}]*)\}"
_LINK = re.compile(rf"(?:https?://|mailto:)(?:[^{{}}]|{LINK_PLACEHOLDER})+", re.IGNORECASE)


def check_format(specifier: str) -> str:
    """Returns the d3-format specifier, if it is one."""
    if not _is_d3_format(specifier):
        raise ValueError(
            f'format {specifier!r} is no d3-format specifier; such are "$,.2f", ".1%", ".3s"'
        )
    return specifier


def check_column_format(specifier: str) -> str:
    """Returns the format of a column, if it is one of numbers or of datetimes."""
    if specifier != RELATIVE and not _is_d3_format(specifier):
        raise ValueError(
            f'format {specifier!r} is no d3-format specifier, such as "$,.2f", ".1%", ".3s", '
            f'nor "{RELATIVE}", the format of datetimes'
        )
    return specifier


def _is_d3_format(specifier: object) -> bool:
    return isinstance(specifier, str) and _D3_FORMAT.fullmatch(specifier) is not None


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
            f'value of a column, such as "https://shop.example/orders/{{order}}"; it is {link!r}'
        )
    return clean(link)


def check_timezone(name: str) -> str:
    """Returns the name of a time zone, if it is one.

    Where Python has no database of them, as on Windows without ``tzdata``, the relay alone checks.
    """
    zones = _time_zones()
    if isinstance(name, str) and (name in zones or (name and not zones)):
        return clean(name)
    raise ValueError(
        'timezone must be the IANA name of a time zone, such as "UTC" or "Europe/Berlin"; '
        f"it is {name!r}{did_you_mean(name, zones)}"
    )


@cache
def _time_zones() -> frozenset[str]:
    """Returns the names of the time zones, without those that are none for a browser."""
    return frozenset(zoneinfo.available_timezones() - {"localtime", "Factory"})
