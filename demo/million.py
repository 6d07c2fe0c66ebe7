"""A million sensors, each a group of a real Pathway groupby: the ones that have counted most first.

Run it with: python demo/million.py
"""

import argparse
import logging
import random
import signal
import time

if __name__ == "__main__":  # what follows takes seconds, in which Ctrl-C just ends it
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import pathway as pw

import stream_viz as sv

SITES = ["Bergen", "Gdansk", "Leipzig", "Lisbon", "Porto", "Riga", "Turin", "Utrecht"]
TICK = 0.05  # seconds between two batches
FIRST = 20_000  # first readings in one batch, so that Pathway is never far behind


class ReadingSchema(pw.Schema):
    """What a sensor counted since its last reading."""

    sensor: str
    counted: int


class Readings(pw.io.python.ConnectorSubject):
    """One reading of each sensor, then of any of them, so many a second."""

    def __init__(self, sensors: int, rate: int) -> None:
        super().__init__()
        self._sensors = sensors
        self._rate = rate

    def run(self) -> None:
        """Sends until the pipeline ends."""
        for first in range(0, self._sensors, FIRST):
            self._send(range(first, min(first + FIRST, self._sensors)))
            time.sleep(TICK)
        started = time.monotonic()
        sent = 0
        while True:
            due = int((time.monotonic() - started) * self._rate)
            self._send(random.choices(range(self._sensors), k=due - sent))
            sent = due
            time.sleep(TICK)

    def _send(self, sensors: list[int] | range) -> None:
        for number in sensors:
            site = SITES[number % len(SITES)]
            self.next(sensor=f"{site} {number}", counted=random.randrange(1, 100))


def main() -> None:
    """The whole script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sensors", type=int, default=1_000_000, help="default: 1000000")
    parser.add_argument("--rate", type=int, default=10_000, help="readings a second")
    parser.add_argument("--port", type=int, help="default: 8765, or the next free one")
    options = parser.parse_args()
    logging.getLogger("pathway_engine").setLevel(logging.WARNING)

    readings = pw.io.python.read(
        Readings(options.sensors, options.rate), schema=ReadingSchema, autocommit_duration_ms=100
    )
    sensors = readings.groupby(pw.this.sensor).reduce(
        pw.this.sensor, readings=pw.reducers.count(), counted=pw.reducers.sum(pw.this.counted)
    )
    sv.title("A million sensors")
    sv.pathway_table(
        sensors,
        title="Sensors",
        id="sensors",
        sort_by="counted",
        sort_desc=True,
        formats={"readings": ",", "counted": ","},
    )
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sv.start(port=options.port)
    pw.run(monitoring_level=pw.MonitoringLevel.NONE)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("Stopped.")
