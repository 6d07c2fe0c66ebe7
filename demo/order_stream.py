"""The shop's order events as a Pathway table."""

import time
from datetime import datetime, timezone

import pathway as pw
from shop import OrderEvent, Shop

TICK = 0.05  # seconds between two looks at the shop


class Order(pw.Schema):
    """Something that happened to an order."""

    time: pw.DateTimeUtc
    kind: str
    region: str
    channel: str
    product: str
    category: str
    amount: float


class Orders(pw.io.python.ConnectorSubject):
    """What happens to a shop's orders, as it happens."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self.latest: dict[str, OrderEvent] = {}  # by kind
        self._shop = shop

    def run(self) -> None:
        """Called by Pathway, in a thread of its own."""
        while True:
            for event in self._shop.advance(datetime.now(timezone.utc)):
                self.next(**event._asdict())
                self.latest[event.kind] = event
            time.sleep(TICK)

    def table(self) -> pw.Table:
        """The events, ten times a second."""
        return pw.io.python.read(self, schema=Order, autocommit_duration_ms=100)
