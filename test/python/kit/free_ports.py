"""Ports for programs that do not find one by themselves."""

from __future__ import annotations

import contextlib
import random
import socket


def first_free_port(count: int) -> int:
    """Finds so many free ports in a row, which the system does not give to outgoing connections."""
    while True:
        first = random.randrange(20_000, 32_000)
        with contextlib.suppress(OSError), contextlib.ExitStack() as probes:
            for port in range(first, first + count):
                probe = probes.enter_context(socket.socket())
                probe.bind(("127.0.0.1", port))
            return first
