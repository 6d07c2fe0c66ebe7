"""An invented shop that never closes, as a stream of order events.

What happens in it is not smooth on purpose: a day takes ten minutes, flash sales and imports come
in bursts, payments fail more often for a while, orders arrive late or are corrected, goods come
back, and a pop-up region opens and closes.
"""

import math
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import accumulate
from typing import NamedTuple

from catalog import Product, make_catalog

DAY = 600.0  # seconds
POP_UP = "popup-lisbon"
POP_UP_EVERY = 240.0  # seconds from one opening to the next
POP_UP_OPEN = 45.0  # seconds until it closes

CHANNELS = {"Web": 0.6, "Mobile": 0.34, "Partner": 0.06}

# Region: its share of orders, and how much later its day begins, as a part of a day.
REGIONS = {
    "us-east": (0.26, 0.25),
    "eu-west": (0.24, 0.0),
    "us-west": (0.17, 0.35),
    "eu-central": (0.14, 0.02),
    "ap-south": (0.11, 0.7),
    "sa-east": (0.08, 0.2),
}


class OrderEvent(NamedTuple):
    """Something that happened to an order; `amount` is what it adds to the revenue."""

    time: datetime
    kind: str  # paid, failed, corrected, refunded
    region: str
    channel: str
    product: str
    category: str
    amount: float


class Burst:
    """Something that begins by chance, lasts a while and is over."""

    def __init__(self, rng: random.Random, *, every: float, lasts: float) -> None:
        self._rng = rng
        self._every = every
        self._lasts = lasts
        self._until = 0.0

    def is_on(self, now: float, elapsed: float) -> bool:
        if self._rng.random() < elapsed / self._every:
            self._until = now + self._lasts * self._rng.uniform(0.6, 1.4)
        return now < self._until


class Shop:
    """Call `advance` regularly: it tells what happened since the last call.

    `rate` is the mean number of orders a second; the same `seed` makes the same catalog and habits.
    """

    def __init__(self, rate: float, seed: int | None = None) -> None:
        self._rng = random.Random(seed)
        self.rate = rate
        self._products = make_catalog(self._rng)
        self._phases = [self._rng.random() for _ in self._products]
        self._sale = Burst(self._rng, every=75, lasts=9)
        self._import = Burst(self._rng, every=110, lasts=14)
        self._outage = Burst(self._rng, every=140, lasts=25)
        self._later: list[tuple[datetime, int, OrderEvent]] = []
        self._scheduled = 0
        self._started: datetime | None = None
        self._last = 0.0
        self._due = 0.0
        self._weights: list[float] = []
        self._weights_of = -1
        self._staff = 0.7  # packers, as the demand they were planned for
        self.waiting = 4 * rate  # orders not yet packed
        self.checkout = 130.0  # milliseconds that a checkout takes

    def advance(self, now: datetime) -> Iterator[OrderEvent]:
        """What happened between the last call and `now`."""
        if self._started is None:
            self._started = now
        clock = (now - self._started).total_seconds()
        elapsed, self._last = clock - self._last, clock
        channels = self._channels(clock, elapsed)
        load = sum(channels.values())
        failing = 0.045 if self._outage.is_on(clock, elapsed) else 0.012
        self.checkout = (90 + 55 * load + 1_500 * failing) * self._rng.uniform(0.92, 1.08)

        self._due += self.rate * elapsed * load * self._rng.uniform(0.9, 1.1)
        count, self._due = int(self._due), self._due % 1
        self._pack(count, load, elapsed)
        regions = self._regions(clock)
        for product, channel, region in zip(
            self._rng.choices(self._products, cum_weights=self._demand(clock), k=count),
            self._rng.choices(list(channels), list(channels.values()), k=count),
            self._rng.choices(list(regions), list(regions.values()), k=count),
            strict=True,
        ):
            yield self._order(now, product, channel, region, failing)
        while self._later and self._later[0][0] <= now:
            yield heappop(self._later)[2]

    def _order(
        self, now: datetime, product: Product, channel: str, region: str, failing: float
    ) -> OrderEvent:
        rng = self._rng
        amount = round(product.price * (1 if rng.random() < 0.8 else rng.randint(2, 4)), 2)
        placed = now
        if channel == "Mobile" and rng.random() < 0.03:  # was offline, and is told late
            placed -= timedelta(seconds=min(rng.uniform(1, 20), self._last))

        def event(kind: str, time: datetime, amount: float) -> OrderEvent:
            return OrderEvent(time, kind, region, channel, product.name, product.category, amount)

        if rng.random() < failing:
            return event("failed", placed, 0.0)
        if rng.random() < 0.004:
            at = now + timedelta(seconds=rng.uniform(2, 30))
            self._schedule(event("corrected", at, round(amount * rng.uniform(-0.3, 0.1), 2)))
        elif rng.random() < product.returned:
            self._schedule(
                event("refunded", now + timedelta(seconds=rng.uniform(20, 240)), -amount)
            )
        return event("paid", placed, amount)

    def _pack(self, orders: int, load: float, elapsed: float) -> None:
        """The staff follows demand within a minute, and works faster the more is waiting."""
        self._staff += (load - self._staff) * min(1.0, elapsed / 60)
        packed = self.rate * elapsed * 0.85 * self._staff + self.waiting * elapsed / 40
        self.waiting = max(0.0, self.waiting + orders - packed)

    def _schedule(self, event: OrderEvent) -> None:
        self._scheduled += 1
        heappush(self._later, (event.time, self._scheduled, event))

    def _channels(self, clock: float, elapsed: float) -> dict[str, float]:
        """Demand by channel, relative to the mean of all."""
        day = 1 - 0.3 * math.cos(2 * math.pi * clock / DAY)
        channels = {name: share * day for name, share in CHANNELS.items()}
        if self._sale.is_on(clock, elapsed):
            channels["Web"] *= 1.4
            channels["Mobile"] *= 1.7
        if self._import.is_on(clock, elapsed):
            channels["Partner"] += 0.18
        return channels

    def _regions(self, clock: float) -> dict[str, float]:
        """Demand by region: each has its own time of day."""
        regions = {
            name: share * (1 - 0.6 * math.cos(2 * math.pi * (clock / DAY - offset)))
            for name, (share, offset) in REGIONS.items()
        }
        if clock % POP_UP_EVERY < POP_UP_OPEN:
            regions[POP_UP] = 0.05
        return regions

    def _demand(self, clock: float) -> list[float]:
        """Cumulative weights of the products, anew each second: fashions come and go."""
        if int(clock) != self._weights_of:
            self._weights_of = int(clock)
            turn = 3 * clock / DAY
            self._weights = list(
                accumulate(
                    product.popularity * (1 + 0.6 * math.sin(2 * math.pi * (turn + phase)))
                    for product, phase in zip(self._products, self._phases, strict=True)
                )
            )
        return self._weights
