"""Every test is bounded in time: one that hangs says where and fails."""

from __future__ import annotations

import faulthandler
from collections.abc import Iterator

import pytest

_SECONDS = 150


@pytest.fixture(autouse=True)
def _bounded() -> Iterator[None]:
    faulthandler.dump_traceback_later(_SECONDS, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()
