"""Lines for people, printed or logged. What cannot be written is not.

Neither a reader that has gone nor a full disk, a closed stream or one that fails ends a pipeline.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import Any, TextIO

from ._printable import printable


def print_line(line: str) -> None:
    """Writes a line to stdout."""
    _write(sys.stdout, line)


def print_note(line: str) -> None:
    """Writes a line to stderr, about a command whose result may be on stdout."""
    _write(sys.stderr, printable(line))


def _write(stream: TextIO | None, line: str) -> None:
    if stream is None:  # as in pythonw, or where the descriptor is closed
        return
    with contextlib.suppress(Exception):
        encoding = getattr(stream, "encoding", None) or "utf-8"
        encoded = f"{line}\n".encode(encoding, "backslashreplace")
        raw = getattr(getattr(stream, "buffer", None), "raw", None)
        if raw is None:
            print(encoded.decode(encoding), end="", file=stream, flush=True)
            return
        # Past the buffer: a line that stayed there would fail once more when Python ends, which
        # makes its exit code 120.
        stream.flush()
        raw.write(encoded)


class Log:
    """A logger of the package. An error of one of its handlers stays here."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def info(self, message: str, *values: object) -> None:
        """Logs something that is as it should be."""
        self._log(logging.INFO, message, values)

    def warning(self, message: str, *values: object) -> None:
        """Logs something that the user may want to mend."""
        self._log(logging.WARNING, message, values)

    def error(self, message: str, *values: object) -> None:
        """Logs something that is not shown."""
        self._log(logging.ERROR, message, values)

    def exception(self, message: str, *values: object) -> None:
        """Logs an error of the package, with the exception that is handled now."""
        self._log(logging.ERROR, message, values, exc_info=True)

    def _log(self, level: int, message: str, values: tuple[object, ...], **more: Any) -> None:
        with contextlib.suppress(Exception):
            # The third frame from there is the caller's.
            self._logger.log(level, message, *values, stacklevel=3, **more)
