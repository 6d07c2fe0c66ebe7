"""The example of the README: the numbers of a stream, in two groups."""

import pathway as pw

import stream_viz as sv

orders = pw.demo.range_stream(nb_rows=100_000, input_rate=50, autocommit_duration_ms=100).select(
    region=pw.if_else(pw.this.value % 3 == 0, "eu", "us"), amount=pw.this.value
)
by_region = orders.groupby(pw.this.region).reduce(
    pw.this.region, total=pw.reducers.sum(pw.this.amount), count=pw.reducers.count()
)

sv.pathway_table(by_region, title="Orders by Region", sort_by="total", sort_desc=True)
sv.start()
pw.run()
