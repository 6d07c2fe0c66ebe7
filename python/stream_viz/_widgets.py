"""What declaring a widget gives back: a handle with its id, and for a standalone widget the way to
send to it.

Sending is safe from any thread, before ``start()`` (it is kept) and after ``stop()`` (it is
dropped).
"""

from __future__ import annotations

import datetime as dt
import time as clock
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from numbers import Real
from typing import Any, get_args

from ._notebook import widget_html
from ._options import check_columns, check_format, check_list, check_text
from ._pending import Stream
from ._protocol import Column, ColumnType
from ._values import clean, describe, dumps, to_json
from ._views import KeySource, RowsView, View

#: How a standalone table's columns are declared: names, columns, or types by name.
ColumnsArgument = Sequence[str | Mapping[str, Any]] | Mapping[str, str]


class Widget:
    """A widget of the dashboard."""

    def __init__(self, widget_id: str, view: View, url: Callable[[], str | None]) -> None:
        self._id = widget_id
        self._view = view
        self._url = url

    @property
    def id(self) -> str:
        """Its id: the ``widget`` attribute of its element, in any page."""
        return self._id

    def __repr__(self) -> str:
        return f"<stream_viz {self._view.config['widget_type']} {self._id!r}>"

    def _repr_html_(self) -> str:
        return widget_html(self._url(), self._id, self._view.config["widget_type"])


class Table(Widget):
    """A standalone table or log."""

    _view: RowsView

    def __init__(
        self,
        widget_id: str,
        view: RowsView,
        url: Callable[[], str | None],
        *,
        on_config: Callable[[], None],
        keys: KeySource,
    ) -> None:
        super().__init__(widget_id, view, url)
        self._on_config = on_config
        self._keys = keys
        self._names = [column["name"] for column in view.config["columns"]]
        self._row_key = view.config.get("row_key", [])
        self._is_settled = False

    def send(self, row: Mapping[str, Any] | Sequence[Any]) -> None:
        """Adds a row, or replaces the one with the same key.

        ``row`` is a mapping from column names to values (missing ones are empty), or values in the
        order of the columns. Raises ``TypeError`` if it is neither, and ``ValueError`` if it has a
        column that the table has not.
        """
        values = self._values(row)
        key = (
            self._key_of([values[self._names.index(name)] for name in self._row_key])
            if self._row_key
            else self._keys.next()
        )
        if not self._is_settled:
            self._settle(values)
        self._view.stream.put(key, values)

    def delete(self, key: Any) -> None:
        """Removes a row; ``key`` is its value of ``row_key``, a list of them if it is several."""
        if not self._row_key:
            raise ValueError(
                f'"{self._id}" is a log, whose rows have no key; '
                "declare it with row_key=… to delete rows"
            )
        parts = [key] if len(self._row_key) == 1 else check_list("key", key, of="values")
        if len(parts) != len(self._row_key):
            raise ValueError(
                f"the key has {len(parts)} values; it needs one for each of "
                f"{', '.join(self._row_key)}"
            )
        self._view.stream.put(self._key_of(parts), None)

    def _values(self, row: Mapping[str, Any] | Sequence[Any]) -> list[Any]:
        if isinstance(row, Mapping):
            if not row.keys() <= set(self._names):
                check_columns(row, self._names)
            return [row.get(name) for name in self._names]
        is_list = isinstance(row, Collection) and not isinstance(row, str | bytes)
        if not is_list or len(row) != len(self._names):
            raise (ValueError if is_list else TypeError)(
                f"a row must be a mapping from column names to values, or a list of a value for "
                f"each of {', '.join(self._names)}; it is {describe(row)}"
            )
        return list(row)

    @staticmethod
    def _key_of(parts: list[Any]) -> str:
        if len(parts) == 1 and isinstance(parts[0], str):
            return clean(parts[0])
        return dumps(to_json(parts)).decode()

    def _settle(self, values: list[Any]) -> None:
        """The first row says more about the columns than their names."""
        self._is_settled = True
        columns = self._view.config["columns"]
        settled = list(map(_settled, columns, values))
        if settled != columns:
            self._view.set_columns(settled)
            self._on_config()


