"""Rows that hold everything awkward, as Pathway itself delivers it."""

import json
import sys

import numpy as np
import pathway as pw

import stream_viz as sv


class Grumpy:
    def __repr__(self) -> str:
        raise RuntimeError("no repr for you")


class Number(pw.Schema):
    n: int = pw.column_definition(primary_key=True)


class Numbers(pw.io.python.ConnectorSubject):
    def run(self) -> None:
        for line in sys.stdin:
            self.next(n=json.loads(line)[0])
            self.commit()


def column(kind, value):
    return pw.apply_with_type(lambda _: value, kind, pw.this.n)


NS = 1_760_000_000_123_456_789
numbers = pw.io.python.read(Numbers(), schema=Number, autocommit_duration_ms=20)
t = numbers.select(
    pw.this.n,
    utc=column(pw.DateTimeUtc, pw.DateTimeUtc(NS, tz="UTC")),
    exact=column(pw.DateTimeUtc, pw.DateTimeUtc(NS, tz="UTC")),
    naive=column(pw.DateTimeNaive, pw.DateTimeNaive(NS)),
    duration=column(pw.Duration, pw.Duration(minutes=1)),
    json=column(pw.Json, pw.Json({"list": [None, "</script>", 2**60]})),
    nan=column(float, float("nan")),
    endless=column(float, float("-inf")),
    array=column(np.ndarray, np.arange(3)),
    huge=column(int, 2**53 + 1),
    raw=column(bytes, b"\x00\xff"),
    nothing=column(str | None, None),
    pair=column(tuple[int, float], (1, float("nan"))),
    pointer=pw.this.id,
    grumpy=column(pw.PyObjectWrapper, pw.PyObjectWrapper(Grumpy())),
    flag=column(bool, True),
    **{"@timestamp": pw.this.n, "__proto__": pw.this.n, "key": pw.this.n, "": pw.this.n},
)
sv.pathway_table(t, id="odd", nanoseconds=["exact"])
server = sv.start(open_browser=False)
print(json.dumps({"url": server.url}), flush=True)
pw.run(monitoring_level=pw.MonitoringLevel.NONE)
