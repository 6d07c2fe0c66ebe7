"""How busy this machine is, in tabs: numbers sent by hand, without Pathway.

Run it with: python demo/machine.py
"""

import argparse
import os
import shutil
import time
from pathlib import Path

import stream_viz as sv


def main() -> None:
    """Sends until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, help="default: 8765, or the next free one")
    cores = os.cpu_count() or 1

    sv.title("This machine")
    now, disks = sv.tabs(["Now", "Disks"])
    with now:
        with sv.row():
            load = sv.gauge("load", title="Load", max_val=2 * cores, unit="processes", format=".2f")
            trend = sv.stat("trend", title="Load, last 5 min", delta="start", format=".2f")
        history = sv.metric("history", title="Load, last minute", series=True, format=".2f")
    columns = {"path": "string", "used": "number", "free (GB)": "number"}
    formats = {"used": ".0%", "free (GB)": ",.1f"}
    space = disks.table("space", columns=columns, row_key="path", formats=formats)

    sv.start(port=parser.parse_args().port)
    while True:
        minute, five, fifteen = os.getloadavg()
        load.send(minute)
        trend.send(five)
        for series, value in (("1 min", minute), ("5 min", five), ("15 min", fifteen)):
            history.send(value, series=series)
        for path in ("/", str(Path.home())):
            usage = shutil.disk_usage(path)
            space.send([path, usage.used / usage.total, usage.free / 1e9])
        time.sleep(1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Stopped.")
