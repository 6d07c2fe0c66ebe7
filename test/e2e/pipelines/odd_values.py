"""Rows that hold everything awkward: the pipeline must run, and the page must show it."""

import json
import sys
from datetime import datetime, timezone

import numpy as np
import pathway as pw

import stream_viz as sv


class Grumpy:
    def __repr__(self) -> str:
        raise RuntimeError("no repr for you")


class Schema(pw.Schema):
    n: int = pw.column_definition(primary_key=True)


class Numbers(pw.io.python.ConnectorSubject):
    def run(self) -> None:
        for line in sys.stdin:
            self.next(n=int(line))
            self.commit()


def when(n: int) -> pw.DateTimeUtc:
    return pw.DateTimeUtc(datetime.fromtimestamp(1_760_000_000 + n, timezone.utc))


def constant(value: object, dtype: type) -> pw.ColumnExpression:
    return pw.apply_with_type(lambda _: value, dtype, pw.this.n)


numbers = pw.io.python.read(Numbers(), schema=Schema, autocommit_duration_ms=20)
t = numbers.select(
    pw.this.n,
    when=pw.apply_with_type(when, pw.DateTimeUtc, pw.this.n),
    json=constant(pw.Json({"list": [None, "</script>"]}), pw.Json),
    nan=constant(float("nan"), float),
    endless=constant(float("-inf"), float),
    array=pw.apply_with_type(np.arange, np.ndarray, pw.this.n),
    huge=constant(2**53 + 1, int),
    raw=constant(b"\x00\xff", bytes),
    nothing=constant(None, str | None),
    grumpy=constant(pw.PyObjectWrapper(Grumpy()), pw.PyObjectWrapper),
    **{"@timestamp": pw.this.n, "__proto__": pw.this.n, "key": pw.this.n, "": pw.this.n},
)
sv.pathway_table(t, id="odd")
server = sv.start(open_browser=False)
print(json.dumps({"url": server.url}), flush=True)
pw.run(monitoring_level=pw.MonitoringLevel.NONE)
