"""The parts of a widget's config that several kinds of widgets have."""

from __future__ import annotations

from collections.abc import Iterable

from .._checking._checks import check_columns, check_count, check_text
from .._checking._look_checks import check_format, check_thresholds
from .._wire._protocol import Column, WidgetConfig

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


def order(config: WidgetConfig, sort_by: str | None, sort_desc: bool, max_rows: int | None) -> None:
    """Sets the first order of a table, and how many rows it shows."""
    if sort_by is not None:
        (config["sort_by"],) = check_columns([sort_by], _names(config["columns"]))
        config["sort_desc"] = bool(sort_desc)
    if max_rows is not None:
        config["max_rows"] = check_count("max_rows", max_rows)


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
