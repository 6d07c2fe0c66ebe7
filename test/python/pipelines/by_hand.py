"""Widgets without Pathway: what is sent before the start, from threads, and after the stop."""

import json
import sys
import threading
from datetime import datetime, timezone

import stream_viz as sv

cpu = sv.gauge("cpu", max_val=100)
state = sv.stat("state")
latency = sv.metric("latency", unit="ms")
by_shop = sv.metric("by-shop", series=True)
events = sv.table("events", columns=["time", "level"])
people = sv.table("people", columns={"name": "string", "age": "integer"}, row_key="name")
pairs = sv.table("pairs", columns=["a", "b", "n"], row_key=["a", "b"])

cpu.send(1.5)
state.send("fine")
latency.send(42.5, time=datetime(2026, 1, 5, tzinfo=timezone.utc))
by_shop.send(1, time=1767571200, series="eu")
by_shop.send(2, time=1767571200, series="us")
events.send({"time": datetime(2026, 1, 5, tzinfo=timezone.utc), "level": "INFO"})
people.send({"name": "Ada", "age": 36})
people.send(["Bob", 1])
pairs.send([1, "x", 1])
pairs.send([1, "x", 2])
pairs.send([2, "x", 3])
pairs.delete([2, "x"])

server = sv.start(open_browser=False)
print(json.dumps({"url": server.url}), flush=True)
people.delete("Bob")


def shout(number: int) -> None:
    for i in range(100):
        events.send([None, f"{number}-{i}"])


threads = [threading.Thread(target=shout, args=(number,)) for number in range(4)]
for thread in threads:
    thread.start()
for line in sys.stdin:
    if "stop" in line:
        server.stop()
        events.send([None, "dropped"])
        cpu.send(2)
        print(json.dumps({"stopped": server.url}), flush=True)
