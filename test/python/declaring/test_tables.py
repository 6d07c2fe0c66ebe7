"""What a table says beside its columns: its first order, and totals."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pathway as pw
import pytest

from stream_viz._declaring._page import Page

pytestmark = pytest.mark.usefixtures("no_relay")

VECTORS = json.loads((Path(__file__).parents[2] / "protocol" / "tables.json").read_text())
COLUMNS = VECTORS["columns"]


def config_of(sv: Page, widget: str) -> Any:
    message: Any = sv.dashboard.config_message()
    return json.loads(json.dumps(message["widgets"][widget]))


@pytest.mark.parametrize(
    "widget", [pytest.param(v["widget"], id=v["name"]) for v in VECTORS["taken"]]
)
def test_tables_that_the_relay_takes(sv: Page, widget: dict[str, Any]) -> None:
    sv.table("t", columns=COLUMNS, row_key="region", **widget)
    config = config_of(sv, "t")
    for field, value in widget.items():
        assert config.get(field, type(value)()) == value


@pytest.mark.parametrize(
    "widget", [pytest.param(v["widget"], id=v["name"]) for v in VECTORS["refused"]]
)
def test_tables_that_the_relay_refuses(sv: Page, widget: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        sv.table("t", columns=COLUMNS, row_key="region", **widget)


def test_a_pathway_table_has_totals_by_name_and_by_reference(sv: Page, by_region: pw.Table) -> None:
    sv.pathway_table(by_region, id="t", totals={by_region.total: "sum", "count": "max"})
    assert config_of(sv, "t")["totals"] == {"total": "sum", "count": "max"}


def test_a_table_without_totals_says_nothing_of_them(sv: Page, by_region: pw.Table) -> None:
    sv.pathway_table(by_region, id="t")
    assert "totals" not in config_of(sv, "t")


def test_a_pathway_table_can_have_its_newest_row_first(sv: Page, by_region: pw.Table) -> None:
    sv.pathway_table(by_region, id="t", newest_first=True)
    config = config_of(sv, "t")
    assert config["newest_first"] is True
    assert "sort_by" not in config


def test_a_column_that_turns_out_to_be_a_time_keeps_the_totals_that_it_can_have(sv: Page) -> None:
    totals = {"at": "sum", "last": "max", "took": "sum", "n": "avg"}
    table = sv.table("t", columns=list(totals), totals=totals)
    now = dt.datetime(2026, 1, 5)
    table.send([now, now, dt.timedelta(seconds=1), 1])
    assert config_of(sv, "t")["totals"] == {"last": "max", "took": "sum", "n": "avg"}


@pytest.mark.parametrize(
    ("declare", "text"),
    [
        (
            lambda sv, t: sv.pathway_table(t, totals={"totl": "sum"}),
            'column "totl" is not in this table; it has: region, total, count; '
            'did you mean "total"?',
        ),
        (
            lambda sv, t: sv.pathway_table(t, columns=["region"], totals={t.total: "sum"}),
            'column "total" is not in this table; it has: region',
        ),
        (
            lambda sv, t: sv.pathway_table(t, totals={"total": "summ"}),
            'totals of column "total" must be one of sum, avg, min, max, count; '
            "it is 'summ'; did you mean \"sum\"?",
        ),
        (
            lambda sv, t: sv.pathway_table(t, totals={"total": "p99"}),
            "totals of column \"total\" must be one of sum, avg, min, max, count; it is 'p99'",
        ),
        (
            lambda sv, t: sv.pathway_table(t, totals={"region": "avg"}),
            'totals has avg only of numbers and durations; column "region" is of type string: '
            "choose min, max or count",
        ),
        (
            lambda sv, t: sv.pathway_table(t, totals={t.total: "sum", "total": "max"}),
            'column "total" is named twice; name it once',
        ),
        (
            lambda sv, t: sv.pathway_table(t, totals=["total"]),
            'totals must be a mapping, as {"total": "sum"}; it is [\'total\']',
        ),
        (
            lambda sv, t: sv.pathway_table(t, newest_first=True, sort_by=t.total),
            'newest_first is for rows that nothing sorts, but sort_by is "total": leave out '
            "sort_by to have the newest row first, or newest_first to have them sorted",
        ),
        (
            lambda sv, t: sv.pathway_table(t, newest_first="yes"),
            "newest_first must be True or False; it is 'yes'",
        ),
        (
            lambda sv, _: sv.table(
                "t",
                columns=[f"c{i}" for i in range(65)],
                totals={f"c{i}": "sum" for i in range(65)},
            ),
            "totals may be of 64 columns; they are of 65: leave out some",
        ),
    ],
)
def test_a_mistake_is_told_at_the_call(
    sv: Page, by_region: pw.Table, declare: Callable[[Any, Any], Any], text: str
) -> None:
    with pytest.raises((TypeError, ValueError)) as error:
        declare(sv, by_region)
    assert str(error.value) == text
