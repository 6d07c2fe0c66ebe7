"""The pipeline that every candidate shows: each event updates the row of one of its keys.

All keys get an event in turn, each turn in an order of its own: so the rows on a screen are of
every age that a commit holds, and not always of the same.

    python job.py --sink streamviz --keys 1000 --rate 10000 --events 300000 --port 8900

Prints a line of JSON when the warm-up is over, when the measured events begin, and when they have
been dealt with, each with the CPU seconds that this process has used. The sink "callback" measures
how old the rows are that Pathway hands to a subscriber, which no display can be faster than.
"""

import argparse
import json
import random
import statistics
import sys
import threading
import time

import pathway as pw

parser = argparse.ArgumentParser()
parser.add_argument("--sink", required=True)
parser.add_argument("--keys", type=int, default=1_000)
parser.add_argument("--rate", type=int, default=10_000)
parser.add_argument("--events", type=int, default=300_000)
parser.add_argument("--warm-up", type=int, default=50_000)
parser.add_argument("--commit-ms", type=int, default=100)
parser.add_argument("--port", type=int, default=8900)
args = parser.parse_args()

TICK = 0.01  # seconds between the generator's batches
SETTLE = 0.5  # seconds after the last event, so that its work is counted
go = threading.Event()  # set by a line on stdin: the measured part begins
ages: list[float] = []  # milliseconds from the source to the callback, of the sink "callback"


def mark(name: str) -> None:
    line: dict[str, object] = {"mark": name, "cpu": time.process_time()}
    if len(ages) > 1:
        line["latencyP50"], line["latencyP90"] = (
            statistics.quantiles(ages, n=10)[i] for i in (4, 8)
        )
    print(json.dumps(line), flush=True)


def age_of(row: dict[str, int]) -> float:
    return time.time() * 1000 - row["ts"]


class Events(pw.io.python.ConnectorSubject):
    def __init__(self) -> None:
        super().__init__()
        self.keys = list(range(args.keys))

    def run(self) -> None:
        self.emit(0, args.warm_up)
        mark("warm")
        go.wait()
        mark("begin")
        del ages[1:]  # the first has been told
        self.emit(args.warm_up, args.warm_up + args.events)
        time.sleep(SETTLE)
        mark("end")
        threading.Event().wait()  # the driver ends this process

    def emit(self, first: int, last: int) -> None:
        start = time.monotonic()
        sent = first
        while sent < last:
            due = min(last, first + int((time.monotonic() - start) * args.rate))
            now = int(time.time() * 1000)
            for i in range(sent, due):
                if i % args.keys == 0:
                    random.shuffle(self.keys)
                self.next(key=self.keys[i % args.keys], value=i & 1023, ts=now)
            sent = due
            time.sleep(TICK)


class EventSchema(pw.Schema):
    key: int
    value: int
    ts: int


events = pw.io.python.read(Events(), schema=EventSchema, autocommit_duration_ms=args.commit_ms)
table = events.groupby(pw.this.key).reduce(
    pw.this.key,
    count=pw.reducers.count(),
    total=pw.reducers.sum(pw.this.value),
    ts=pw.reducers.max(pw.this.ts),
)
COLUMNS = ["key", "count", "total", "ts"]

if args.sink == "none":
    pw.io.null.write(table)
elif args.sink == "subscribe":

    def ignore(key: pw.Pointer, row: dict[str, object], time: int, is_addition: bool) -> None:
        pass

    pw.io.subscribe(table, on_change=ignore)
elif args.sink == "callback":

    def take_age(row: dict[str, int], is_addition: bool, **_: object) -> None:
        if not ages:
            mark("first")
        if is_addition:
            ages.append(age_of(row))

    pw.io.subscribe(table, on_change=take_age)
elif args.sink == "streamviz":
    import stream_viz as sv

    sv.pathway_table(table, title="bench", id="bench")
    sv.start(port=args.port, open_browser=False)
elif args.sink == "show":
    import panel as pn

    pn.serve(table.show(), port=args.port, show=False, threaded=True)
elif args.sink == "pathway-viz":
    import pathwayviz as pv

    server = pv.WidgetServer(port=args.port)
    server.register(pv.Table(table, id="bench", title="bench", columns=COLUMNS))
    server.start()
else:
    known = "none, subscribe, callback, streamviz, show, pathway-viz"
    sys.exit(f'--sink "{args.sink}" is not known; it is one of: {known}')

threading.Thread(target=lambda: (sys.stdin.readline(), go.set()), daemon=True).start()
pw.run(monitoring_level=pw.MonitoringLevel.NONE)
