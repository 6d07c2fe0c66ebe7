"""A pipeline at full speed: a million rows of distinct keys, made inside the engine.

    python job.py --sink streamviz --columns plain --rows 1000000

Prints a line of JSON when the rows begin to be made, when the pipeline has finished, and when all
is sent, each with the CPU seconds that this process has used.
"""

import argparse
import json
import sys
import time

import pathway as pw

parser = argparse.ArgumentParser()
parser.add_argument("--sink", required=True)
parser.add_argument("--columns", required=True)
parser.add_argument("--rows", type=int, default=1_000_000)
args = parser.parse_args()

BATCH = 10_000  # rows of a minibatch
#: No relay is there: the port that is reserved for discarding.
NOBODY = "ws://127.0.0.1:9"


def mark(name: str) -> None:
    line = {"mark": name, "cpu": time.process_time(), "wall": time.monotonic()}
    print(json.dumps(line), flush=True)


class Batches(pw.io.python.ConnectorSubject):
    def run(self) -> None:
        mark("begin")
        for batch in range(args.rows // BATCH):
            self.next(batch=batch)
            self.commit()


class BatchSchema(pw.Schema):
    batch: int


def numbers(batch: int) -> tuple[int, ...]:
    return tuple(range(batch * BATCH, (batch + 1) * BATCH))


batches = pw.io.python.read(Batches(), schema=BatchSchema, autocommit_duration_ms=None)
rows = batches.select(number=pw.apply_with_type(numbers, tuple[int, ...], pw.this.batch)).flatten(
    pw.this.number
)
table = rows.select(
    pw.this.number, value=pw.this.number * 0.5, text=pw.cast(str, pw.this.number % 1_000)
)
if args.columns == "datetime":
    table = table.with_columns(time=pw.this.number.dt.utc_from_timestamp(unit="s"))
elif args.columns == "json":

    def fields(number: int) -> pw.Json:
        return pw.Json({"number": number, "even": number % 2 == 0})

    table = table.with_columns(fields=pw.apply_with_type(fields, pw.Json, pw.this.number))
elif args.columns != "plain":
    sys.exit(f'--columns "{args.columns}" is not known; it is one of: plain, datetime, json')

server = None
if args.sink == "none":
    pw.io.null.write(table)
elif args.sink == "subscribe":

    def ignore(key: pw.Pointer, row: dict[str, object], time: int, is_addition: bool) -> None:
        pass

    pw.io.subscribe(table, on_change=ignore)
elif args.sink in ("streamviz", "streamviz-alone"):
    import stream_viz as sv

    sv.pathway_table(table, title="bench", id="bench")
    away = {"relay": NOBODY} if args.sink == "streamviz-alone" else {}
    server = sv.start(port=0, open_browser=False, keep_serving=False, **away)
else:
    sys.exit(
        f'--sink "{args.sink}" is not known; '
        "it is one of: none, subscribe, streamviz, streamviz-alone"
    )

pw.run(monitoring_level=pw.MonitoringLevel.NONE)
mark("end")
if server is not None and args.sink == "streamviz":
    server.stop()
mark("sent")
sys.stdout.flush()
