"""Subscriptions to Pathway's tables.

A table is subscribed to once, whatever number of widgets show it, and only for the columns that
they need: a further subscription would cost the pipeline 2 µs a row, and a change in a column that
nobody shows costs nothing at all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Any

from .._wire._output import Log
from ._change_buffer import ChangeBuffer, PendingChanges, Row

if TYPE_CHECKING:
    import pathway as pw

log = Log("stream_viz")

_INSTALL = 'pip install "streamviz-pathway[pathway]" (Linux and macOS; on Windows in WSL)'


class Tables:
    """The tables that are shown, each with its buffer."""

    def __init__(self, pending: PendingChanges, on_end: Callable[[], None]) -> None:
        self._pending = pending
        self._on_end = on_end
        self._declared: list[tuple[pw.Table, ChangeBuffer, set[str]]] = []
        self.buffers: list[ChangeBuffer] = []

    def buffer(self, table: pw.Table, columns: set[str]) -> ChangeBuffer:
        """Returns a buffer with these columns: one for all widgets of a table until it is
        subscribed to.
        """
        for known, buffer, needed in self._declared:
            if known is table:
                needed.update(columns)
                return buffer
        buffer = self._pending.buffer()
        self.buffers.append(buffer)
        self._declared.append((table, buffer, set(columns)))
        return buffer

    def forget(self, buffer: ChangeBuffer) -> None:
        """Does not subscribe for a buffer that no widget needs any more, if that is still to do."""
        if any(one is buffer for _, one, _ in self._declared):
            self._declared = [entry for entry in self._declared if entry[1] is not buffer]
            self.buffers.remove(buffer)

    def subscribe(self) -> None:
        """Subscribes to the tables that were declared since the last time."""
        for table, buffer, needed in self._declared:
            names = list(table.column_names())
            buffer.columns = [name for name in names if name in needed]
            shown = (
                table
                if buffer.columns == names
                else table.select(*(table[name] for name in buffer.columns))
            )
            self._subscribe(shown, buffer)
        self._declared.clear()

    def is_input_over(self) -> bool:
        """Whether all tables have ended by themselves, or may still do so in another thread."""
        have_ended = all(buffer.ends > 0 and not buffer.is_running for buffer in self.buffers)
        return have_ended or _runs_in_a_thread()

    def _subscribe(self, table: pw.Table, buffer: ChangeBuffer) -> None:
        def on_end() -> None:
            buffer.on_end()
            self._on_end()

        subscribe(table, buffer.on_change(), _guarded(buffer.on_time_end), _guarded(on_end))


#: The engine's callback for every change, as Pathway states it: key, values, time, difference.
_ENGINE_CALLBACK = "Callable[[api.Pointer, list[api.Value], int, int], None | Awaitable[None]]"


def subscribe(
    table: pw.Table,
    on_change: Callable[[Any, Row, int, int], None],
    on_time_end: Callable[[int], None],
    on_end: Callable[[], None],
) -> None:
    """Subscribes to a table. The engine calls ``on_change`` with key, values, time, difference.

    ``pw.io.subscribe`` puts a function of its own between, which makes a dict of the values: 2 µs
    for each change on the engine's thread, more than all that is done here. So its inner part is
    used where it is what it is known to be, and otherwise the public function, with the same
    result; see ``docs/decisions/011-values-as-the-engine-has-them.md``.
    """
    quickly = _engine_subscription(table, on_change, on_time_end, on_end)
    if quickly is not None:
        quickly()
        return

    def on_row(key: Any, row: dict[str, Any], time: int, is_addition: bool) -> None:
        on_change(key, list(row.values()), time, 1 if is_addition else -1)

    pathway = load_pathway()
    log.info(
        "Pathway %s calls back in an unknown way: rows come by pw.io.subscribe, which takes longer",
        pathway.__version__,
    )
    pathway.io.subscribe(table, on_row, on_end, on_time_end)


def _engine_subscription(
    table: pw.Table,
    on_change: Callable[[Any, Row, int, int], None],
    on_time_end: Callable[[int], None],
    on_end: Callable[[], None],
) -> Callable[[], object] | None:
    """Prepares what ``pw.io.subscribe`` does without its wrapper; ``None`` in another Pathway."""
    try:
        from pathway.internals.datasink import CallbackDataSink  # noqa: PLC0415
        from pathway.internals.table_io import table_to_datasink  # noqa: PLC0415

        if CallbackDataSink.__annotations__["on_change"].split() != _ENGINE_CALLBACK.split():
            return None
        sink = CallbackDataSink(
            on_change=on_change,
            on_time_end=on_time_end,
            on_end=on_end,
            skip_persisted_batch=True,
            skip_errors=True,
            unique_name=None,
        )
    except Exception:
        return None
    return partial(table_to_datasink, table, sink)


def _runs_in_a_thread() -> bool:
    """Whether a thread is in ``pw.run()``. The main thread is not when its script is done."""
    for frame in sys._current_frames().values():
        inner: FrameType | None = frame
        while inner is not None:
            if inner.f_globals.get("__name__") == "pathway.internals.run":
                return True
            inner = inner.f_back
    return False


def load_pathway() -> Any:
    """Imports Pathway, or says how to get it."""
    try:
        import pathway  # noqa: PLC0415
    except ImportError as error:
        raise ImportError(f"Pathway is not installed; {_INSTALL}") from error
    if not hasattr(pathway, "io"):
        raise ImportError(
            'the "pathway" that is installed is an empty placeholder, for there is no Pathway '
            f"for this system or this Python; use Python 3.10 or newer, then {_INSTALL}"
        )
    return pathway


def _guarded(callback: Callable[..., None]) -> Callable[..., None]:
    """Lets no exception leave a callback: it would end the user's pipeline."""

    def call(*args: Any, **kwargs: Any) -> None:
        try:
            callback(*args, **kwargs)
        except Exception:
            log.exception("a change could not be shown; the pipeline goes on")

    return call
