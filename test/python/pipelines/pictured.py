"""Widgets to be pictured; --empty: with rows only when asked for; --tabs: with more in tabs."""

import json
import sys

import stream_viz as sv

sv.title("Pictured")
load = sv.gauge("load", max_val=100)
orders = sv.table("orders", columns=["region", "total"], row_key="region")
if "--tabs" in sys.argv:
    first, second = sv.tabs(["First", "Second"])
    above, below = second.tabs(["Above", "Below"])
    for tab, name in ((first, "first"), (above, "above"), (below, "below")):
        tab.gauge(name).send(42)
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
