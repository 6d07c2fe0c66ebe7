"""The calls that show Pathway's tables: methods of ``Container``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .._checking._checks import MAX_POINTS, check_columns, check_count, check_delta, check_list
from .._feeding._projections import (
    HistoryProjection,
    LatestProjection,
    RowsProjection,
    WidgetProjection,
)
from .._wire._protocol import Column, Total, WidgetConfig
from ._column_settings import ColumnSettings, style
from ._pathway_columns import (
    check_table,
    chosen_columns,
    column_name,
    column_of,
    make_exact,
    names_of,
)
from ._placement import Placement
from ._widget_config import UTC_TIME, add_totals, describe, measure, order
from ._widgets import Widget

#: The number of rows of a stat's table, beside the value of the one that is shown.
_ROWS: Column = {"name": "rows", "type": "integer"}
#: The types of columns that a metric can draw, by the axis.
_PLOTTED = {"time": ("datetime", "integer", "number"), "value": ("integer", "number", "duration")}


def pathway_table(
    placement: Placement,
    table: Any,
    *,
    title: str | None = None,
    columns: Iterable[Any] | Mapping[Any, str | ColumnSettings] | None = None,
    sort_by: Any = None,
    sort_desc: bool = False,
    newest_first: bool = False,
    max_rows: int | None = None,
    totals: Mapping[Any, Total] | None = None,
    formats: Mapping[str, str] | None = None,
    sparklines: Iterable[Any] = (),
    nanoseconds: Iterable[Any] = (),
    description: str | None = None,
    height: int | None = None,
    id: str | None = None,  # noqa: A002
) -> Widget:
    """Shows a Pathway table: a row per row, updated in place, gone when it is deleted.

    Args:
        table: any Pathway table. It is subscribed to once, however many widgets show it.
        title: shown above the table.
        columns: what to show and in which order, by name or reference (``pw.this.total``); or a
            mapping from these to labels, or to all that ``sv.column()`` can say:
            ``{"region": "Region", "total": sv.column("Total", unit="€", bar=True)}``. Default: all
            columns.
        sort_by: the column that the rows are sorted by at first; a viewer can choose another.
            Default: the order in which the rows came.
        sort_desc: sort from the largest value down.
        newest_first: instead of ``sort_by``: while nobody sorts the rows, the one that came last is
            first. One that changes keeps its place.
        max_rows: show at most so many rows, the first ones of the order. All rows are kept, so that
            one comes back when others leave.
        totals: what stands below columns, by name or reference: ``{"total": "sum"}``, or ``"avg"``,
            ``"min"``, ``"max"`` or ``"count"``, over all rows that pass the viewer's filter.
        formats: d3-format specifiers of number columns, such as ``{"total": "$,.2f"}``.
        sparklines: number columns that show their recent values as a line beside the newest.
        nanoseconds: datetime and duration columns that are exact to the nanosecond. Default: to the
            microsecond.
        description: a line below the title.
        height: in CSS pixels. Default: as the page has room.
        id: the ``widget`` of its element in any page. Default: made of the title.

    Raises:
        ValueError: for a column that the table has not, with those that it has; for a setting that
            a column of its type does not take; for an id that is taken.
    """
    checked = check_table(table, "pathway_table")
    names, settings = chosen_columns(
        checked, checked.column_names() if columns is None else columns
    )
    declared = [column_of(checked, name) for name in names]
    config: WidgetConfig = {"widget_type": "pathway_table", "columns": declared}
    lines = map(column_name, check_list("sparklines", sparklines, of="names"))
    style(declared, settings, formats, lines)
    exact_ones = map(column_name, check_list("nanoseconds", nanoseconds, of="names"))
    for exact in check_columns(exact_ones, names):
        make_exact(declared[names.index(exact)])
    describe(config, title, description, height)
    order(
        config,
        None if sort_by is None else column_name(sort_by),
        sort_desc=sort_desc,
        newest_first=newest_first,
        max_rows=max_rows,
    )
    add_totals(config, totals)
    widget_id = placement.dashboard.new_id(id, title or "table")
    projection = RowsProjection(
        config, placement.dashboard.tables.buffer(checked, set(names)), names
    )
    return _add(placement, widget_id, projection)


def pathway_stat(
    placement: Placement,
    table: Any,
    column: Any,
    *,
    title: str | None = None,
    unit: str | None = None,
    format: str | None = None,  # noqa: A002
    delta: str = "previous",
    thresholds: Iterable[tuple[float, str]] | None = None,
    description: str | None = None,
    height: int | None = None,
    id: str | None = None,  # noqa: A002
) -> Widget:
    """Shows one value of a Pathway table, large, with its change and a line of its history.

    Args:
        table: a table of one row, such as ``orders.reduce(revenue=…)``. With no row the value is
            empty; with several it is that of the row that changed last, and the widget says
            "1 of n".
        column: the column of the value: a number, a text or a boolean.
        title: default: the column's name.
        unit: a currency sign stands before the number, all else behind it.
        format: d3-format specifier of a number, such as ``",.1f"``.
        delta: what the change is counted from: ``"previous"`` (the value before), ``"start"``, or
            the value so long
            ago: ``"30s"``, ``"5m"``, ``"1h"``.
        thresholds: ``[(0, "good"), (80, "warn"), (95, "bad")]``: from which value on it counts as
            what.
        description: a line below the title.
        height: in CSS pixels.
        id: the ``widget`` of its element in any page. Default: made of the title.

    Raises:
        ValueError: for a column that the table has not, with those that it has; for an id that is
            taken.
    """
    checked = check_table(table, "pathway_stat")
    (name,) = names_of(checked, [column])
    value: Column = {**column_of(checked, name), "name": "value"}
    config: WidgetConfig = {
        "widget_type": "pathway_stat",
        "columns": [UTC_TIME, value, _ROWS],
        "delta": check_delta(delta),
    }
    describe(config, name if title is None else title, description, height)
    measure(config, unit, format, thresholds)
    widget_id = placement.dashboard.new_id(id, config["title"])
    return _add(
        placement,
        widget_id,
        LatestProjection(config, placement.dashboard.tables.buffer(checked, {name}), name),
    )


def pathway_metric(
    placement: Placement,
    table: Any,
    *,
    value_column: Any,
    time_column: Any = None,
    series_column: Any = None,
    title: str | None = None,
    unit: str | None = None,
    format: str | None = None,  # noqa: A002
    thresholds: Iterable[tuple[float, str]] | None = None,
    max_points: int | None = None,
    description: str | None = None,
    height: int | None = None,
    id: str | None = None,  # noqa: A002
) -> Widget:
    """Shows a Pathway table as lines over time: a point per row, which moves and goes with its row.

    Args:
        table: typically a window's ``reduce()``, with the window's end among its columns.
        value_column: the height of the points: numbers.
        time_column: their time: datetimes, or plain numbers. Default: none; then each change of a
            row is a point at the time when it is shown.
        series_column: a line for each value of this column.
        title: default: the value column's name.
        unit: of the values.
        format: d3-format specifier of the values.
        thresholds: ``[(0, "good"), (80, "warn"), (95, "bad")]``: lines at these values.
        max_points: the newest so many points of each series are kept (default 10,000, at most
            200,000).
        description: a line below the title.
        height: in CSS pixels.
        id: the ``widget`` of its element in any page. Default: made of the title.

    Raises:
        ValueError: for a column that the table has not, with those that it has; for an id that is
            taken.
    """
    checked = check_table(table, "pathway_metric")
    wanted = {"time": time_column, "value": value_column, "series": series_column}
    fields = {role: column_name(column) for role, column in wanted.items() if column is not None}
    for name in fields.values():
        names_of(checked, [name])
    columns = [_point_column(checked, role, name) for role, name in fields.items()]
    if time_column is None:
        columns.insert(0, UTC_TIME)
    config: WidgetConfig = {"widget_type": "pathway_metric", "columns": columns}
    describe(config, fields["value"] if title is None else title, description, height)
    measure(config, unit, format, thresholds)
    if max_points is not None:
        config["max_points"] = check_count("max_points", max_points, MAX_POINTS)
    widget_id = placement.dashboard.new_id(id, config["title"])
    names = list(fields.values())
    buffer = placement.dashboard.tables.buffer(checked, set(names))
    if time_column is None:
        return _add(
            placement, widget_id, HistoryProjection(config, buffer, names, placement.dashboard.keys)
        )
    return _add(placement, widget_id, RowsProjection(config, buffer, names))


def _point_column(table: Any, role: str, name: str) -> Column:
    """A column of a metric, if it can be drawn; of type ``any`` is what only its values tell."""
    column = column_of(table, name)
    allowed = _PLOTTED.get(role)
    if allowed is not None and column["type"] not in (*allowed, "any"):
        raise TypeError(
            f'{role}_column "{name}" is of type {column["type"]}; '
            f"it must be one of {', '.join(allowed)}"
        )
    return {**column, "name": role}


def _add(placement: Placement, widget_id: str, projection: WidgetProjection) -> Widget:
    placement.add(widget_id, projection)
    return Widget(widget_id, projection, placement.url)
