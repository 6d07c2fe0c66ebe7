"""Cells of a notebook or of IPython: one that is run again replaces what it declared.

In one run of a cell an id is taken once, as in a script: a loop that declares it twice is a
mistake.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from types import FrameType
from typing import Any


@dataclass(frozen=True)
class CellRun:
    """One run of a cell, in which something is declared."""

    #: Grows with each run of any cell.
    number: int
    #: The id that the notebook gave the cell, or the file that declares; ``None`` where there is
    #: none, as in a terminal.
    place: str | None
    #: The text of the cell, as it was in this run.
    text: str | None

    def repeats(self, former: CellRun | None) -> bool:
        """Whether a later run may declare the id again that a former run has declared.

        Without ids of cells the same cell, which was edited, cannot be told from another.
        """
        if former is None or self.number <= former.number:
            return False
        return None in (self.place, former.place) or self.place == former.place

    def is_same_cell(self, former: CellRun | None) -> bool:
        """Whether this surely is the cell of a former run, as for an id that nobody has chosen."""
        if former is None or not self.repeats(former):
            return False
        return self.place is not None or self.text == former.text


def cell_run() -> CellRun | None:
    """Returns the run of a cell in which this is called; ``None`` outside of IPython."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    if shell is None:
        return None
    _runs.follow(shell)
    caller, cell = _frames()
    file = None if caller is None else caller.f_code.co_filename
    if file is not None and os.path.isfile(file):  # such as a module that IPython loads again
        return CellRun(_runs.number, file, None)
    # The thread of a cell has no frame of it.
    found = _runs.last if cell is None else cell.f_locals
    return CellRun(_runs.number, found.get("cell_id"), found.get("raw_cell"))


class _Runs:
    """Counts the runs of cells, from the first declaration on."""

    def __init__(self) -> None:
        self.number = 0
        self.last: dict[str, Any] = {}
        self._shell: Any = None

    def follow(self, shell: Any) -> None:
        if shell is not self._shell:
            self._shell = shell
            shell.events.register("pre_run_cell", self._begin)

    def _begin(self, info: Any) -> None:
        self.number += 1
        self.last = vars(info)


_runs = _Runs()


def _frames() -> tuple[FrameType | None, FrameType | None]:
    """Returns the frame that calls this package, and the one in which IPython runs the cell."""
    package = __name__.partition(".")[0]
    caller: FrameType | None = None
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if caller is None and module.partition(".")[0] != package:
            caller = frame
        if module == "IPython.core.interactiveshell" and "raw_cell" in frame.f_locals:
            return caller, frame
        frame = frame.f_back
    return caller, None
