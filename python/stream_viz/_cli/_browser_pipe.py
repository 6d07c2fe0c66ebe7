"""The two pipes over which Chromium is driven. Each message ends with a zero byte.

    this process ──► 3  Chromium  4 ──► this process

The other way, a port, is open to every process of this machine, which could then see the page and
take its session.
"""

from __future__ import annotations

import fcntl
import os
import select
import subprocess
import sys
import time
from types import TracebackType
from typing import Any

#: Puts the pipes where Chromium looks for them, and becomes it.
_PROGRAM = """
import os, signal, sys
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
for at, pipe in zip((3, 4), map(int, sys.argv[1:3])):
    os.dup2(pipe, at)
    os.close(pipe)
os.execvp(sys.argv[3], sys.argv[3:])
"""
#: Above 4, so that neither is in the way of the other.
_LEAST = 10


class BrowserPipe:
    """Closed by its ``with`` block."""

    def __init__(self) -> None:
        self._received = bytearray()
        commands, self._send_to = _new_pipe()
        self._receive_from, answers = _new_pipe()
        self._ends_of_browser = [commands, answers]

    def __enter__(self) -> BrowserPipe:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._leave_to_browser()
        os.close(self._send_to)
        os.close(self._receive_from)

    def start(self, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        """Starts the browser; the options are those of ``Popen``."""
        ends = map(str, self._ends_of_browser)
        process: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _PROGRAM, *ends, *command],
            pass_fds=self._ends_of_browser,
            **options,
        )
        self._leave_to_browser()
        return process

    def send(self, message: bytes) -> None:
        """Sends one message."""
        rest = memoryview(message + b"\0")
        while rest:
            rest = rest[os.write(self._send_to, rest) :]

    def receive(self, seconds: float) -> bytes:
        """Returns the next message. Raises ``OSError`` if it does not come in time, or none can."""
        deadline = time.monotonic() + seconds
        while (end := self._received.find(0)) < 0:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([self._receive_from], [], [], left)[0]:
                raise TimeoutError(f"nothing came in {seconds:g} s")
            read = os.read(self._receive_from, 1 << 20)
            if not read:
                raise ConnectionError("it has ended")
            self._received += read
        message = bytes(self._received[:end])
        del self._received[: end + 1]
        return message

    def _leave_to_browser(self) -> None:
        while self._ends_of_browser:
            os.close(self._ends_of_browser.pop())


def _new_pipe() -> tuple[int, int]:
    """Makes a pipe; returns its two ends: to read and to write."""
    low = os.pipe()
    try:
        read, write = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _LEAST) for end in low)
    finally:
        for end in low:
            os.close(end)
    return read, write
