"""Keys for rows that have none of their own: ``<start in ms>-<number>``, both in base 36."""

from __future__ import annotations

import itertools
import threading

from ._clock import stamp

#: Digits of the number, as in TypeScript. With 8 the order of the keys as texts is that of their
#: making for 2.8 trillion rows; after that only ties between equal values are broken otherwise. 16
#: would cost each row 8 bytes; with 4, a log of one row a second would reach the end in 19 days.
_DIGITS = 8
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


class KeySource:
    """Makes keys: unique over runs, and in the order of their making. Safe from any thread."""

    def __init__(self) -> None:
        self._prefix = _base36(stamp())
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def after_fork(self) -> None:
        """Makes it usable in a process that was forked while another thread made a key."""
        self._lock = threading.Lock()

    def next(self) -> str:
        """A new key."""
        with self._lock:
            return f"{self._prefix}-{_base36(next(self._numbers)).rjust(_DIGITS, '0')}"


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _ALPHABET[digit] + digits
    return digits or "0"
