"""Entries by name, fed line by line: each line of stdin is a list of [name, amount].

An amount of null deletes. Prints how many changes the pipeline has made, so that a test sees that
it goes on.
"""

import json
import os
import sys
from typing import Any

import pathway as pw

import stream_viz as sv


class Entry(pw.Schema):
    name: str = pw.column_definition(primary_key=True)
    amount: float
    note: str


class Entries(pw.io.python.ConnectorSubject):
    def __init__(self) -> None:
        super().__init__(session_type="upsert")
        self.known: dict[str, dict[str, Any]] = {}

    def run(self) -> None:
        for line in sys.stdin:
            for name, amount in json.loads(line):
                if name == "fail":
                    raise ValueError("the input is on fire")
                if name == "exit":
                    os._exit(3)
                if amount is None:
                    self.delete(**self.known[name])
                else:
                    self.known[name] = {"name": name, "amount": amount, "note": "not shown"}
                    self.next(**self.known[name])
            self.commit()


class Progress:
    seen = 0

    def on_change(self, **_: Any) -> None:
        self.seen += 1

    def on_time_end(self, _: int) -> None:
        print(json.dumps({"seen": self.seen}), flush=True)


entries = pw.io.python.read(Entries(), schema=Entry, autocommit_duration_ms=20)
totals = entries.reduce(amount=pw.reducers.sum(pw.this.amount), count=pw.reducers.count())
progress = Progress()
pw.io.subscribe(entries, on_change=progress.on_change, on_time_end=progress.on_time_end)

sv.title("Entries")
sv.pathway_table(entries, id="entries", columns=["name", "amount"], sort_by="amount", max_rows=2)
sv.pathway_table(entries, id="names", columns=[pw.this.name])
sv.pathway_stat(totals, "amount", id="total")
sv.pathway_stat(entries, "amount", id="newest")
sv.pathway_metric(totals, value_column="amount", id="history")
sv.pathway_metric(entries, value_column="amount", time_column="amount", id="points")
server = sv.start(open_browser=False)
print(json.dumps({"url": server.url}), flush=True)
pw.run(monitoring_level=pw.MonitoringLevel.NONE)
print(json.dumps({"finished": True}), flush=True)
