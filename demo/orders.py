"""A shop's orders, aggregated by Pathway and shown live: `python demo/orders.py --rate 1000`."""

import argparse
import logging
import random
import signal
import threading
import time
import warnings
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

if __name__ == "__main__":  # what follows takes seconds, in which Ctrl-C just ends it
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import pathway as pw
from order_stream import Orders
from shop import Shop

import stream_viz as sv

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LATE = timedelta(seconds=30)  # orders that come later than this change no chart
TELLING = 0.4  # seconds between two things that the shop tells by itself
TOLD = {"paid": 12, "refunded": 3, "corrected": 2, "failed": 1}  # how often, relative to each other
EMBEDDING_PAGES = ["http://127.0.0.1:8780", "http://localhost:8780"]  # npm run embed


def count_of(kind: str) -> pw.ColumnExpression:
    """How many orders this happened to."""
    return pw.reducers.sum(pw.cast(int, pw.this.kind == kind))


def show_numbers(orders: pw.Table) -> None:
    """What comes in, how much of it, and how much fails."""
    revenue = orders.forget(pw.this.time, 5 * MINUTE).reduce(
        revenue=pw.reducers.sum(pw.this.amount)
    )
    pace = orders.forget(pw.this.time, 10 * SECOND).reduce(paid=count_of("paid"))
    payments = orders.forget(pw.this.time, MINUTE).reduce(
        paid=count_of("paid"), failed=count_of("failed")
    )
    failing = 100 * pw.this.failed / (pw.this.paid + pw.this.failed + 1)
    sv.pathway_stat(
        revenue, "revenue", title="Revenue, last 5 min", unit="$", format=",.0f", delta="1m"
    )
    sv.pathway_stat(
        pace.select(orders=pw.this.paid / 10),
        "orders",
        title="Orders",
        unit="/s",
        format=",.0f",
        delta="1m",
    )
    sv.pathway_stat(
        payments.select(failing=failing),
        "failing",
        title="Payments failed",
        unit="%",
        format=".2f",
        delta="1m",
        thresholds=[(0, "good"), (2, "warn"), (4, "bad")],
    )


def show_orders_per_second(orders: pw.Table) -> None:
    """A line per channel, of seconds that are over; late orders correct what is drawn."""
    window = orders.filter(pw.this.kind == "paid").windowby(
        pw.this.time,
        window=pw.temporal.tumbling(duration=SECOND),
        behavior=pw.temporal.common_behavior(delay=SECOND, cutoff=LATE),
        instance=pw.this.channel,
    )
    per_second = window.reduce(
        window_end=pw.this._pw_window_end,
        channel=pw.this._pw_instance,
        orders=pw.reducers.count(),
    )
    sv.pathway_metric(
        per_second,
        time_column="window_end",
        value_column="orders",
        series_column="channel",
        title="Orders per second",
        description="by channel",
        unit="/s",
    )


def show_products(orders: pw.Table) -> None:
    """1,284 rows, of which some hundred change each second."""
    recent = orders.forget(pw.this.time, 5 * MINUTE)
    products = recent.groupby(pw.this.product, pw.this.category).reduce(
        pw.this.product,
        pw.this.category,
        orders=count_of("paid"),
        revenue=pw.reducers.sum(pw.this.amount),
        returned=count_of("refunded"),
    )
    sv.pathway_table(
        products,
        title="Top products",
        description="last 5 minutes",
        sort_by="revenue",
        sort_desc=True,
        formats={"orders": ",", "revenue": "$,.0f", "returned": ","},
        sparklines=["revenue"],
    )


def show_regions(orders: pw.Table) -> None:
    """A row per region; that of the pop-up comes, and goes with the last of its orders."""
    sales = orders.filter(pw.this.kind == "paid").forget(pw.this.time, MINUTE)
    by_region = sales.groupby(pw.this.region).reduce(
        pw.this.region, total=pw.reducers.sum(pw.this.amount), count=pw.reducers.count()
    )
    sv.pathway_table(
        by_region,
        title="Orders by region",
        description="last minute",
        columns=["region", "total", "count"],
        sort_by="total",
        sort_desc=True,
        formats={"total": "$,.2f", "count": ","},
    )


def show_latency(orders: pw.Table) -> None:
    """How long the newest order took through Pathway, measured when it comes out."""
    latency = sv.metric("latency", title="Pipeline latency", unit="ms", format=",.0f")

    def on_change(row: dict, is_addition: bool, **_: object) -> None:
        if is_addition:
            latency.send((datetime.now(timezone.utc) - row["newest"]) / timedelta(milliseconds=1))

    pw.io.subscribe(orders.reduce(newest=pw.reducers.max(pw.this.time)), on_change)


def show_shop(orders: pw.Table, source: Orders, shop: Shop) -> Callable[[], None]:
    """The whole page. Returns what sends to it, each time, what does not come from Pathway."""
    sv.title("E-Commerce Analytics")
    with sv.row():
        show_numbers(orders)
        checkout = sv.stat(
            "checkout", title="Checkout latency", unit="ms", format=",.0f", delta="1m"
        )
    wide, narrow = sv.columns([3, 1])
    with wide:
        show_orders_per_second(orders)
    waiting = narrow.gauge(
        "waiting",
        title="Waiting to be packed",
        unit="orders",
        format=",.0f",
        max_val=20 * shop.rate,
        thresholds=[(0, "good"), (10 * shop.rate, "warn"), (16 * shop.rate, "bad")],
    )
    wide, narrow = sv.columns([3, 1])
    with wide:
        show_products(orders)
    amount = {"name": "amount", "type": "number", "format": "$,.2f"}
    log = narrow.table("events", title="Order events", columns=["time", "event", amount])
    with sv.row():
        show_regions(orders)
        show_latency(orders)

    def tell() -> None:
        waiting.send(shop.waiting)
        checkout.send(shop.checkout)
        event = source.latest.pop(random.choices(list(TOLD), list(TOLD.values()))[0], None)
        if event is not None:
            log.send([event.time.replace(microsecond=0), f"Order {event.kind}", event.amount])

    return tell


def keep_telling(tell: Callable[[], None]) -> None:
    """Until the process ends."""
    while True:
        time.sleep(TELLING)
        tell()


def main() -> None:
    """The whole script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=1_000, help="orders a second (default: 1000)")
    parser.add_argument("--port", type=int, help="default: 8765, or the next free")
    parser.add_argument("--seed", type=int, help="of chance, for the same shop again")
    parser.add_argument(
        "--allow-origin",
        nargs="+",
        default=EMBEDDING_PAGES,
        help="of pages that may embed the widgets (default: that of npm run embed)",
    )
    options = parser.parse_args()
    logging.getLogger("pathway_engine").setLevel(logging.WARNING)

    shop = Shop(options.rate, options.seed)
    source = Orders(shop)
    tell = show_shop(source.table(), source, shop)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        sv.start(port=options.port, allow_origin=options.allow_origin)
        threading.Thread(target=keep_telling, args=[tell], daemon=True).start()
        pw.run(monitoring_level=pw.MonitoringLevel.NONE)
    except KeyboardInterrupt:
        warnings.simplefilter("ignore")  # Pathway's, about a run that had not begun
        print("Stopped.")


if __name__ == "__main__":
    main()
