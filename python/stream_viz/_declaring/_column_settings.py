"""How the columns of a table are shown: ``sv.column(…)``, and which columns take which setting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast, get_args

from .._checking._checks import (
    check_columns,
    check_count,
    check_list,
    check_mapping,
    check_switch,
    check_text,
)
from .._checking._look_checks import (
    LINK_PLACEHOLDER,
    RELATIVE,
    check_column_format,
    check_levels,
    check_link,
    check_thresholds,
    check_timezone,
)
from .._wire._protocol import Align, Column, ColumnLook, ColumnType, Level


@dataclass(frozen=True)
class ColumnSettings:
    """How one column is shown, as ``sv.column()`` returns it."""

    type: ColumnType | None
    look: ColumnLook


def column(
    label: str | None = None,
    *,
    type: ColumnType | None = None,  # noqa: A002
    format: str | None = None,  # noqa: A002
    unit: str | None = None,
    thresholds: Iterable[tuple[float, Level]] | None = None,
    levels: Mapping[str, Level] | None = None,
    bar: bool = False,
    link: str | None = None,
    width: int | None = None,
    align: Align | None = None,
    timezone: str | None = None,
    sparkline: bool = False,
) -> ColumnSettings:
    """Describes a column of a table: ``columns={"total": sv.column("Total", unit="€", bar=True)}``.

    Args:
        label: stands in the head of the table. Default: the column's name.
        type: of a column of ``sv.table``, one of those in ``docs/protocol.md``. Default: each value
            by its own type. A Pathway table's schema says it.
        format: of numbers, a d3-format specifier: ``"$,.2f"``, ``".1%"``, ``".3s"``. Of datetimes
            ``"relative"``: how long ago they are.
        unit: of numbers: a currency sign stands before them, all else behind them.
        thresholds: of numbers, ascending: ``[(0, "bad"), (80, "warn"), (100, "good")]``: from which
            value on one counts as what.
        levels: of texts: ``{"shipped": "good", "lost": "bad"}``: which whole text counts as what.
        bar: draws a bar behind each number, as long as its part of the largest.
        link: makes each cell a link: an ``https:``, ``http:`` or ``mailto:`` address, in which
            ``{name}`` stands for the value of a column that is shown:
            ``"https://shop.example/orders/{order}"``.
        width: in CSS pixels. Default: as wide as its texts. A viewer can choose another.
        align: ``"left"``, ``"center"`` or ``"right"``. Default: numbers right, all else left.
        timezone: of datetimes with a zone: the IANA name of the zone in which they are shown, such
            as ``"Europe/Berlin"``. Default: that of ``sv.theme(timezone=…)``, else the viewer's.
        sparkline: of numbers and durations: shows the recent values as a line beside the newest.

    Raises:
        TypeError: for a value that is of another type than the setting.
        ValueError: for a value that the setting does not take. What a column of its type does not
            take is told by the table's call.
    """
    if type is not None and type not in get_args(ColumnType):
        raise ValueError(f"type must be one of {', '.join(get_args(ColumnType))}; it is {type!r}")
    look: ColumnLook = {}
    if label is not None:
        look["label"] = check_text("label", label)
    if format is not None:
        look["format"] = check_column_format(format)
    if unit is not None:
        look["unit"] = check_text("unit", unit)
    if thresholds is not None:
        look["thresholds"] = check_thresholds(thresholds, in_order=True)
    if levels is not None:
        look["levels"] = check_levels(levels)
    if check_switch("bar", bar):
        look["bar"] = True
    if link is not None:
        look["link"] = check_link(link)
    if width is not None:
        look["width"] = check_count("width", width)
    if align is not None:
        if align not in get_args(Align):
            raise ValueError(f'align must be "left", "center" or "right"; it is {align!r}')
        look["align"] = align
    if timezone is not None:
        look["timezone"] = check_timezone(timezone)
    if check_switch("sparkline", sparkline):
        look["sparkline"] = True
    return ColumnSettings(type, look)


_NUMBERS: tuple[ColumnType, ...] = ("integer", "number", "any")

#: The types of columns that take a setting, and the values of these, as the error names them. One
#: that is not here is taken by all. ``src/core/checks/column-checks.ts`` has the same table.
_TAKEN_BY: dict[str, tuple[tuple[ColumnType, ...], str]] = {
    "format": ((*_NUMBERS, "datetime"), "numbers and datetimes"),
    "unit": (_NUMBERS, "numbers"),
    "thresholds": (_NUMBERS, "numbers"),
    "levels": (("string", "any"), "texts"),
    "bar": (_NUMBERS, "numbers"),
    "timezone": (("datetime",), "datetimes with a zone"),
    "sparkline": ((*_NUMBERS, "duration"), "numbers and durations"),
}


def takes(kind: ColumnType, setting: str, value: object) -> bool:
    """Whether columns of a type take a setting with this value."""
    return _is_for(kind, setting) and (setting != "format" or _has_format(kind, value))


def _is_for(kind: ColumnType, setting: str) -> bool:
    return setting not in _TAKEN_BY or kind in _TAKEN_BY[setting][0]


def _has_format(kind: ColumnType, value: object) -> bool:
    return kind == "any" or (kind == "datetime") == (value == RELATIVE)


def style(
    columns: list[Column],
    settings: Mapping[str, ColumnSettings],
    formats: Mapping[str, str] | None,
    sparklines: Iterable[str],
) -> None:
    """Sets how columns are shown, by what was given for each and by the lists beside the columns.

    Raises ``ValueError`` for what a column does not take, and for what was given twice.
    """
    names = [column["name"] for column in columns]
    looks: dict[str, ColumnLook] = {name: {} for name in names}
    for name, one in settings.items():
        looks[name].update(one.look)
    for name, specifier in check_mapping("formats", formats or {}).items():
        check_columns([name], names)
        _check_once(looks[name], "format", name, "formats")
        looks[name]["format"] = check_column_format(specifier)
    for name in check_columns(check_list("sparklines", sparklines, of="names"), names):
        _check_once(looks[name], "sparkline", name, "sparklines")
        looks[name]["sparkline"] = True
    for column in columns:
        look = looks[column["name"]]
        for setting, value in look.items():
            _check_taken(column, setting, value)
        _check_placeholders(column["name"], look.get("link", ""), names)
        column.update(cast(Column, look))


def _check_once(look: ColumnLook, setting: str, name: str, argument: str) -> None:
    if setting in look:
        raise ValueError(
            f'{setting} of column "{name}" is given twice, by columns and by {argument}; '
            "give it once"
        )


def _check_taken(column: Column, setting: str, value: object) -> None:
    kind = column["type"]
    if not _is_for(kind, setting):
        fix = (
            'give it type="datetime"' if (kind, setting) == ("any", "timezone") else "leave it out"
        )
        raise ValueError(
            f'{setting} of column "{column["name"]}" is for {_TAKEN_BY[setting][1]}; '
            f"this column is of type {kind}: {fix}"
        )
    if setting == "format" and not _has_format(kind, value):
        rule = (
            f'"{RELATIVE}" or left out, for it is a datetime; it is {value!r}'
            if kind == "datetime"
            else f'a d3-format specifier; "{RELATIVE}" is for datetimes, and it is of type {kind}'
        )
        raise ValueError(f'format of column "{column["name"]}" must be {rule}')
    if setting == "timezone" and "zone" not in column:
        raise ValueError(
            f'timezone of column "{column["name"]}" is for datetimes with a zone; this column has '
            'none: make it UTC, as .dt.to_utc(from_timezone="UTC") does, or leave timezone out'
        )


def _check_placeholders(column: str, link: str, names: list[str]) -> None:
    for name in re.findall(LINK_PLACEHOLDER, link):
        if name not in names:
            raise ValueError(
                f'link of column "{column}" names {{{name}}}, which is not among the columns that '
                f"are shown: {', '.join(names)}; name one of these, or show it, too"
            )
