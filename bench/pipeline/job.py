"""The pipeline that every candidate shows: events round robin over keys, one row update per event.

    python job.py --sink streamviz --keys 1000 --rate 10000 --events 300000 --port 8900

Prints a line of JSON when the warm-up is over, when the measured events begin, and when they have
been dealt with, each with the CPU seconds that this process has used.
"""

import argparse
import json
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


def mark(name: str) -> None:
    line = {"mark": name, "cpu": time.process_time(), "wall": time.time()}
    print(json.dumps(line), flush=True)


class Events(pw.io.python.ConnectorSubject):
    def run(self) -> None:
        self.emit(0, args.warm_up)
        mark("warm")
        go.wait()
        mark("begin")
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
                self.next(key=i % args.keys, value=i & 1023, ts=now)
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
    known = "none, subscribe, streamviz, show, pathway-viz"
    sys.exit(f'--sink "{args.sink}" is not known; it is one of: {known}')

threading.Thread(target=lambda: (sys.stdin.readline(), go.set()), daemon=True).start()
pw.run(monitoring_level=pw.MonitoringLevel.NONE)
