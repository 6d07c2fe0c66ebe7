"""Pathway's tables when a widget is declared: columns by name, and their types on the wire."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .._checking._checks import check_columns, check_list
from .._feeding._subscription import load_pathway
from .._wire._protocol import Column, ColumnType
from .._wire._values import clean
from ._column_settings import ColumnSettings
from ._column_settings import column as settings_of

if TYPE_CHECKING:
    import pathway as pw


def check_table(table: object, caller: str) -> pw.Table:
    """Returns the table, if it is one."""
    pathway = load_pathway()
    if not isinstance(table, pathway.Table):
        raise TypeError(
            f"sv.{caller}() shows a Pathway table; it was given a {type(table).__name__}"
        )
    return table


def column_name(column: object) -> str:
    """Returns the name of a column given as text or as a reference (``pw.this.total``)."""
    name = column if isinstance(column, str) else getattr(column, "name", None)
    if not isinstance(name, str):
        raise TypeError(
            f"a column is named by a text or by a reference such as pw.this.total; it is {column!r}"
        )
    return name


def names_of(table: pw.Table, columns: Iterable[object]) -> list[str]:
    """Returns the names of columns, if the table has them."""

    def hint(name: str) -> str:
        return _grouping_hint(name, _grouped_by(table))

    return check_columns(map(column_name, columns), table.column_names(), hint)


def chosen_columns(
    table: pw.Table, columns: Iterable[object] | Mapping[Any, str | ColumnSettings]
) -> tuple[list[str], dict[str, ColumnSettings]]:
    """Returns the names of columns in their order, and how those are shown that say so."""
    names = names_of(table, check_list("columns", columns, of="names", least=1))
    if not isinstance(columns, Mapping):
        return names, {}
    given = dict(zip(names, columns.values(), strict=True))
    return names, {name: _described(name, one) for name, one in given.items()}


def _described(name: str, given: object) -> ColumnSettings:
    if isinstance(given, str):
        return settings_of(given)
    if not isinstance(given, ColumnSettings):
        raise TypeError(
            f'column "{name}" is described by a label or by sv.column(…); it is {given!r}'
        )
    if given.type is not None:
        raise ValueError(f'the type of column "{name}" is that of its schema; leave type out')
    return given


def _grouping_hint(name: str, grouped_by: set[str]) -> str:
    """Says what to add to ``reduce()``, if the column is one that the table was grouped by."""
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
    """Finds the columns of the ``groupby()`` that a table comes of, by steps of one table.

    There is no public way, so this reads Pathway's graph; in a version where that is another, an
    error only says less.
    """
    try:
        while not hasattr(table._id_column.context, "grouping_columns"):
            (table,) = table._source.operator.input_tables
        return {column._name for column in table._id_column.context.grouping_columns}
    except Exception:
        return set()


def column_of(table: pw.Table, name: str) -> Column:
    """Makes a column of a table with its type, from the schema."""
    pathway = load_pathway()
    kind = _without_none(table.typehints()[name])
    column: Column = {"name": clean(name), "type": _column_type(kind, pathway)}
    if kind is pathway.DateTimeUtc:
        column["zone"] = "UTC"
    return column


def make_exact(column: Column) -> None:
    """Lets a column of times be exact to the nanosecond."""
    if column["type"] not in ("datetime", "duration"):
        raise ValueError(
            f'column "{column["name"]}" is of type {column["type"]}; only datetimes and durations '
            "are exact to the nanosecond: leave it out of nanoseconds"
        )
    column["unit"] = "ns"


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
