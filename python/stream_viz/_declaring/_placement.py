"""The container of a widget, as the functions see it that declare one."""

from __future__ import annotations

from typing import Protocol

from .._feeding._projections import WidgetProjection
from ._dashboard import Dashboard


class Placement(Protocol):
    """A row, a column, a tab or the page."""

    dashboard: Dashboard

    def add(self, widget_id: str, projection: WidgetProjection) -> None:
        """Puts a widget here."""

    def url(self) -> str | None:
        """Returns the URL of the dashboard, while it runs."""
