"""Changes leave Pathway by the engine's own callback, or by the public one."""

from __future__ import annotations

from typing import Any

import pathway as pw
import pytest
from pathway.internals.datasink import CallbackDataSink
from pathway.internals.parse_graph import G

from stream_viz._feeding._subscription import subscribe

#: Name, amount and whether the row comes, of one key after the other.
CHANGES = [("a", 1, True), ("b", 2, True), ("a", 1, False), ("a", 10, True), ("b", 2, False)]


def calls(table: pw.Table) -> tuple[list[tuple[str, list[Any], int]], int, int]:
    """Collects a subscriber's calls: its changes, and how often a time and all ended."""
    changes = []
    times: list[int] = []
    ends: list[None] = []

    def on_change(key: pw.Pointer, values: Any, _time: int, diff: int) -> None:
        changes.append((str(key), list(values), diff))

    subscribe(table, on_change, times.append, lambda: ends.append(None))
    pw.run(monitoring_level=pw.MonitoringLevel.NONE)
    G.clear()
    return changes, len(times), len(ends)


def table() -> pw.Table:
    rows = [
        (name, amount, 2 * i, 1 if comes else -1)
        for i, (name, amount, comes) in enumerate(CHANGES, start=1)
    ]
    schema = pw.schema_builder(
        {
            "name": pw.column_definition(dtype=str, primary_key=True),
            "amount": pw.column_definition(dtype=int),
        }
    )
    return pw.debug.table_from_rows(schema, rows, is_stream=True)


def test_the_public_callback_tells_the_same_as_the_engines_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    public = pw.io.subscribe

    def unexpected(*args: Any, **_: Any) -> None:
        raise AssertionError(f"the Pathway that is locked is not known: {args}")

    monkeypatch.setattr(pw.io, "subscribe", unexpected)
    quick = calls(table())

    monkeypatch.setattr(pw.io, "subscribe", public)
    monkeypatch.setitem(CallbackDataSink.__annotations__, "on_change", "Callable[[Batch], None]")
    assert calls(table()) == quick

    changes, times, ends = quick
    keys = dict(zip("ab", dict.fromkeys(key for key, _, _ in changes), strict=True))
    assert changes == [
        (keys[name], [name, amount], 1 if comes else -1) for name, amount, comes in CHANGES
    ]
    assert (times, ends) == (len(CHANGES), 1)
