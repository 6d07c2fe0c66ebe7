"""What declaring a widget gives back: a handle with its id, and for a standalone widget the way to
send to it.

Sending is safe from any thread, before ``start()`` (it is kept) and after ``stop()`` (it is
dropped).
"""

from __future__ import annotations

import datetime as dt
import time as clock
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, get_args

from ._notebook import widget_html
from ._options import check_columns, check_format
from ._pending import Stream
from ._protocol import Column, ColumnType
from ._values import clean, dumps, to_json
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
        order of the columns. Raises ``ValueError`` if it has a column that the table has not.
        """
        values = self._by_name(row)
        key = (
            self._key_of([values[name] for name in self._row_key])
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
        parts = [key] if len(self._row_key) == 1 else list(key)
        if len(parts) != len(self._row_key):
            raise ValueError(
                f"the key has {len(parts)} values; it needs one for each of "
                f"{', '.join(self._row_key)}"
            )
        self._view.stream.put(self._key_of(parts), None)

    def _by_name(self, row: Mapping[str, Any] | Sequence[Any]) -> dict[str, Any]:
        if isinstance(row, Mapping):
            if not row.keys() <= set(self._names):
                check_columns(row, self._names)
            return {name: row.get(name) for name in self._names}
        if isinstance(row, str) or len(row) != len(self._names):
            raise ValueError(
                f"a row is a mapping or a list of {len(self._names)} values: "
                f"{', '.join(self._names)}"
            )
        return dict(zip(self._names, row, strict=True))

    @staticmethod
    def _key_of(parts: list[Any]) -> str:
        if len(parts) == 1 and isinstance(parts[0], str):
            return clean(parts[0])
        return dumps(to_json(parts)).decode()

    def _settle(self, values: Mapping[str, Any]) -> None:
        """The first row says more about the columns than their names."""
        self._is_settled = True
        columns = self._view.config["columns"]
        settled = [_settled(column, values[column["name"]]) for column in columns]
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
        """Shows a value from now on: a number, a text, a boolean, or ``None`` for none."""
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
        """Shows a number from now on."""
        put_reading(self._view.stream, value)


class Metric(Widget):
    """A standalone chart over time."""

    def __init__(
        self, widget_id: str, view: View, url: Callable[[], str | None], *, keys: KeySource
    ) -> None:
        super().__init__(widget_id, view, url)
        self._keys = keys

    def send(self, value: float | None, time: dt.datetime | float | None = None) -> None:
        """Adds a point.

        ``time`` is a datetime (without a zone: local time) or seconds since the epoch, as
        ``time.time()`` gives them; by default now.
        """
        if time is None:
            time = clock.time()
        seconds = time.timestamp() if isinstance(time, dt.datetime) else time
        self._view.stream.put(
            self._keys.next(), {"time": round(seconds * 1_000, 3), "value": value}
        )


def _settled(column: Column, value: object) -> Column:
    """A column declared by name alone takes the type of a time from its first value."""
    if column["type"] != "any" or not isinstance(value, dt.datetime | dt.timedelta):
        return column
    if isinstance(value, dt.timedelta):
        return {**column, "type": "duration"}
    if value.tzinfo is None:
        return {**column, "type": "datetime"}
    return {**column, "type": "datetime", "zone": "UTC"}


def put_reading(stream: Stream, value: object) -> None:
    """The value of this second."""
    now = int(clock.time() * 1_000)
    stream.put(str(now // 1_000), {"time": now, "value": value})


def declared_columns(columns: ColumnsArgument) -> list[Column]:
    """The columns of a standalone table; those declared by name alone are ``any``."""
    if isinstance(columns, str):
        raise TypeError(f"columns must be a list of names; it is the text {columns!r}")
    items: Iterable[Any] = (
        [{"name": name, "type": kind} for name, kind in columns.items()]
        if isinstance(columns, Mapping)
        else [{"name": item, "type": "any"} if isinstance(item, str) else item for item in columns]
    )
    declared = [_declared(item) for item in items]
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
