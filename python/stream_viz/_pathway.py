"""The only module that knows Pathway: its tables, their types, their subscriptions.

A table is subscribed to once, whatever number of widgets show it, and only for the columns that
they need: a further subscription would cost the pipeline 2 µs a row, and a change in a column that
nobody shows costs nothing at all.
"""

from __future__ import annotations

import logging
import types
import typing
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from ._options import check_columns
from ._pending import Pending, Row, Stream
from ._protocol import Column, ColumnType
from ._values import clean

if TYPE_CHECKING:
    import pathway as pw

log = logging.getLogger("stream_viz")

_INSTALL = 'pip install "streamviz-pathway[pathway]" (Linux and macOS; on Windows in WSL)'


class Tables:
    """The tables that are shown, each with its stream."""

    def __init__(self, pending: Pending, on_end: Callable[[], None]) -> None:
        self._pending = pending
        self._on_end = on_end
        self._waiting: list[tuple[pw.Table, Stream, set[str]]] = []
        self.streams: list[Stream] = []

    def stream(self, table: pw.Table, columns: set[str]) -> Stream:
        """A stream with these columns; one for all widgets of a table until it is subscribed to."""
        for known, stream, needed in self._waiting:
            if known is table:
                needed.update(columns)
                return stream
        stream = self._pending.stream()
        self.streams.append(stream)
        self._waiting.append((table, stream, set(columns)))
        return stream

    def subscribe(self) -> None:
        """Subscribes to the tables that were declared since the last time."""
        for table, stream, needed in self._waiting:
            names = list(table.column_names())
            stream.columns = [name for name in names if name in needed]
            shown = (
                table
                if stream.columns == names
                else table.select(*(table[name] for name in stream.columns))
            )
            self._subscribe(shown, stream)
        self._waiting.clear()

    def _subscribe(self, table: pw.Table, stream: Stream) -> None:
        def on_end() -> None:
            stream.on_end()
            self._on_end()

        subscribe(table, stream.on_change(), _harmless(stream.on_time_end), _harmless(on_end))


#: What the engine calls for every change, as Pathway states it: key, values, time, difference.
_ENGINE_CALLBACK = "Callable[[api.Pointer, list[api.Value], int, int], None | Awaitable[None]]"


def subscribe(
    table: pw.Table,
    on_change: Callable[[Any, Row, int, int], None],
    on_time_end: Callable[[int], None],
    on_end: Callable[[], None],
) -> None:
    """Calls ``on_change`` with what the engine hands over: key, values, time, difference.

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
    """What ``pw.io.subscribe`` does, without its wrapper; ``None`` if this Pathway does another."""
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


def load_pathway() -> Any:
    """The module, or an error that says how to get it."""
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


def check_table(table: object, caller: str) -> pw.Table:
    """The table, if it is one."""
    pathway = load_pathway()
    if not isinstance(table, pathway.Table):
        raise TypeError(
            f"sv.{caller}() shows a Pathway table; it was given a {type(table).__name__}"
        )
    return table


def column_name(column: object) -> str:
    """The name of a column that was given as text or as a reference (``pw.this.total``)."""
    name = column if isinstance(column, str) else getattr(column, "name", None)
    if not isinstance(name, str):
        raise TypeError(
            f"a column is named by a text or by a reference such as pw.this.total; it is {column!r}"
        )
    return name


def names_of(table: pw.Table, columns: Iterable[object]) -> list[str]:
    """The names of columns, if the table has them."""

    def hint(name: str) -> str:
        return _grouping_hint(name, _grouped_by(table))

    return check_columns(map(column_name, columns), table.column_names(), hint)


def _grouping_hint(name: str, grouped_by: set[str]) -> str:
    """What to add to the ``reduce()`` that made the table, if the column is one it grouped by."""
    for edge in ("start", "end"):
        column = f"_pw_window_{edge}"
        if name in (f"window_{edge}", column) and column in grouped_by:
            return (
                f"; a window's {edge} is a column if reduce() makes it one: "
                f".reduce({name}=pw.this.{column}, …)"
            )
    if name not in grouped_by:
        return ""
    return f"; a grouping column is a column if reduce() names it: .reduce(pw.this.{name}, …)"


def _grouped_by(table: Any) -> set[str]:
    """The columns by which the ``groupby()`` grouped that a table comes of, by steps of one table.

    Pathway tells it nowhere in public, so this reads its graph; in a version where that is another,
    an error only says less.
    """
    try:
        while not hasattr(table._id_column.context, "grouping_columns"):
            (table,) = table._source.operator.input_tables
        return {column._name for column in table._id_column.context.grouping_columns}
    except Exception:
        return set()


def column_of(table: pw.Table, name: str) -> Column:
    """A column of a table with its type, from the schema."""
    pathway = load_pathway()
    kind = _without_none(table.typehints()[name])
    column: Column = {"name": clean(name), "type": _column_type(kind, pathway)}
    if kind is pathway.DateTimeUtc:
        column["zone"] = "UTC"
    return column


def _column_type(kind: Any, pathway: Any) -> ColumnType:
    simple: dict[Any, ColumnType] = {
        bool: "boolean",
        int: "integer",
        float: "number",
        str: "string",
        bytes: "bytes",
        pathway.DateTimeUtc: "datetime",
        pathway.DateTimeNaive: "datetime",
        pathway.Duration: "duration",
        pathway.Json: "json",
        pathway.Pointer: "pointer",
        pathway.PyObjectWrapper: "string",
    }
    origin = typing.get_origin(kind) or kind
    if origin in (list, tuple, dict):
        return "json"
    if getattr(origin, "__name__", "") == "ndarray":
        return "array"
    return simple.get(origin, "any")


def _without_none(kind: Any) -> Any:
    """``X | None`` → ``X``."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        parts = [part for part in typing.get_args(kind) if part is not types.NoneType]
        return parts[0] if len(parts) == 1 else Any
    return kind


def _harmless(callback: Callable[..., None]) -> Callable[..., None]:
    """An exception in a callback would end the user's pipeline, so none leaves it."""

    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            callback(*args, **kwargs)
        except Exception:
            log.exception("a change could not be shown; the pipeline goes on")

    return guarded
