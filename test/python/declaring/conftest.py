"""Declarations alone: no relay, no run."""

from __future__ import annotations

from collections.abc import Iterator

import pathway as pw
import pytest

from stream_viz._declaring._dashboard import Dashboard
from stream_viz._declaring._page import Page


@pytest.fixture
def no_relay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes this process another one than the first, which alone starts a relay."""
    monkeypatch.setenv("PATHWAY_PROCESS_ID", "1")


@pytest.fixture
def sv(no_relay: None) -> Page:  # noqa: ARG001
    """The package's functions, for a dashboard of its own that starts no relay."""
    return Page(Dashboard())


@pytest.fixture
def by_region() -> Iterator[pw.Table]:
    orders = pw.debug.table_from_markdown(
        """
        region | amount | paid
        eu     | 1.5    | True
        us     | 2.5    | False
        """
    )
    yield orders.groupby(pw.this.region).reduce(
        pw.this.region, total=pw.reducers.sum(pw.this.amount), count=pw.reducers.count()
    )
    pw.internals.parse_graph.G.clear()
