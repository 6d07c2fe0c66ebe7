"""Every test of this folder may start a dashboard in this process."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _environment(start_environment: None) -> None:
    pass
