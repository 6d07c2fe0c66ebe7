"""Totals of the files of a directory, by region; Pathway and the relay both keep their state.

Arguments: the directory of the files, that of Pathway's state, that of the relay's.
"""

import json
import sys

import pathway as pw

import stream_viz as sv


class Order(pw.Schema):
    region: str
    amount: int


files, engine_state, relay_state = sys.argv[1:]
orders = pw.io.csv.read(files, schema=Order, name="orders", autocommit_duration_ms=20)
totals = orders.groupby(pw.this.region).reduce(
    pw.this.region, total=pw.reducers.sum(pw.this.amount)
)
sv.pathway_table(totals, id="totals")
server = sv.start(open_browser=False, port=0, state_dir=relay_state, resume=True)
print(json.dumps({"url": server.url}), flush=True)
backend = pw.persistence.Backend.filesystem(engine_state)
pw.run(
    monitoring_level=pw.MonitoringLevel.NONE,
    persistence_config=pw.persistence.Config(backend, snapshot_interval_ms=100),
)
