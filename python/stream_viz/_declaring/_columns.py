"""The columns of a standalone table: as they are declared, and as its first row settles them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast, get_args

from .._checking._checks import check_columns, check_list
from .._wire._protocol import Column, ColumnLook, ColumnType
from .._wire._scalars import is_duration, is_moment, unwrapped
from .._wire._values import clean
from ._column_settings import ColumnSettings, takes
from ._column_settings import column as settings_of

#: The columns of a standalone table as they are declared: names, columns as they travel, or by name
#: types or settings.
ColumnsArgument = Sequence[str | Mapping[str, Any]] | Mapping[str, str | ColumnSettings]


def declared_columns(columns: ColumnsArgument) -> tuple[list[Column], dict[str, ColumnSettings]]:
    """Makes the columns of a standalone table, and returns with them how they are shown; those
    declared by name alone are ``any``.
    """
    given = columns.items() if isinstance(columns, Mapping) else columns
    items = check_list("columns", given, of="names", least=1)
    if isinstance(columns, Mapping):
        declared = [_named(name, one) for name, one in items]
    else:
        declared = [_listed({"name": one} if isinstance(one, str) else one) for one in items]
    names = [column["name"] for column, _ in declared]
    check_columns(names, names)
    return [column for column, _ in declared], {
        column["name"]: settings for column, settings in declared
    }


def _named(name: object, given: object) -> tuple[Column, ColumnSettings]:
    """Makes a column of its name, with its type or its settings."""
    if isinstance(given, ColumnSettings):
        return _typed({"name": name, "type": given.type or "any"}), given
    if isinstance(given, str) and given not in get_args(ColumnType):
        raise ValueError(f"{_type_rule(name)}; it is {given!r}: a label is sv.column({given!r})")
    return _listed({"name": name, "type": given})


def _listed(item: object) -> tuple[Column, ColumnSettings]:
    """Makes a column as it travels."""
    column = _typed(item)
    settings = {**cast(Mapping[str, Any], item)}
    for key in ("name", "type", "zone"):
        settings.pop(key, None)
    if settings.get("unit") == "ns" and column["type"] in ("datetime", "duration"):
        column["unit"] = settings.pop("unit")
    known = ColumnLook.__annotations__
    for key in settings:
        if key not in known:
            raise ValueError(
                f'"{key}" of column "{column["name"]}" is no setting of a column; they are: '
                + ", ".join(known)
            )
    return column, settings_of(**settings)


def _typed(item: object) -> Column:
    if not isinstance(item, Mapping) or not isinstance(item.get("name"), str):
        raise TypeError(f'a column is a name or {{"name": …, "type": …}}; it is {item!r}')
    kind = item.get("type", "any")
    if kind not in get_args(ColumnType):
        raise ValueError(f"{_type_rule(item['name'])}; it is {kind!r}")
    column: Column = {"name": clean(item["name"]), "type": kind}
    zone = item.get("zone", "UTC")
    if kind == "datetime" and zone is not None:
        column["zone"] = zone
    return column


def _type_rule(name: object) -> str:
    return f'the type of column "{name}" must be one of {", ".join(get_args(ColumnType))}'


def settled(column: Column, value: object) -> Column:
    """Gives a column that was declared by name alone the type of a time in its first value.

    Settings that are for numbers or texts go with the type for which they were given.
    """
    plain = unwrapped(value)
    if column["type"] != "any" or not (is_moment(plain) or is_duration(plain)):
        return column
    kind: ColumnType = "duration" if is_duration(plain) else "datetime"
    kept = {key: one for key, one in column.items() if takes(kind, key, one)}
    settled_one = cast(Column, {**kept, "type": kind})
    if kind == "datetime" and getattr(plain, "tzinfo", None) is not None:
        settled_one["zone"] = "UTC"
    return settled_one
