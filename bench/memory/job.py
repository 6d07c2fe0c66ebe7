"""A table of many groups: each gets its first event at once, then events at a steady rate.

    python job.py --sink streamviz --keys 1000000 --rate 10000 --seconds 30

Prints a line of JSON when all groups are there, and when the seconds are over, each with the CPU
seconds and the memory of this process.
"""

import argparse
import json
import random
import sys
import threading
import time
from pathlib import Path

import pathway as pw

parser = argparse.ArgumentParser()
parser.add_argument("--sink", required=True)
parser.add_argument("--keys", type=int, default=1_000_000)
parser.add_argument("--rate", type=int, default=10_000)
parser.add_argument("--seconds", type=float, default=30)
parser.add_argument("--commit-ms", type=int, default=100)
parser.add_argument("--port", type=int, default=8900)
args = parser.parse_args()

#: First events at a time, so that it is not the engine's queue that is measured.
BATCH = 20_000
TICK = 0.01  # seconds between the generator's batches
SETTLE = 3.0  # seconds after the last change, so that its work is done
#: Seconds: the engine is so far behind only if it has stopped.
PATIENCE = 600


def mark(name: str) -> None:
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    kilobytes = {name: int(status[name].split()[0]) for name in ("VmRSS", "VmHWM")}
    line = {
        "mark": name,
        "cpu": time.process_time(),
        "residentMB": round(kilobytes["VmRSS"] / 1024),
        "peakMB": round(kilobytes["VmHWM"] / 1024),
    }
    print(json.dumps(line), flush=True)


class Progress:
    """What has come through the pipeline, by a small table beside the one that is shown."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.row = {"groups": 0, "total": 0}

    def on_change(self, row: dict[str, int], is_addition: bool, **_: object) -> None:
        if is_addition:
            with self.changed:
                self.row = row
                self.changed.notify_all()

    def wait(self, groups: int, total: int) -> None:
        reached = {"groups": groups, "total": total}
        with self.changed:
            if not self.changed.wait_for(lambda: self.row == reached, PATIENCE):
                sys.exit(f"the pipeline has come to {self.row}, not to {reached}")


progress = Progress()


class Events(pw.io.python.ConnectorSubject):
    def run(self) -> None:
        mark("begin")
        for key in range(args.keys):
            self.next(key=key, value=1)
            if key % BATCH == BATCH - 1:
                progress.wait(key + 1, key + 1)
        progress.wait(args.keys, args.keys)
        time.sleep(SETTLE)
        mark("full")
        rng = random.Random(1)
        start = time.monotonic()
        sent = 0
        total = int(args.rate * args.seconds)
        while sent < total:
            due = min(total, int((time.monotonic() - start) * args.rate))
            for _ in range(sent, due):
                self.next(key=rng.randrange(args.keys), value=1)
            sent = due
            time.sleep(TICK)
        progress.wait(args.keys, args.keys + total)
        time.sleep(SETTLE)
        mark("end")
        threading.Event().wait()  # the driver ends this process


class EventSchema(pw.Schema):
    key: int
    value: int


events = pw.io.python.read(Events(), schema=EventSchema, autocommit_duration_ms=args.commit_ms)
table = events.groupby(pw.this.key).reduce(pw.this.key, total=pw.reducers.sum(pw.this.value))
pw.io.subscribe(
    table.reduce(groups=pw.reducers.count(), total=pw.reducers.sum(pw.this.total)),
    on_change=progress.on_change,
)

if args.sink == "subscribe":

    def ignore(key: pw.Pointer, row: dict[str, object], time: int, is_addition: bool) -> None:
        pass

    pw.io.subscribe(table, on_change=ignore)
elif args.sink == "streamviz":
    import stream_viz as sv

    sv.pathway_table(table, title="bench", id="bench")
    sv.start(port=args.port, open_browser=False)
else:
    sys.exit(f'--sink "{args.sink}" is not known; it is one of: subscribe, streamviz')

pw.run(monitoring_level=pw.MonitoringLevel.NONE)