class Stat(Widget):
    """A standalone number."""

    _view: RowsView

    def __init__(
        self,
        widget_id: str,
        view: RowsView,
        url: Callable[[], str | None],
        *,
        on_config: Callable[[], None],
    ) -> None:
        super().__init__(widget_id, view, url)
        self._on_config = on_config
        self._is_settled = False

    def send(self, value: object) -> None:
        """Shows a value from now on: a number, a text, a boolean, or ``None`` for none.

        Raises ``TypeError`` for anything else.
        """
        if not isinstance(value, bool | str):
            _check_number(self, value, "numbers, texts and booleans")
        if not self._is_settled:
            self._is_settled = True
            if isinstance(value, bool | str):
                time, shown = self._view.config["columns"]
                kind: ColumnType = "string" if isinstance(value, str) else "boolean"
                self._view.set_columns([time, {**shown, "type": kind}])
                self._on_config()
        put_reading(self._view.stream, value)


class Gauge(Widget):
    """A standalone number on a scale."""

    def send(self, value: float | None) -> None:
        """Shows a number from now on, or no value: ``None``.

        Raises ``TypeError`` for anything else.
        """
        _check_number(self, value)
        put_reading(self._view.stream, value)


class Metric(Widget):
    """A standalone chart over time."""

    def __init__(
        self, widget_id: str, view: View, url: Callable[[], str | None], *, keys: KeySource
    ) -> None:
        super().__init__(widget_id, view, url)
        self._keys = keys
        self._has_series = len(view.config["columns"]) == 3

    def send(
        self,
        value: float | None,
        time: dt.datetime | float | None = None,
        *,
        series: str | None = None,
    ) -> None:
        """Adds a point.

        ``value`` is a number, or ``None`` for a gap. ``time`` is a datetime (without a zone: local
        time) or seconds since the epoch, as ``time.time()`` gives them; by default now. ``series``
        is the name of its line, if the metric is declared with ``series=True``.

        Raises ``TypeError`` for other types, and ``ValueError`` for a series that was not declared.
        """
        _check_number(self, value)
        point: list[Any] = [_milliseconds(time), value]
        if self._has_series:
            point.append(check_text("series", series))
        elif series is not None:
            raise ValueError(
                f'"{self._id}" has one line; to send to series {series!r}, declare it as '
                f'sv.metric("{self._id}", series=True)'
            )
        self._view.stream.put(self._keys.next(), point)


def _settled(column: Column, value: object) -> Column:
    """A column declared by name alone takes the type of a time from its first value."""
    if column["type"] != "any" or not isinstance(value, dt.datetime | dt.timedelta):
        return column
    if isinstance(value, dt.timedelta):
        return {**column, "type": "duration"}
    if value.tzinfo is None:
        return {**column, "type": "datetime"}
    return {**column, "type": "datetime", "zone": "UTC"}


def _check_number(widget: Widget, value: object, shown: str = "numbers") -> None:
    is_number = isinstance(value, Real | Decimal) and not isinstance(value, bool)
    if value is not None and not is_number:
        raise TypeError(
            f'"{widget.id}" shows {shown}, and None as no value; it was sent {describe(value)}'
        )


def _milliseconds(time: dt.datetime | float | None) -> float:
    """Since the epoch."""
    match time:
        case None:
            seconds = clock.time()
        case dt.datetime():
            seconds = time.timestamp()
        case Real() if not isinstance(time, bool):
            seconds = time
        case _:
            raise TypeError(
                f"time must be a datetime or seconds since the epoch; it is {describe(time)}"
            )
    return round(seconds * 1_000, 3)


def put_reading(stream: Stream, value: object) -> None:
    """The value of this second."""
    now = int(clock.time() * 1_000)
    stream.put(str(now // 1_000), (now, value))


def declared_columns(columns: ColumnsArgument) -> list[Column]:
    """The columns of a standalone table; those declared by name alone are ``any``."""
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
