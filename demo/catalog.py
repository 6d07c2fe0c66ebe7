"""What the demo's shop sells: 1,284 invented products in 14 categories."""

import random
from dataclasses import dataclass
from itertools import product as combinations

SIZE = 1_284

BRANDS = [
    "Aurora", "Basalt", "Cascade", "Drift", "Ember", "Fjord", "Halo", "Indigo", "Juniper", "Kite",
    "Lumen", "Mosaic", "Nimbus", "Orbit", "Pico", "Quill", "Ridge", "Solace", "Trailhead", "Umbra",
    "Vertex", "Willow", "Zephyr",
]  # fmt: skip

# Category: the share of orders that come back, and what it sells at about which price.
CATEGORIES = {
    "Apparel": (0.085, {"merino sweater": 119, "rain jacket": 149, "linen shirt": 69, "vest": 89}),
    "Audio": (0.022, {"ANC headphones": 249, "earbuds": 129, "soundbar": 299, "turntable": 329}),
    "Cameras": (0.024, {"action camera": 349, "tripod": 99, "50 mm lens": 279, "camera bag": 79}),
    "Displays": (
        0.018,
        {"4K monitor": 499, "ultrawide": 649, "monitor arm": 119, "screen bar": 89},
    ),
    "Footwear": (0.092, {"running shoe": 129, "trail boot": 179, "sandal": 59, "court shoe": 99}),
    "Garden": (0.014, {"raised bed": 89, "pruning saw": 35, "rain barrel": 119, "seed kit": 19}),
    "Home": (0.026, {"smart lamp": 55, "weighted blanket": 99, "wall clock": 45, "desk fan": 65}),
    "Kitchen": (0.016, {"espresso machine": 549, "cast-iron pan": 59, "kettle": 49, "knife": 79}),
    "Office": (0.013, {"e-ink notebook": 349, "standing desk": 429, "gel pens": 12, "lamp": 59}),
    "Outdoor": (0.031, {"45 L backpack": 119, "tent": 289, "camp stove": 69, "headlamp": 39}),
    "Peripherals": (0.021, {"keyboard": 129, "USB-C dock": 149, "trackball": 69, "webcam": 99}),
    "Sport": (0.028, {"yoga mat": 39, "kettlebell": 49, "bike computer": 229, "rower": 699}),
    "Toys": (0.012, {"board game": 39, "building set": 79, "jigsaw": 19, "plush fox": 25}),
    "Wearables": (0.041, {"fitness tracker": 89, "smart ring": 299, "GPS watch": 379, "strap": 29}),
}


@dataclass(frozen=True, slots=True)
class Product:
    """One thing for sale; `popularity` is relative to the others', `returned` a share of orders."""

    name: str
    category: str
    price: float
    returned: float
    popularity: float


def make_catalog(rng: random.Random) -> list[Product]:
    """The catalog, most popular first: few products sell much, most sell little (Zipf's law)."""
    things = [
        (brand, thing, price, category, returned)
        for category, (returned, prices) in CATEGORIES.items()
        for brand, (thing, price) in combinations(BRANDS, prices.items())
    ]
    rng.shuffle(things)
    return [
        Product(
            name=f"{brand} {thing}",
            category=category,
            price=round(price * rng.uniform(0.7, 1.4)) - rng.choice((0.01, 0.05, 0.1, 1.0)),
            returned=returned * rng.uniform(0.5, 1.5),
            popularity=1 / (rank + 40) ** 0.6,
        )
        for rank, (brand, thing, price, category, returned) in enumerate(things[:SIZE])
    ]
