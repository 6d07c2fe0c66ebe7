"""The README's dashboard, fed by the test: each line of stdin is a JSON list of orders, one commit.

An order is [region, amount, milliseconds since the epoch]; a negative amount is a refund. A region
whose total falls to zero is deleted. The line "end" ends the stream, "fail" makes the pipeline
fail.
"""

import json
import sys
from datetime import datetime, timedelta, timezone

import pathway as pw

import stream_viz as sv


class OrderSchema(pw.Schema):
    region: str
    amount: float
    timestamp: pw.DateTimeUtc


class Orders(pw.io.python.ConnectorSubject):
    def run(self) -> None:
        for line in sys.stdin:
            if line.strip() == "end":
                return
            if line.strip() == "fail":
                raise ValueError("the order book is on fire")
            for region, amount, at in json.loads(line):
                moment = datetime.fromtimestamp(at / 1000, timezone.utc)
                self.next(region=region, amount=amount, timestamp=pw.DateTimeUtc(moment))
            self.commit()


port = int(sys.argv[1]) if len(sys.argv) > 1 else None
origins = sys.argv[2:]

orders = pw.io.python.read(Orders(), schema=OrderSchema, autocommit_duration_ms=20)
by_region = (
    orders.groupby(pw.this.region)
    .reduce(pw.this.region, total=pw.reducers.sum(pw.this.amount), count=pw.reducers.count())
    .filter(pw.this.total > 0)
)
totals = orders.reduce(revenue=pw.reducers.sum(pw.this.amount), orders=pw.reducers.count())
per_minute = orders.windowby(
    pw.this.timestamp, window=pw.temporal.tumbling(duration=timedelta(minutes=1))
).reduce(window_end=pw.this._pw_window_end, rps=pw.reducers.count())

sv.title("E-Commerce Analytics")
sv.pathway_table(
    by_region,
    title="Orders by Region",
    columns=["region", "total", "count"],
    sort_by="total",
    sort_desc=True,
    max_rows=100,
)
sv.pathway_stat(totals, column="revenue", title="Total Revenue", unit="$")
sv.pathway_stat(totals, column="orders", title="Total Orders")
sv.pathway_metric(per_minute, time_column="window_end", value_column="rps", title="Orders/min")
cpu = sv.gauge("cpu", title="CPU", max_val=100)
events = sv.table("events", columns=["time", "level", "msg"])
latency = sv.metric("latency", title="Latency", unit="ms")
server = sv.start(port=port, open_browser=False, allow_origin=origins)
cpu.send(75.5)
events.send({"time": "12:34", "level": "ERROR", "msg": "Failed"})
latency.send(42.5)
print(json.dumps({"url": server.url}), flush=True)
pw.run(monitoring_level=pw.MonitoringLevel.NONE)
