"""Keys of rows that have none of their own."""

from __future__ import annotations

import re

from stream_viz._wire._keys import KeySource


def test_keys_have_the_form_of_the_protocol_and_the_order_of_their_making() -> None:
    source = KeySource()
    keys = [source.next() for _ in range(1_000)]
    assert keys == sorted(set(keys))
    assert all(re.fullmatch(r"[0-9a-z]{8,9}-[0-9a-z]{8}", key) for key in keys)
    assert keys[35].endswith("-00000010")
