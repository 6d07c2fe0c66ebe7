"""The columns of a standalone table: as they are declared, and as its first row settles them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from .._wire._protocol import Column, ColumnType
from .._wire._scalars import is_duration, is_moment, unwrapped
from .._wire._values import clean
from ._checks import check_columns, check_format, check_list

#: The columns of a standalone table as they are declared: names, columns, or types by name.
ColumnsArgument = Sequence[str | Mapping[str, Any]] | Mapping[str, str]


def declared_columns(columns: ColumnsArgument) -> list[Column]:
    """Makes the columns of a standalone table; those declared by name alone are ``any``."""
    given = columns.items() if isinstance(columns, Mapping) else columns
    items = check_list("columns", given, of="names", least=1)
    if isinstance(columns, Mapping):
        items = [{"name": name, "type": kind} for name, kind in items]
    declared = [
        _declared({"name": item, "type": "any"} if isinstance(item, str) else item)
        for item in items
    ]
    names = [column["name"] for column in declared]
    check_columns(names, names)
    return declared


def _declared(item: object) -> Column:
    if not isinstance(item, Mapping) or not isinstance(item.get("name"), str):
        raise TypeError(f'a column is a name or {{"name": …, "type": …}}; it is {item!r}')
    kind = item.get("type", "any")
    types = get_args(ColumnType)
    if kind not in types:
        raise ValueError(
            f'the type of column "{item["name"]}" must be one of {", ".join(types)}; it is {kind!r}'
        )
    column: Column = {"name": clean(item["name"]), "type": kind}
    if "format" in item:
        column["format"] = check_format(item["format"])
    if kind == "datetime":
        column["zone"] = item.get("zone", "UTC")
    if item.get("unit") == "ns":
        column["unit"] = "ns"
    return column


def settled(column: Column, value: object) -> Column:
    """Gives a column that was declared by name alone the type of a time in its first value."""
    plain = unwrapped(value)
    if column["type"] != "any" or not (is_moment(plain) or is_duration(plain)):
        return column
    if is_duration(plain):
        return {**column, "type": "duration"}
    if getattr(plain, "tzinfo", None) is None:
        return {**column, "type": "datetime"}
    return {**column, "type": "datetime", "zone": "UTC"}
