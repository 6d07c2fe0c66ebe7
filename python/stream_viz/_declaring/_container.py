"""Rows, columns and tabs, in which widgets are declared. Public name: ``stream_viz.Place``."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType

from .._checking._checks import check_list, check_text
from .._feeding._projections import WidgetProjection
from . import _pathway_widgets, _standalone_widgets
from ._dashboard import Dashboard
from ._layout import Box, Deck, Row, Split, Stack


class Container:
    """A row, a column, a tab or the whole page.

    Used as ``with container: …``, which takes the widgets that are declared inside, or by its
    methods: ``container.pathway_table(…)``.
    """

    pathway_table = _pathway_widgets.pathway_table
    pathway_stat = _pathway_widgets.pathway_stat
    pathway_metric = _pathway_widgets.pathway_metric
    table = _standalone_widgets.table
    metric = _standalone_widgets.metric
    stat = _standalone_widgets.stat
    gauge = _standalone_widgets.gauge

    def __init__(self, dashboard: Dashboard, box: Box | None = None) -> None:
        self.dashboard = dashboard
        self._box = box

    def row(self) -> Container:
        """Makes a row: ``with sv.row(): …`` puts widgets beside each other."""
        box = Row()
        self._target().items.append(box)
        return Container(self.dashboard, box)

    def columns(self, columns: int | Sequence[float]) -> list[Container]:
        """Makes columns: ``a, b = sv.columns(2)``, or ``sv.columns([2, 1])`` with shares.

        Each is used as ``with a: …`` or ``a.pathway_table(…)``; it stacks its widgets.
        """
        widths = [1.0] * columns if isinstance(columns, int) else columns
        if not (
            isinstance(widths, Sequence)
            and widths
            and all(isinstance(width, int | float) and width > 0 for width in widths)
        ):
            raise ValueError(
                "columns is a number of columns or a list of their shares, all above 0; "
                f"it is {columns!r}"
            )
        stacks = [Stack() for _ in widths]
        self._target().items.append(Split(stacks, list(widths)))
        return [Container(self.dashboard, stack) for stack in stacks]

    def tabs(self, titles: Sequence[str]) -> list[Container]:
        """Makes tabs, of which one is seen at a time: ``a, b = sv.tabs(["Overview", "Details"])``.

        Each is used as a column is: ``with a: …`` or ``a.pathway_table(…)``. They stand on the
        page, in a column or in another tab.
        """
        names = [check_text("a title", title) for title in check_list("tabs", titles, of="titles")]
        if not names or "" in names or len(set(names)) < len(names):
            raise ValueError(f"tabs is a list of different titles, at least one; it is {titles!r}")
        target = self._target()
        if isinstance(target, Row):
            raise ValueError(
                "tabs do not stand in a row; put them into a column: a, b = sv.columns(2), "
                f"then a.tabs({names!r})"
            )
        stacks = [Stack() for _ in names]
        target.items.append(Deck(names, stacks))
        return [Container(self.dashboard, stack) for stack in stacks]

    def add(self, widget_id: str, projection: WidgetProjection) -> None:
        """Puts a widget here."""
        self.dashboard.add(widget_id, projection, self._target())

    def url(self) -> str | None:
        """Returns the URL of the dashboard, while it runs."""
        return self.dashboard.url

    def __enter__(self) -> Container:
        self.dashboard.boxes.append(self._target())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.dashboard.boxes.pop()

    def _target(self) -> Box:
        return self.dashboard.boxes[-1] if self._box is None else self._box
