"""The garbage collector, whose walks get dear beside Pathway's large heap."""

from __future__ import annotations

import gc
import sys

from ._environment import switch_setting

_frozen = False


def freeze_heap() -> None:
    """Takes all present objects out of the garbage collector's walks, once per process.

    Pathway's modules are a large heap, and every batch of rows makes the collector walk it: without
    them the sender takes a third less CPU time. Does nothing in IPython, where the present objects
    are the user's to replace; ``STREAMVIZ_GC_FREEZE=0`` turns it off.
    """
    global _frozen  # noqa: PLW0603
    if _frozen or "IPython" in sys.modules or switch_setting("gc_freeze", None) is False:
        return
    _frozen = True
    gc.collect()
    gc.freeze()
