"""The parts of a widget's config that several kinds of widgets have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast, get_args

from .._checking._checks import (
    MAX_TOTALS,
    check_columns,
    check_count,
    check_mapping,
    check_switch,
    check_text,
    did_you_mean,
)
from .._checking._look_checks import check_format, check_thresholds
from .._wire._protocol import Column, ColumnType, Total, WidgetConfig
from ._pathway_columns import column_name

#: The column of a time that StreamViz takes itself.
UTC_TIME: Column = {"name": "time", "type": "datetime", "zone": "UTC"}


def describe(
    config: WidgetConfig, title: str | None, description: str | None, height: int | None
) -> None:
    """Sets the keys that every widget may have."""
    if title is not None:
        config["title"] = check_text("title", title)
    if description is not None:
        config["description"] = check_text("description", description)
    if height is not None:
        config["height"] = check_count("height", height)


def order(
    config: WidgetConfig,
    sort_by: str | None,
    *,
    sort_desc: bool,
    newest_first: bool,
    max_rows: int | None,
) -> None:
    """Sets the first order of a table, and how many rows it shows."""
    if sort_by is not None:
        (config["sort_by"],) = check_columns([sort_by], _names(config["columns"]))
        config["sort_desc"] = bool(sort_desc)
    if check_switch("newest_first", newest_first):
        if sort_by is not None:
            raise ValueError(
                f'newest_first is for rows that nothing sorts, but sort_by is "{sort_by}": '
                "leave out sort_by to have the newest row first, or newest_first to have them "
                "sorted"
            )
        config["newest_first"] = True
    if max_rows is not None:
        config["max_rows"] = check_count("max_rows", max_rows)


def add_totals(config: WidgetConfig, totals: Mapping[Any, Total] | None) -> None:
    """Sets what stands below the columns of a table, by names or references."""
    given = check_mapping("totals", {} if totals is None else totals, example='{"total": "sum"}')
    known = _names(config["columns"])
    names = check_columns(map(column_name, given), known, lambda name: did_you_mean(name, known))
    if not names:
        return
    if len(names) > MAX_TOTALS:
        raise ValueError(
            f"totals may be of {MAX_TOTALS} columns; they are of {len(names)}: leave out some"
        )
    kinds = get_args(Total)
    for name, of in zip(names, given.values(), strict=True):
        if of not in kinds:
            raise ValueError(
                f'totals of column "{name}" must be one of {", ".join(kinds)}; it is {of!r}'
                + did_you_mean(of, kinds)
            )
        kind = config["columns"][known.index(name)]["type"]
        if not _has_total(kind, of):
            raise ValueError(
                f'totals has {of} only of numbers and durations; column "{name}" is of type '
                f"{kind}: choose min, max or count"
            )
    config["totals"] = cast(dict[str, Total], dict(zip(names, given.values(), strict=True)))


def fit_totals(config: WidgetConfig, columns: list[Column]) -> None:
    """Leaves out totals that columns do not have any more, since their first values are there."""
    if "totals" in config:
        kinds = {column["name"]: column["type"] for column in columns}
        config["totals"] = {
            name: of for name, of in config["totals"].items() if _has_total(kinds[name], of)
        }


def _has_total(kind: ColumnType, of: str) -> bool:
    return of not in ("sum", "avg") or kind in ("integer", "number", "duration", "any")


def measure(
    config: WidgetConfig,
    unit: str | None,
    specifier: str | None,
    thresholds: Iterable[tuple[float, str]] | None,
) -> None:
    """Sets how a number is written, and which are good and bad."""
    if unit is not None:
        config["unit"] = check_text("unit", unit)
    if specifier is not None:
        config["format"] = check_format(specifier)
    if thresholds is not None:
        config["thresholds"] = check_thresholds(thresholds)


def _names(columns: list[Column]) -> list[str]:
    return [column["name"] for column in columns]
