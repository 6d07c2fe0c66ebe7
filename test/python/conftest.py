"""Fixtures of several folders. Helpers that are no fixtures are in ``kit/``."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from pipeline import relays_of

from stream_viz._declaring._dashboard import Dashboard
from stream_viz._declaring._page import Page


@pytest.fixture
def start_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a dashboard start in this process without a lasting effect on it."""
    monkeypatch.setenv("STREAMVIZ_GC_FREEZE", "0")
    monkeypatch.setenv("STREAMVIZ_OPEN_BROWSER", "0")


@pytest.fixture
def sv(start_environment: None) -> Iterator[Page]:  # noqa: ARG001
    """The package's functions, for a dashboard of its own."""
    page = Page(Dashboard())
    yield page
    page.dashboard.close()
    assert relays_of(os.getpid()) == []
