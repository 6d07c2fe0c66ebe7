"""Rows that hold everything awkward: the pipeline must run, and the page must show it."""

import json
import sys

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
    return pw.DateTimeUtc(1_760_000_000_000_000_000 + n * 1_000_000_000)


numbers = pw.io.python.read(Numbers(), schema=Schema, autocommit_duration_ms=20)
t = numbers.select(
    pw.this.n,
    when=pw.apply_with_type(when, pw.DateTimeUtc, pw.this.n),
    json=pw.apply_with_type(lambda n: pw.Json({"n": n, "list": [None, "</script>"]}), pw.Json, pw.this.n),
    nan=pw.apply_with_type(lambda n: float("nan"), float, pw.this.n),
    endless=pw.apply_with_type(lambda n: float("-inf"), float, pw.this.n),
    array=pw.apply_with_type(lambda n: np.arange(n), np.ndarray, pw.this.n),
    huge=pw.apply_with_type(lambda n: 2**53 + 1, int, pw.this.n),
    raw=pw.apply_with_type(lambda n: b"\x00\xff", bytes, pw.this.n),
    nothing=pw.apply_with_type(lambda n: None, str | None, pw.this.n),
    grumpy=pw.apply_with_type(lambda n: pw.PyObjectWrapper(Grumpy()), pw.PyObjectWrapper, pw.this.n),
    **{
        "@timestamp": pw.this.n,
        "__proto__": pw.this.n,
        "key": pw.this.n,
        "": pw.this.n,
    },
)
sv.pathway_table(t, id="odd")
server = sv.start(open_browser=False)
print(json.dumps({"url": server.url}), flush=True)
pw.run(monitoring_level=pw.MonitoringLevel.NONE)
