"""Lines to the person who gave a command."""

from __future__ import annotations

import sys

from .._wire._printable import printable


def print_line(line: str) -> None:
    """Writes a line to stderr: stdout is for results."""
    print(printable(line), file=sys.stderr)
