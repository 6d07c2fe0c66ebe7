"""The error of each mistake: the rule, the value and the fix."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pathway as pw
import pytest

from stream_viz._declaring._page import Page

pytestmark = pytest.mark.usefixtures("no_relay")


def test_the_visions_own_example_is_told_what_its_reduce_lacks(sv: Page) -> None:
    orders = pw.debug.table_from_markdown("region | amount\neu | 1")
    by_region = orders.groupby(pw.this.region).reduce(
        total=pw.reducers.sum(pw.this.amount), count=pw.reducers.count()
    )
    with pytest.raises(ValueError, match="is not in this table") as error:
        sv.pathway_table(by_region, columns=["region", "total", "count"])
    assert str(error.value) == (
        'column "region" is not in this table; it has: total, count; '
        "a grouping column is a column if reduce() names it: .reduce(pw.this.region, …)"
    )
    per_second = orders.windowby(pw.this.amount, window=pw.temporal.tumbling(duration=1)).reduce(
        count=pw.reducers.count()
    )
    with pytest.raises(ValueError, match="is not in this table") as error:
        sv.pathway_metric(per_second, value_column="count", time_column="window_end")
    assert str(error.value) == (
        'column "window_end" is not in this table; it has: count; '
        "a window's end is a column if reduce() makes it one: "
        ".reduce(window_end=pw.this._pw_window_end, …)"
    )
    pw.internals.parse_graph.G.clear()


def test_a_column_that_no_reduce_grouped_by_is_told_without_a_hint(sv: Page) -> None:
    orders = pw.debug.table_from_markdown("region | amount\neu | 1")
    totals = orders.groupby(pw.this.region).reduce(total=pw.reducers.sum(pw.this.amount))
    for table, text in [
        (orders, 'column "shop" is not in this table; it has: region, amount'),
        (totals, 'column "shop" is not in this table; it has: total'),
    ]:
        with pytest.raises(ValueError, match="is not in this table") as error:
            sv.pathway_stat(table, "shop")
        assert str(error.value) == text
    pw.internals.parse_graph.G.clear()


ROW = "a row must be a mapping from column names to values, or a list of a value for each of a"
UNKNOWN = 'column "totl" is not in this table; it has: region, total, count'


@pytest.mark.parametrize(
    ("declare", "text"),
    [
        (lambda sv, t: sv.pathway_table(t, columns=["totl"]), UNKNOWN),
        (lambda sv, t: sv.pathway_table(t, sort_by="totl"), UNKNOWN),
        (lambda sv, t: sv.pathway_table(t, formats={"totl": ".2f"}), UNKNOWN),
        (lambda sv, t: sv.pathway_table(t, sparklines=["totl"]), UNKNOWN),
        (lambda sv, t: sv.pathway_table(t, nanoseconds=["totl"]), UNKNOWN),
        (lambda sv, t: sv.pathway_stat(t, "totl"), UNKNOWN),
        (lambda sv, t: sv.pathway_metric(t, value_column="totl"), UNKNOWN),
        (
            lambda sv, t: sv.pathway_table(t, columns=["total", "total"]),
            'column "total" is named twice; name it once',
        ),
        (
            lambda sv, t: sv.pathway_table(t, columns=[3]),
            "a column is named by a text or by a reference such as pw.this.total; it is 3",
        ),
        (
            lambda sv, _: sv.pathway_table([1, 2]),
            "sv.pathway_table() shows a Pathway table; it was given a list",
        ),
        (
            lambda sv, t: sv.pathway_table(t, formats={"total": "two digits"}),
            'format \'two digits\' is no d3-format specifier, such as "$,.2f", ".1%", ".3s", '
            'nor "relative", the format of datetimes',
        ),
        (
            lambda sv, t: sv.pathway_table(t, max_rows=0),
            "max_rows must be a whole number above 0; it is 0",
        ),
        (
            lambda sv, t: sv.pathway_metric(t, value_column="total", max_points=200_001),
            "max_points must be a whole number from 1 to 200000; it is 200001",
        ),
        (
            lambda sv, t: sv.pathway_stat(t, "total", delta="5 minutes"),
            'delta is "previous", "start" or a duration such as "5m"; it is \'5 minutes\'',
        ),
        (
            lambda sv, t: sv.pathway_stat(t, "total", thresholds=[(1, "red")]),
            "a threshold is a number and one of good, warn, bad, as (80, 'warn'); it is (1, 'red')",
        ),
        (
            lambda sv, t: sv.pathway_table(t, id="no spaces"),
            "a widget id is 1 to 64 letters, digits, _ or -; 'no spaces' is not: choose another",
        ),
        (
            lambda sv, t: [sv.gauge("cpu"), sv.pathway_table(t, id="cpu")],
            'the id "cpu" is taken by another widget; choose another',
        ),
        (
            lambda sv, _: sv.gauge("cpu", min_val=1, max_val=1),
            "max_val must be above min_val; they are 1 and 1",
        ),
        (
            lambda sv, _: sv.theme("pink"),
            'theme must be "auto", "light", "dark" or "contrast"; it is \'pink\'',
        ),
        (
            lambda sv, _: sv.theme(),
            'theme needs a name, such as "dark", an accent, such as "#0a7", or a timezone, '
            'such as "UTC"',
        ),
        (
            lambda sv, _: sv.theme(accent="blu"),
            'accent must be a CSS colour, such as "#0a7", "teal" or "oklch(0.6 0.15 160)"; '
            "it is 'blu'",
        ),
        (
            lambda sv, _: sv.tabs(["A", "A"]),
            "tabs is a list of different titles, at least one; it is ['A', 'A']",
        ),
        (
            lambda sv, _: sv.tabs("Overview"),
            "tabs must be a list of titles; it is 'Overview': write ['Overview']",
        ),
        (lambda sv, _: sv.tabs([1]), "a title must be a text; it is 1"),
        (
            lambda sv, _: sv.row().tabs(["A", "B"]),
            "tabs do not stand in a row; put them into a column: a, b = sv.columns(2), "
            "then a.tabs(['A', 'B'])",
        ),
        (
            lambda sv, _: sv.columns([1, 0]),
            "columns is a number of columns or a list of their shares, all above 0; it is [1, 0]",
        ),
        (
            lambda sv, _: sv.table("log", columns="time"),
            "columns must be a list of names; it is 'time': write ['time']",
        ),
        (
            lambda sv, _: sv.table("log", columns=5),
            "columns must be a list of names; it is 5",
        ),
        (
            lambda sv, _: sv.table("log", columns=[]),
            "columns must be a list of names, at least 1; it is []",
        ),
        (
            lambda sv, _: sv.table("log", columns=[1]),
            'a column is a name or {"name": …, "type": …}; it is 1',
        ),
        (
            lambda sv, _: sv.table("log", columns={"time": "date"}),
            'the type of column "time" must be one of any, array, boolean, bytes, datetime, '
            "duration, integer, json, number, pointer, string; it is 'date': "
            "a label is sv.column('date')",
        ),
        (
            lambda sv, _: sv.table("log", columns=["a"]).send({"b": 1}),
            'column "b" is not in this table; it has: a',
        ),
        (
            lambda sv, _: sv.table("log", columns=["a"]).send([1, 2]),
            f"{ROW}; it is [1, 2]",
        ),
        (lambda sv, _: sv.table("log", columns=["a"]).send(None), f"{ROW}; it is None"),
        (lambda sv, _: sv.table("log", columns=["a"]).send("ab"), f"{ROW}; it is 'ab'"),
        (
            lambda sv, _: sv.table("t", columns=["a", "b"], row_key=["a", "b"]).delete(1),
            "key must be a list of values; it is 1",
        ),
        (
            lambda sv, t: sv.pathway_table(t, columns="region"),
            "columns must be a list of names; it is 'region': write ['region']",
        ),
        (lambda sv, t: sv.pathway_table(t, columns=5), "columns must be a list of names; it is 5"),
        (
            lambda sv, t: sv.pathway_table(t, sparklines="total"),
            "sparklines must be a list of names; it is 'total': write ['total']",
        ),
        (
            lambda sv, t: sv.pathway_table(t, formats=",.2f"),
            'formats must be a mapping, as {"total": ",.2f"}; it is \',.2f\'',
        ),
        (lambda sv, t: sv.pathway_table(t, title=5), "title must be a text; it is 5"),
        (lambda sv, t: sv.pathway_table(t, description=5), "description must be a text; it is 5"),
        (lambda sv, _: sv.title(5), "title must be a text; it is 5"),
        (lambda sv, _: sv.description(5), "description must be a text; it is 5"),
        (lambda sv, _: sv.stat("cpu", unit=5), "unit must be a text; it is 5"),
        (
            lambda sv, _: sv.stat("cpu", thresholds=5),
            'thresholds must be a list of pairs such as (80, "warn"); it is 5',
        ),
        (
            lambda sv, _: sv.gauge("cpu", max_val="100"),
            "max_val must be a finite number; it is '100'",
        ),
        (
            lambda sv, _: sv.gauge("cpu", min_val=None),
            "min_val must be a finite number; it is None",
        ),
        (
            lambda sv, _: sv.columns("ab"),
            "columns is a number of columns or a list of their shares, all above 0; it is 'ab'",
        ),
        (
            lambda sv, _: sv.gauge("cpu").send([1]),
            '"cpu" shows numbers, and None as no value; it was sent [1]',
        ),
        (
            lambda sv, _: sv.gauge("cpu").send(True),
            '"cpu" shows numbers, and None as no value; it was sent True',
        ),
        (
            lambda sv, _: sv.metric("cpu").send(b"x"),
            "\"cpu\" shows numbers, and None as no value; it was sent b'x'",
        ),
        (
            lambda sv, _: sv.stat("cpu").send({}),
            '"cpu" shows numbers, texts and booleans, and None as no value; it was sent {}',
        ),
        (
            lambda sv, _: sv.metric("cpu").send(1, time="now"),
            "time must be a datetime or seconds since the epoch; it is 'now'",
        ),
        (
            lambda sv, _: sv.metric("cpu").send(1, time=float("nan")),
            "time must be a datetime or seconds since the epoch; it is nan",
        ),
        (
            lambda sv, _: sv.metric("cpu").send(1, time=pd.NaT),
            "time must be a datetime or seconds since the epoch; it is NaT",
        ),
        (
            lambda sv, _: sv.gauge("cpu").send(np.bool_(True)),
            '"cpu" shows numbers, and None as no value; it was sent np.True_',
        ),
        (
            lambda sv, _: sv.gauge("cpu").send(1 + 2j),
            '"cpu" shows numbers, and None as no value; it was sent (1+2j)',
        ),
        (
            lambda sv, _: sv.table("log", columns={"n": "number"}).send(["12"]),
            'column "n" of "log" takes numbers, and None as no value; it was sent \'12\': '
            "make it one, as float(value) does",
        ),
        (
            lambda sv, _: sv.table("log", columns={"at": "datetime"}).send(["2026-01-05"]),
            'column "at" of "log" takes datetimes, dates and milliseconds since the epoch, and '
            "None as no value; it was sent '2026-01-05': "
            "make it a datetime, as datetime.fromisoformat(text) does",
        ),
        (
            lambda sv, _: sv.table("log", columns={"t": "duration"}).send([np.timedelta64(3, "M")]),
            'column "t" of "log" takes timedeltas and milliseconds, and None as no value; '
            "it was sent np.timedelta64(3,'M'): make it a timedelta, as timedelta(seconds=1.5)",
        ),
        (
            lambda sv, _: sv.metric("cpu").send(1, series="eu"),
            "\"cpu\" has one line; to send to series 'eu', declare it as "
            'sv.metric("cpu", series=True)',
        ),
        (
            lambda sv, _: sv.metric("cpu", series=True).send(1),
            "series must be a text; it is None",
        ),
        (
            lambda sv, t: sv.pathway_metric(t, value_column="region"),
            'value_column "region" is of type string; it must be one of integer, number, duration',
        ),
        (
            lambda sv, t: sv.pathway_metric(t, value_column="total", time_column=pw.this.region),
            'time_column "region" is of type string; it must be one of datetime, integer, number',
        ),
        (
            lambda sv, _: sv.table("log", columns=["a"]).delete(1),
            '"log" is a log, whose rows have no key; declare it with row_key=… to delete rows',
        ),
        (
            lambda sv, _: sv.table("t", columns=["a", "b"], row_key=["a", "b"]).delete([1]),
            "the key has 1 values; it needs one for each of a, b",
        ),
    ],
)
def test_a_mistake_is_told_with_its_fix(
    sv: Page, by_region: pw.Table, declare: Any, text: str
) -> None:
    with pytest.raises((ValueError, TypeError)) as error:
        declare(sv, by_region)
    assert str(error.value) == text


def test_a_placeholder_instead_of_pathway_is_told(
    sv: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pathway", ModuleType("pathway"))
    with pytest.raises(ImportError) as error:
        sv.pathway_table(object())
    assert str(error.value) == (
        'the "pathway" that is installed is an empty placeholder, for there is no Pathway for this '
        "system or this Python; use Python 3.10 or newer, then "
        'pip install "streamviz-pathway[pathway]" (Linux and macOS; on Windows in WSL)'
    )


def test_a_missing_pathway_is_told(sv: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pathway", None)
    with pytest.raises(ImportError) as error:
        sv.pathway_table(object())
    assert str(error.value) == (
        'Pathway is not installed; pip install "streamviz-pathway[pathway]" '
        "(Linux and macOS; on Windows in WSL)"
    )
