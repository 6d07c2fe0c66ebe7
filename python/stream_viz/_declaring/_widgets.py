"""The handles that declaring a widget returns: its id, and for a standalone widget the way to send
to it.

Sending is safe from any thread, before ``start()`` (the value is kept) and after ``stop()`` (it is
dropped).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from .._checking._checks import check_columns, check_list, check_text
from .._feeding._change_buffer import ChangeBuffer
from .._feeding._projections import RowsProjection, WidgetProjection
from .._running._notebook import widget_html
from .._wire._clock import exact_stamp, stamp
from .._wire._column_types import NUMBER, READING, check_value, rule_of
from .._wire._keys import KeySource
from .._wire._protocol import ColumnType
from .._wire._scalars import is_moment, milliseconds, unwrapped
from .._wire._values import clean, describe, dumps, to_json
from ._columns import settled
from ._widget_config import fit_totals


class Widget:
    """A widget of the dashboard."""

    def __init__(
        self, widget_id: str, projection: WidgetProjection, url: Callable[[], str | None]
    ) -> None:
        self._id = widget_id
        self._projection = projection
        self._url = url

    @property
    def id(self) -> str:
        """Its id, which is the ``widget`` attribute of its element, in any page."""
        return self._id

    def __repr__(self) -> str:
        return f"<stream_viz {self._projection.config['widget_type']} {self._id!r}>"

    def _repr_html_(self) -> str:
        return widget_html(self._url(), self._id, self._projection.config["widget_type"])


class Table(Widget):
    """A standalone table or log."""

    _projection: RowsProjection

    def __init__(
        self,
        widget_id: str,
        projection: RowsProjection,
        url: Callable[[], str | None],
        *,
        on_config: Callable[[], None],
        keys: KeySource,
    ) -> None:
        super().__init__(widget_id, projection, url)
        self._on_config = on_config
        self._keys = keys
        self._names = [column["name"] for column in projection.config["columns"]]
        #: By the types that are declared: what its first row settles takes any other value, too.
        self._rules = [rule_of(column) for column in projection.config["columns"]]
        self._row_key = projection.config.get("row_key", [])
        self._is_settled = False

    def send(self, row: Mapping[str, Any] | Sequence[Any]) -> None:
        """Adds a row, or replaces the one with the same key.

        ``row`` is a mapping from column names to values (missing ones are empty), or values in the
        order of the columns. Raises ``TypeError`` if it is neither or a column does not take its
        value, and ``ValueError`` if it has a column that the table has not.
        """
        values = self._values(row)
        for name, rule, value in zip(self._names, self._rules, values, strict=True):
            check_value(f'column "{name}" of "{self._id}"', rule, value)
        key = (
            self._key_of([values[self._names.index(name)] for name in self._row_key])
            if self._row_key
            else self._keys.next()
        )
        if not self._is_settled:
            self._settle(values)
        self._projection.buffer.put(key, values)

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
        self._projection.buffer.put(self._key_of(parts), None)

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
        """Takes types from the first row, which says more about the columns than their names."""
        self._is_settled = True
        columns = self._projection.config["columns"]
        newer = list(map(settled, columns, values))
        if newer != columns:
            fit_totals(self._projection.config, newer)
            self._projection.set_columns(newer)
            self._on_config()


class Stat(Widget):
    """A standalone number."""

    _projection: RowsProjection

    def __init__(
        self,
        widget_id: str,
        projection: RowsProjection,
        url: Callable[[], str | None],
        *,
        on_config: Callable[[], None],
    ) -> None:
        super().__init__(widget_id, projection, url)
        self._on_config = on_config
        self._is_settled = False

    def send(self, value: object) -> None:
        """Shows a value from now on: a number, a text, a boolean, or ``None`` for none.

        Raises ``TypeError`` for anything else.
        """
        check_value(f'"{self._id}"', READING, value)
        plain = unwrapped(value)
        if not self._is_settled and plain is not None:
            self._is_settled = True
            if isinstance(plain, bool | str):
                time, shown = self._projection.config["columns"]
                kind: ColumnType = "string" if isinstance(plain, str) else "boolean"
                self._projection.set_columns([time, {**shown, "type": kind}])
                self._on_config()
        _put_reading(self._projection.buffer, value)


class Gauge(Widget):
    """A standalone number on a scale."""

    def send(self, value: float | None) -> None:
        """Shows a number from now on, or no value: ``None``.

        Raises ``TypeError`` for anything else.
        """
        check_value(f'"{self._id}"', NUMBER, value)
        _put_reading(self._projection.buffer, value)


class Metric(Widget):
    """A standalone chart over time."""

    def __init__(
        self,
        widget_id: str,
        projection: WidgetProjection,
        url: Callable[[], str | None],
        *,
        keys: KeySource,
    ) -> None:
        super().__init__(widget_id, projection, url)
        self._keys = keys
        self._has_series = len(projection.config["columns"]) == 3

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
        check_value(f'"{self._id}"', NUMBER, value)
        point: list[Any] = [_point_time(time), value]
        if self._has_series:
            point.append(check_text("series", series))
        elif series is not None:
            raise ValueError(
                f'"{self._id}" has one line; to send to series {series!r}, declare it as '
                f'sv.metric("{self._id}", series=True)'
            )
        self._projection.buffer.put(self._keys.next(), point)


def _point_time(time: object) -> float | int:
    """Milliseconds since the epoch of a point."""
    if time is None:
        return exact_stamp()
    try:
        plain = unwrapped(time)
        is_local = isinstance(plain, dt.datetime) and plain.utcoffset() is None
        if is_moment(plain) and not is_local:  # NumPy's is of UTC
            return milliseconds(plain) or 0
        number = round(_seconds(plain) * 1_000, 3)
        if not math.isfinite(number):
            raise ValueError("not finite")
    except Exception as error:
        raise TypeError(
            f"time must be a datetime or seconds since the epoch; it is {describe(time)}"
        ) from error
    return number


def _seconds(time: Any) -> float:
    if isinstance(time, dt.datetime):
        # The method of pandas' own would take a time without a zone for UTC.
        return dt.datetime.timestamp(time)
    if isinstance(time, dt.date):
        return dt.datetime(time.year, time.month, time.day).timestamp()
    NUMBER.write(time)
    return float(time)


def _put_reading(buffer: ChangeBuffer, value: object) -> None:
    """Stores the value of this second."""
    now = stamp()
    buffer.put(str(now // 1_000), (now, value))
