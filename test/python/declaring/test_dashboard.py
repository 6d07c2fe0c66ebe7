"""The config of a dashboard while several threads change it and the sender looks at it."""

from __future__ import annotations

import sys
import threading
from types import FrameType
from typing import Any

import pytest

from stream_viz._declaring._dashboard import Dashboard
from stream_viz._declaring._page import Page

pytestmark = pytest.mark.usefixtures("no_relay")


def look_while_declaring(sv: Page, instruction: int) -> bool:
    """The sender asks for the version, and another thread declares a widget right before one of the
    instructions that this takes. False if it takes fewer.
    """
    left = instruction

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal left
        frame.f_trace_opcodes = True
        if event == "opcode":
            left -= 1
            if left == -1:
                other = threading.Thread(target=sv.gauge, args=["late"])
                other.start()
                other.join()
        return trace

    def look() -> int:
        return sv.dashboard.config_version

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        look()
    finally:
        sys.settrace(before)
    return left < 0


def test_no_change_of_the_config_is_lost_whenever_the_sender_looks() -> None:
    instruction = 0
    while True:
        sv = Page(Dashboard())
        sent = sv.dashboard.config_version
        if not look_while_declaring(sv, instruction):
            break
        assert sv.dashboard.config_version != sent, f"lost before instruction {instruction}"
        instruction += 1
    assert instruction > 0
