"""The calls that declare widgets without Pathway: methods of ``Container``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .._checking._checks import (
    DEFAULT_POINTS,
    MAX_POINTS,
    check_columns,
    check_count,
    check_delta,
    check_list,
    check_number,
)
from .._feeding._projections import RowsProjection
from .._wire._protocol import Column, Total, WidgetConfig
from ._column_settings import style
from ._columns import ColumnsArgument, declared_columns
from ._placement import Placement
from ._widget_config import UTC_TIME, add_totals, describe, measure, order
from ._widgets import Gauge, Metric, Stat, Table

#: Rows of a log, and seconds of a stat or gauge, that wait for a relay. A relay keeps as many, so
#: twice would only be dropped there; half would leave a gap after a time without a relay.
_LOG_ROWS = 1_000
_READINGS = 900


def table(
    placement: Placement,
    id: str,  # noqa: A002
    *,
    columns: ColumnsArgument,
    row_key: str | Sequence[str] | None = None,
    title: str | None = None,
    sort_by: str | None = None,
    sort_desc: bool = False,
    newest_first: bool = False,
    max_rows: int | None = None,
    totals: Mapping[str, Total] | None = None,
    formats: Mapping[str, str] | None = None,
    sparklines: Iterable[str] = (),
    description: str | None = None,
    height: int | None = None,
) -> Table:
    """Shows rows that are sent by hand.

    Args:
        id: the ``widget`` of its element in any page.
        columns: names; or by name a type (``{"time": "datetime", "level": "string"}``) or all that
            ``sv.column()`` can say (``{"ms": sv.column("Took", type="number", unit="ms")}``); or a
            list of columns as they travel: ``{"name": …, "type": …, "format": …}``. The types are
            those of ``docs/protocol.md``.
        row_key: the column or columns that make a row the same row. Default: none; then the table
            is a log, which shows the newest row first.
        title: default: none.
        sort_by: the column that the rows are sorted by at first.
        sort_desc: sort from the largest value down.
        newest_first: of a table with a ``row_key``, instead of ``sort_by``: while nobody sorts the
            rows, the one that came last is first. One that changes keeps its place.
        max_rows: of a table: show at most so many. Of a log: keep the newest so many (default
            1,000).
        totals: what stands below columns: ``{"ms": "avg"}``, or ``"sum"``, ``"min"``, ``"max"`` or
            ``"count"``, over all rows that pass the viewer's filter.
        formats: d3-format specifiers of number columns.
        sparklines: number columns that show their recent values as a line.
        description: a line below the title.
        height: in CSS pixels.

    Returns:
        A handle: ``.send({"level": "ERROR", …})`` adds or replaces a row, ``.delete(key)`` removes
        one.
    """
    declared, settings = declared_columns(columns)
    names = [column["name"] for column in declared]
    config: WidgetConfig = {
        "widget_type": "log" if row_key is None else "table",
        "columns": declared,
    }
    if row_key is not None:
        keys = [row_key] if isinstance(row_key, str) else row_key
        config["row_key"] = check_columns(check_list("row_key", keys, of="names", least=1), names)
    style(declared, settings, formats, sparklines)
    describe(config, title, description, height)
    order(config, sort_by, sort_desc=sort_desc, newest_first=newest_first, max_rows=max_rows)
    add_totals(config, totals)
    limit = config.get("max_rows", _LOG_ROWS) if row_key is None else None
    projection = RowsProjection(config, placement.dashboard.pending.buffer(limit))
    widget_id = placement.dashboard.new_id(id, id)
    placement.add(widget_id, projection)
    return Table(
        widget_id,
        projection,
        placement.url,
        on_config=placement.dashboard.mark_config_changed,
        keys=placement.dashboard.keys,
    )


def metric(
    placement: Placement,
    id: str,  # noqa: A002
    *,
    title: str | None = None,
    unit: str | None = None,
    format: str | None = None,  # noqa: A002
    thresholds: Iterable[tuple[float, str]] | None = None,
    max_points: int | None = None,
    series: bool = False,
    description: str | None = None,
    height: int | None = None,
) -> Metric:
    """Shows numbers that are sent by hand as a line over time: ``.send(value, time=None)`` adds a
    point.

    With ``series=True`` there are several lines, and ``.send(value, series="eu")`` says which.
    ``max_points`` newest points of each line are kept (default 10,000, at most 200,000). The other
    arguments are those of ``pathway_metric``.
    """
    columns: list[Column] = [UTC_TIME, {"name": "value", "type": "number"}]
    if series:
        columns.append({"name": "series", "type": "string"})
    config: WidgetConfig = {"widget_type": "metric", "columns": columns}
    describe(config, title, description, height)
    measure(config, unit, format, thresholds)
    if max_points is not None:
        config["max_points"] = check_count("max_points", max_points, MAX_POINTS)
    projection = RowsProjection(
        config, placement.dashboard.pending.buffer(max_points or DEFAULT_POINTS)
    )
    widget_id = placement.dashboard.new_id(id, id)
    placement.add(widget_id, projection)
    return Metric(widget_id, projection, placement.url, keys=placement.dashboard.keys)


def stat(
    placement: Placement,
    id: str,  # noqa: A002
    *,
    title: str | None = None,
    unit: str | None = None,
    format: str | None = None,  # noqa: A002
    delta: str = "previous",
    thresholds: Iterable[tuple[float, str]] | None = None,
    description: str | None = None,
    height: int | None = None,
) -> Stat:
    """Shows one value, large, that is sent by hand: ``.send(value)``.

    The arguments are those of ``pathway_stat``.
    """
    value: Column = {"name": "value", "type": "number"}
    config: WidgetConfig = {
        "widget_type": "stat",
        "columns": [UTC_TIME, value],
        "delta": check_delta(delta),
    }
    describe(config, title, description, height)
    measure(config, unit, format, thresholds)
    projection = RowsProjection(config, placement.dashboard.pending.buffer(_READINGS))
    widget_id = placement.dashboard.new_id(id, id)
    placement.add(widget_id, projection)
    return Stat(
        widget_id, projection, placement.url, on_config=placement.dashboard.mark_config_changed
    )


def gauge(
    placement: Placement,
    id: str,  # noqa: A002
    *,
    title: str | None = None,
    min_val: float = 0,
    max_val: float = 100,
    unit: str | None = None,
    format: str | None = None,  # noqa: A002
    thresholds: Iterable[tuple[float, str]] | None = None,
    description: str | None = None,
    height: int | None = None,
) -> Gauge:
    """Shows a number that is sent by hand on a scale from ``min_val`` to ``max_val``:
    ``.send(value)``.

    The other arguments are those of ``pathway_stat``.
    """
    if not check_number("min_val", min_val) < check_number("max_val", max_val):
        raise ValueError(f"max_val must be above min_val; they are {max_val!r} and {min_val!r}")
    value: Column = {"name": "value", "type": "number"}
    config: WidgetConfig = {
        "widget_type": "gauge",
        "columns": [UTC_TIME, value],
        "min_val": min_val,
        "max_val": max_val,
    }
    describe(config, title, description, height)
    measure(config, unit, format, thresholds)
    projection = RowsProjection(config, placement.dashboard.pending.buffer(_READINGS))
    widget_id = placement.dashboard.new_id(id, id)
    placement.add(widget_id, projection)
    return Gauge(widget_id, projection, placement.url)
