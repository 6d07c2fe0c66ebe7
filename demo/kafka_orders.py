"""The orders of a Kafka topic, aggregated by Pathway and shown live.

    python demo/kafka_orders.py localhost:9092 --topic orders --produce 100

Each message is an order as JSON:
{"region": "eu-west", "amount": 129.9, "timestamp": "2026-01-05T12:00:00.000Z"}.
docs/kafka.md tells how to start a broker.
"""

import argparse
import logging
import signal
import socket
import sys
import uuid
import warnings
from datetime import timedelta

if __name__ == "__main__":  # what follows takes seconds, in which Ctrl-C just ends it
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import pathway as pw
from order_stream import Orders
from shop import Shop

import stream_viz as sv

MINUTE = timedelta(minutes=1)
PATIENCE = 5  # seconds until a broker has answered


class Order(pw.Schema):
    """A message of the topic."""

    region: str
    amount: float
    timestamp: str


def read_orders(broker: str, topic: str) -> pw.Table:
    """All orders of the topic, from its first on; it is made if the broker allows that.

    What is no order is logged by Pathway and left out.
    """
    settings = {
        "bootstrap.servers": broker,
        "group.id": f"streamviz-{uuid.uuid4()}",  # each run sees all, and takes nothing from others
        "auto.offset.reset": "earliest",
        "allow.auto.create.topics": "true",
        "reconnect.backoff.max.ms": "1000",  # a broker that was away is soon found again
        # A consumer whose broker was away may have to join again. That can take a session
        # (librdkafka's issue 5569), and goes on after the last commit: what was read in the moments
        # between that and the outage is read again.
        "session.timeout.ms": "6000",
        "auto.commit.interval.ms": "100",
    }
    messages = pw.io.kafka.read(
        settings, topic=topic, schema=Order, format="json", autocommit_duration_ms=100
    )
    moment = pw.this.timestamp.dt.strptime("%+", contains_timezone=True)  # RFC 3339
    return messages.with_columns(timestamp=moment).remove_errors()


def produce_orders(broker: str, topic: str, rate: float) -> None:
    """Writes what an invented shop sells to the topic."""
    sold = Orders(Shop(rate)).table().filter(pw.this.kind == "paid")
    messages = sold.select(pw.this.region, pw.this.amount, timestamp=pw.this.time)
    pw.io.kafka.write(messages, {"bootstrap.servers": broker}, topic, format="json")


def show_orders(orders: pw.Table) -> None:
    """A table of the regions, two numbers and a line."""
    by_region = orders.groupby(pw.this.region).reduce(
        pw.this.region, total=pw.reducers.sum(pw.this.amount), count=pw.reducers.count()
    )
    totals = orders.reduce(revenue=pw.reducers.sum(pw.this.amount), orders=pw.reducers.count())
    per_minute = orders.windowby(
        pw.this.timestamp, window=pw.temporal.tumbling(duration=MINUTE)
    ).reduce(window_end=pw.this._pw_window_end, rps=pw.reducers.count())

    sv.title("E-Commerce Analytics")
    sv.pathway_table(
        by_region,
        title="Orders by Region",
        columns=["region", "total", "count"],
        sort_by="total",
        sort_desc=True,
        max_rows=100,
        formats={"total": "$,.2f", "count": ","},
    )
    sv.pathway_stat(totals, column="revenue", title="Total Revenue", unit="$", format=",.2f")
    sv.pathway_stat(totals, column="orders", title="Total Orders", format=",")
    sv.pathway_metric(per_minute, time_column="window_end", value_column="rps", title="Orders/min")


def why_unreachable(broker: str) -> str | None:
    """What is wrong with the last of the addresses; ``None`` if any of them answers."""
    problem = "there is no address"
    for address in broker.split(","):
        host, _, port = address.strip().rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), PATIENCE).close()
        except ValueError:
            problem = f'"{address}" is not HOST:PORT'
        except OSError as error:
            problem = error.strerror or str(error)
        else:
            return None
    return problem


def main() -> None:
    """The whole script."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "broker",
        nargs="?",
        default="localhost:9092",
        help="its address, or several with commas between (default: localhost:9092)",
    )
    parser.add_argument("--topic", default="orders", help="default: orders")
    parser.add_argument(
        "--produce",
        type=float,
        metavar="RATE",
        help="write the orders of an invented shop to the topic too, so many a second",
    )
    parser.add_argument("--port", type=int, help="of the page; default: 8765, or the next free")
    options = parser.parse_args()
    logging.getLogger("pathway_engine").setLevel(logging.WARNING)

    problem = why_unreachable(options.broker)
    if problem is not None:
        sys.exit(
            f"No Kafka broker answers at {options.broker}: {problem}. Start one (docs/kafka.md "
            "tells how), or name another: python demo/kafka_orders.py HOST:PORT"
        )
    show_orders(read_orders(options.broker, options.topic))
    if options.produce is not None:
        produce_orders(options.broker, options.topic, options.produce)
    warnings.filterwarnings("ignore", "terminate_on_error=False mode is experimental")
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        sv.start(port=options.port)
        pw.run(monitoring_level=pw.MonitoringLevel.NONE, terminate_on_error=False)
    except KeyboardInterrupt:
        warnings.simplefilter("ignore")  # Pathway's, about a run that had not begun
        print("Stopped.")


if __name__ == "__main__":
    main()
