"""Two widgets to be pictured; with --empty they have rows only when asked for."""

import json
import sys

import stream_viz as sv

sv.title("Pictured")
load = sv.gauge("load", max_val=100)
orders = sv.table("orders", columns=["region", "total"], row_key="region")
server = sv.start(open_browser=False, port=0, quiet=True)


def fill_orders() -> None:
    orders.send({"region": "eu", "total": 42})


if "--empty" not in sys.argv:
    load.send(42)
    fill_orders()
print(json.dumps({"url": server.url}), flush=True)
for line in sys.stdin:
    if "orders" in line:
        fill_orders()
