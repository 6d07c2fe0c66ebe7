"""A small shop, made up, and its dashboard: also an example of what a script looks like."""

from __future__ import annotations

import random
import time
from datetime import datetime, timedelta, timezone

import pathway as pw

import stream_viz as sv

_REGIONS = {"Europe": 5, "North America": 4, "Asia": 3, "South America": 2, "Africa": 1}
_TICK_SECONDS = 0.05


class Order(pw.Schema):  # type: ignore[misc]
    """An order."""

    region: str
    amount: float
    timestamp: pw.DateTimeUtc


def run_demo(*, port: int | None, rate: int) -> None:
    """Runs until Ctrl-C, with about ``rate`` orders a second."""

    class Orders(pw.io.python.ConnectorSubject):  # type: ignore[misc]
        def run(self) -> None:
            while True:
                now = pw.DateTimeUtc(datetime.now(timezone.utc))
                for _ in range(round(random.uniform(0, 2) * rate * _TICK_SECONDS)):
                    (region,) = random.choices(list(_REGIONS), list(_REGIONS.values()))
                    self.next(
                        region=region,
                        amount=round(random.lognormvariate(3.5, 0.8), 2),
                        timestamp=now,
                    )
                time.sleep(_TICK_SECONDS)

    orders = pw.io.python.read(Orders(), schema=Order, autocommit_duration_ms=100)
    by_region = orders.groupby(pw.this.region).reduce(
        pw.this.region, total=pw.reducers.sum(pw.this.amount), count=pw.reducers.count()
    )
    totals = orders.reduce(revenue=pw.reducers.sum(pw.this.amount), orders=pw.reducers.count())
    per_second = orders.windowby(
        pw.this.timestamp, window=pw.temporal.tumbling(duration=timedelta(seconds=1))
    ).reduce(window_end=pw.this._pw_window_end, orders=pw.reducers.count())

    sv.title("A shop's orders")
    sv.pathway_stat(totals, "revenue", title="Revenue", unit="$", format=",.0f", delta="1m")
    sv.pathway_stat(totals, "orders", title="Orders", format=",", delta="1m")
    sv.pathway_metric(
        per_second, time_column="window_end", value_column="orders", title="Orders a second"
    )
    sv.pathway_table(
        by_region,
        title="Orders by region",
        sort_by="total",
        sort_desc=True,
        formats={"total": "$,.2f", "count": ","},
        sparklines=["total"],
    )
    sv.start(port=port)
    pw.run()
