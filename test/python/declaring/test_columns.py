"""How the columns of a table are shown."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pathway as pw
import pytest

from stream_viz import column
from stream_viz._checking import _look_checks
from stream_viz._declaring._page import Page

pytestmark = pytest.mark.usefixtures("no_relay")

VECTORS = json.loads((Path(__file__).parents[2] / "protocol" / "columns.json").read_text())


def columns_of(sv: Page, widget: str) -> Any:
    message: Any = sv.dashboard.config_message()
    return json.loads(json.dumps(message["widgets"][widget]["columns"]))


@pytest.mark.parametrize(
    "columns", [pytest.param(v["columns"], id=v["name"]) for v in VECTORS["taken"]]
)
def test_columns_that_the_relay_takes(sv: Page, columns: list[dict[str, Any]]) -> None:
    sv.table("t", columns=columns)
    off = [{key: one for key, one in column.items() if one is not False} for column in columns]
    assert columns_of(sv, "t") == off


@pytest.mark.parametrize(
    ("columns", "setting"),
    [pytest.param(v["columns"], v["setting"], id=v["name"]) for v in VECTORS["refused"]],
)
def test_columns_that_the_relay_refuses(
    sv: Page, columns: list[dict[str, Any]], setting: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=rf"^(an? )?{setting.rstrip('s')}"):
        sv.table("t", columns=columns)


def test_a_pathway_table_takes_labels_and_settings_by_name_and_by_reference(
    sv: Page, by_region: pw.Table
) -> None:
    total = column(
        "Total",
        format="$,.2f",
        unit="€",
        thresholds=[[0, "bad"], (100, "good")],
        bar=True,
        link="https://shop.example/{region}",
        width=120,
        align="center",
        sparkline=True,
    )
    sv.pathway_table(
        by_region,
        id="t",
        columns={by_region.total: total, "region": "Region", pw.this.count: column()},
        sort_by="total",
    )
    assert columns_of(sv, "t") == [
        {
            "name": "total",
            "type": "number",
            "label": "Total",
            "format": "$,.2f",
            "unit": "€",
            "thresholds": [[0, "bad"], [100, "good"]],
            "bar": True,
            "link": "https://shop.example/{region}",
            "width": 120,
            "align": "center",
            "sparkline": True,
        },
        {"name": "region", "type": "string", "label": "Region"},
        {"name": "count", "type": "integer"},
    ]


def test_a_standalone_table_takes_types_and_settings(sv: Page) -> None:
    sv.table(
        "t",
        columns={
            "time": column("When", type="datetime", timezone="Europe/Berlin"),
            "level": column(levels={"ERROR": "bad"}),
            "ms": "number",
        },
        formats={"ms": ".1f"},
        sparklines=["ms"],
    )
    assert columns_of(sv, "t") == [
        {
            "name": "time",
            "type": "datetime",
            "zone": "UTC",
            "label": "When",
            "timezone": "Europe/Berlin",
        },
        {"name": "level", "type": "any", "levels": {"ERROR": "bad"}},
        {"name": "ms", "type": "number", "format": ".1f", "sparkline": True},
    ]


def test_a_column_that_turns_out_to_be_a_time_keeps_what_a_time_takes(sv: Page) -> None:
    settings = column(
        "At", format=",", unit="s", bar=True, sparkline=True, width=90, link="https://a.example"
    )
    table = sv.table("t", columns={"at": settings, "took": settings, "n": settings})
    table.send([dt.datetime(2026, 1, 5, tzinfo=dt.timezone.utc), dt.timedelta(seconds=1), 1])
    kept = {"label": "At", "width": 90, "link": "https://a.example"}
    assert columns_of(sv, "t") == [
        {"name": "at", "type": "datetime", "zone": "UTC", **kept},
        {"name": "took", "type": "duration", "sparkline": True, **kept},
        {
            "name": "n",
            "type": "any",
            "format": ",",
            "unit": "s",
            "bar": True,
            "sparkline": True,
            **kept,
        },
    ]


def test_a_column_that_turns_out_to_be_a_datetime_can_be_relative(sv: Page) -> None:
    ago = column(format="relative")
    table = sv.table("t", columns={"at": ago, "took": ago, "n": ago})
    table.send([dt.datetime(2026, 1, 5), dt.timedelta(seconds=1), 1])
    assert columns_of(sv, "t") == [
        {"name": "at", "type": "datetime", "format": "relative"},
        {"name": "took", "type": "duration"},
        {"name": "n", "type": "any", "format": "relative"},
    ]


def test_settings_can_be_shared_but_not_changed(sv: Page) -> None:
    money = column(format="$,.2f")
    sv.table("a", columns={"n": money}, sparklines=["n"])
    sv.table("b", columns={"n": money})
    assert columns_of(sv, "b") == [{"name": "n", "type": "any", "format": "$,.2f"}]
    with pytest.raises(AttributeError):
        money.type = "number"  # type: ignore[misc]


def test_without_a_database_of_time_zones_only_the_relay_knows_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_look_checks, "_time_zones", frozenset)
    assert column(timezone="Europe/Berlin").look == {"timezone": "Europe/Berlin"}
    with pytest.raises(ValueError, match="timezone must be"):
        column(timezone="")


UNKNOWN = 'column "totl" is not in this table; it has: region, total, count'


@pytest.mark.parametrize(
    ("declare", "text"),
    [
        (lambda sv, t: sv.pathway_table(t, columns={"totl": "Total"}), UNKNOWN),
        (
            lambda sv, t: sv.pathway_table(t, columns={t.total: "A", "total": "B"}),
            'column "total" is named twice; name it once',
        ),
        (
            lambda sv, t: sv.pathway_table(t, columns={"total": None}),
            'column "total" is described by a label or by sv.column(…); it is None',
        ),
        (
            lambda sv, t: sv.pathway_table(t, columns={"total": column(type="number")}),
            'the type of column "total" is that of its schema; leave type out',
        ),
        (
            lambda sv, t: sv.pathway_table(t, columns={"region": column(format=".2f")}),
            'format of column "region" is for numbers and datetimes; '
            "this column is of type string: leave it out",
        ),
        (
            lambda sv, t: sv.pathway_table(t, formats={"region": ".2f"}),
            'format of column "region" is for numbers and datetimes; '
            "this column is of type string: leave it out",
        ),
        (
            lambda sv, t: sv.pathway_table(t, columns={"total": column(format="relative")}),
            'format of column "total" must be a d3-format specifier; "relative" is for datetimes, '
            "and it is of type number",
        ),
        (
            lambda sv, _: sv.table("t", columns={"at": "datetime"}, formats={"at": ".2f"}),
            'format of column "at" must be "relative" or left out, for it is a datetime; '
            "it is '.2f'",
        ),
        (
            lambda sv, t: sv.pathway_table(t, sparklines=["region"]),
            'sparkline of column "region" is for numbers and durations; '
            "this column is of type string: leave it out",
        ),
        (
            lambda sv, t: sv.pathway_table(t, nanoseconds=["total"]),
            'column "total" is of type number; only datetimes and durations are exact to the '
            "nanosecond: leave it out of nanoseconds",
        ),
        (
            lambda sv, t: sv.pathway_table(
                t, columns={"total": column(format=".2f")}, formats={"total": ".1f"}
            ),
            'format of column "total" is given twice, by columns and by formats; give it once',
        ),
        (
            lambda sv, t: sv.pathway_table(
                t, columns={"total": column(sparkline=True)}, sparklines=["total"]
            ),
            'sparkline of column "total" is given twice, by columns and by sparklines; '
            "give it once",
        ),
        (
            lambda sv, t: sv.pathway_table(
                t, columns={"total": column(link="https://a.example/{id}")}
            ),
            'link of column "total" names {id}, which is not among the columns that are shown: '
            "total; name one of these, or show it, too",
        ),
        (
            lambda sv, _: sv.table("t", columns={"at": column(type="duration", unit="s")}),
            'unit of column "at" is for numbers; this column is of type duration: leave it out',
        ),
        (
            lambda sv, _: sv.table("t", columns={"at": column(timezone="UTC")}),
            'timezone of column "at" is for datetimes with a zone; this column is of type any: '
            'give it type="datetime"',
        ),
        (
            lambda sv, t: sv.pathway_table(
                t.select(at=pw.apply_with_type(lambda _: None, pw.DateTimeNaive, t.total)),
                columns={"at": column(timezone="UTC")},
            ),
            'timezone of column "at" is for datetimes with a zone; this column has none: make it '
            'UTC, as .dt.to_utc(from_timezone="UTC") does, or leave timezone out',
        ),
        (
            lambda sv, _: sv.table("t", columns={"ms": "Latency"}),
            'the type of column "ms" must be one of any, array, boolean, bytes, datetime, '
            "duration, integer, json, number, pointer, string; it is 'Latency': "
            "a label is sv.column('Latency')",
        ),
        (
            lambda sv, _: sv.table("t", columns=[{"name": "a", "lable": "A"}]),
            '"lable" of column "a" is no setting of a column; they are: label, format, unit, '
            "thresholds, levels, bar, link, width, align, timezone, sparkline",
        ),
        (
            lambda *_: column(thresholds=[(100, "good"), (0, "bad")]),
            "thresholds must be in ascending order, each number once; they are "
            "[(100, 'good'), (0, 'bad')]: write [(0, 'bad'), (100, 'good')]",
        ),
        (
            lambda *_: column(thresholds=[(0, "red")]),
            "a threshold is a number and one of good, warn, bad, as (80, 'warn'); it is (0, 'red')",
        ),
        (
            lambda *_: column(levels={"lost": "red"}),
            "a level is one of good, warn, bad; that of 'lost' is 'red'",
        ),
        (
            lambda *_: column(levels={1: "good"}),
            'levels must be a mapping from texts, as {"shipped": "good", "lost": "bad"}; 1 is none',
        ),
        (
            lambda *_: column(link="javascript:alert(1)"),
            "link must be an https:, http: or mailto: address, in which {name} stands for the "
            'value of a column, such as "https://shop.example/orders/{order}"; '
            "it is 'javascript:alert(1)'",
        ),
        (lambda *_: column(width=0), "width must be a whole number above 0; it is 0"),
        (
            lambda *_: column(align="middle"),
            'align must be "left", "center" or "right"; it is \'middle\'',
        ),
        (lambda *_: column(bar="yes"), "bar must be True or False; it is 'yes'"),
        (lambda *_: column(5), "label must be a text; it is 5"),
        (
            lambda *_: column(timezone="europe/berlin"),
            'timezone must be the IANA name of a time zone, such as "UTC" or "Europe/Berlin"; '
            "it is 'europe/berlin'; did you mean \"Europe/Berlin\"?",
        ),
        (
            lambda sv, _: sv.theme(timezone="+02:00"),
            'timezone must be the IANA name of a time zone, such as "UTC" or "Europe/Berlin"; '
            "it is '+02:00'",
        ),
        (
            lambda *_: column(type=float),
            "type must be one of any, array, boolean, bytes, datetime, duration, integer, json, "
            "number, pointer, string; it is <class 'float'>",
        ),
    ],
)
def test_a_mistake_is_told_at_the_call(
    sv: Page, by_region: pw.Table, declare: Callable[[Any, Any], Any], text: str
) -> None:
    with pytest.raises((TypeError, ValueError)) as error:
        declare(sv, by_region)
    assert str(error.value) == text
