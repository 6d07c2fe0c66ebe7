"""The config that a declaration makes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pathway as pw
import pytest

from stream_viz._declaring._page import Page

pytestmark = pytest.mark.usefixtures("no_relay")


def config(sv: Page) -> Any:
    return sv.dashboard.config_message()


def test_a_table_has_its_columns_with_their_types(sv: Page, by_region: pw.Table) -> None:
    widget = sv.pathway_table(
        by_region,
        title="Orders by Region",
        columns=["count", pw.this.total],
        sort_by=pw.this.total,
        sort_desc=True,
        max_rows=100,
        formats={"total": "$,.2f"},
        sparklines=["total"],
        description="of today",
        height=300,
    )
    assert widget.id == "orders-by-region"
    assert config(sv)["widgets"]["orders-by-region"] == {
        "widget_type": "pathway_table",
        "title": "Orders by Region",
        "description": "of today",
        "height": 300,
        "columns": [
            {"name": "count", "type": "integer"},
            {"name": "total", "type": "number", "format": "$,.2f", "sparkline": True},
        ],
        "sort_by": "total",
        "sort_desc": True,
        "max_rows": 100,
    }


def test_stats_and_metrics_have_the_columns_of_their_kind(sv: Page, by_region: pw.Table) -> None:
    sv.pathway_stat(by_region, "total", unit="$", thresholds=[(9, "bad"), (0, "good")], delta="5m")
    sv.pathway_metric(
        by_region, value_column="total", time_column="count", series_column=by_region.region
    )
    sv.pathway_metric(by_region, value_column="total", title="History", max_points=5)
    time = {"name": "time", "type": "datetime", "zone": "UTC"}
    assert config(sv)["widgets"] == {
        "total": {
            "widget_type": "pathway_stat",
            "title": "total",
            "columns": [
                time,
                {"name": "value", "type": "number"},
                {"name": "rows", "type": "integer"},
            ],
            "unit": "$",
            "delta": "5m",
            "thresholds": [(0, "good"), (9, "bad")],
        },
        "total-2": {
            "widget_type": "pathway_metric",
            "title": "total",
            "columns": [
                {"name": "time", "type": "integer"},
                {"name": "value", "type": "number"},
                {"name": "series", "type": "string"},
            ],
        },
        "history": {
            "widget_type": "pathway_metric",
            "title": "History",
            "columns": [time, {"name": "value", "type": "number"}],
            "max_points": 5,
        },
    }


def test_a_table_that_is_shown_twice_is_subscribed_to_once(sv: Page, by_region: pw.Table) -> None:
    first = sv.pathway_table(by_region)
    second = sv.pathway_table(by_region)
    sv.pathway_stat(by_region, "total")
    assert (first.id, second.id) == ("table", "table-2")
    assert len(sv.dashboard.tables.buffers) == 1


def test_a_metric_takes_columns_whose_type_only_the_values_tell(sv: Page) -> None:
    points = pw.debug.table_from_markdown("at | n\n1 | 2").select(
        at=pw.apply_with_type(lambda at: at, int | None, pw.this.at),
        n=pw.apply(lambda n: n, pw.this.n),
    )
    sv.pathway_metric(points, id="points", time_column="at", value_column="n")
    assert [column["type"] for column in config(sv)["widgets"]["points"]["columns"]] == [
        "integer",
        "any",
    ]
    pw.internals.parse_graph.G.clear()


def test_a_notebook_shows_a_widget_when_the_dashboard_runs(sv: Page) -> None:
    widget = sv.table("log", columns=["a"])
    assert widget._repr_html_() == "<p><code>log</code> is shown after <code>sv.start()</code>.</p>"
    assert repr(widget) == "<stream_viz log 'log'>"


def test_the_time_of_a_point_is_exact_to_the_microsecond(sv: Page) -> None:
    utc = dt.timezone.utc
    rate = sv.metric("rate")
    rate.send(1, dt.datetime(2026, 1, 5, 12, 34, 56, 789123, tzinfo=utc))
    rate.send(2, dt.datetime.max.replace(tzinfo=utc))  # none of the year 10000
    with sv.dashboard.pending.changed:
        (points,) = sv.dashboard.pending.take().values()
    times = [point[0] for point in points.values() if point is not None]
    assert times == [1767616496789.123, 253402300799999.97]
