"""What the relay has acknowledged, and which widgets lack rows because it has them no longer."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from .._wire._protocol import WidgetConfig

_STATE_LOST = "the relay lost its state; rows appear as they change"
_REPLACED = "another run has replaced the rows of this one; they appear as they change"


class Delivery:
    """The rows of one run that are the relay's alone: nobody here has them any more."""

    def __init__(self) -> None:
        self._epoch = ""
        self._acknowledged = 0
        self._widgets: set[str] = set()
        self._incomplete: dict[str, str] = {}

    def acknowledge(self, seq: int, widgets: Iterable[str]) -> None:
        """Notes that the relay has the commits up to ``seq``, with rows of these widgets."""
        self._acknowledged = max(self._acknowledged, seq)
        self._widgets.update(widgets)

    def compare(self, epoch: str, acknowledged: int) -> str | None:
        """Returns why rows are gone, if the relay of a new link lacks some that it had."""
        reason = _REPLACED if epoch == self._epoch else _STATE_LOST
        self._epoch = epoch
        if acknowledged >= self._acknowledged:
            return None
        self._acknowledged = acknowledged
        lost, self._widgets = self._widgets, set()
        self._incomplete.update(dict.fromkeys(lost, reason))
        return reason if lost else None

    def forget(self, widgets: Collection[str]) -> None:
        """Notes that these widgets begin anew."""
        self._widgets.difference_update(widgets)
        for widget in widgets:
            self._incomplete.pop(widget, None)

    def describe(self, widgets: dict[str, WidgetConfig]) -> None:
        """Adds to the configs of widgets why they lack rows."""
        for widget, reason in self._incomplete.items():
            if widget in widgets:
                widgets[widget] = {**widgets[widget], "incomplete": reason}
