"""Declarations alone: no relay, no run."""

from __future__ import annotations

from collections.abc import Iterator

import pathway as pw
import pytest


@pytest.fixture
def no_relay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes this process another one than the first, which alone starts a relay.

    A file asks for it in its ``pytestmark``. A fixture ``sv`` of this folder would replace the
    common one in other folders, too: the tests are outside of pytest's root, which is ``python/``,
    and there a fixture belongs to the whole session.
    """
    monkeypatch.setenv("PATHWAY_PROCESS_ID", "1")


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
