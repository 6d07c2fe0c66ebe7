"""A viewer in Python: the package's link, and the rows that a browser would keep."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake

from stream_viz._wire._viewer_link import ViewerLink, live_url_of

#: Something hangs after as long. Importing Pathway alone may take 30 on a busy machine.
SECONDS = 100.0

Rows = dict[str, list[Any]]


class Viewer:
    """All widgets of a dashboard. It reconnects like a browser, with a fresh load."""

    def __init__(self, url: str) -> None:
        self.config: dict[str, Any] = {}
        self.rows: dict[str, Rows] = {}
        self.sync: dict[str, Any] = {}
        self.epoch = ""
        self._url = live_url_of(url)
        self._link: ViewerLink | None = None
        #: On this link.
        self._subscribed: set[str] = set()
        self._pending: list[dict[str, Any]] = []

    def __enter__(self) -> Viewer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._disconnect()

    @property
    def state(self) -> str | None:
        """The state of the pipeline."""
        return self.sync.get("state")

    def values(self, widget: str) -> list[list[Any]]:
        """The rows of a widget without their keys, sorted by their text."""
        return sorted((row[1:] for row in self.rows.get(widget, {}).values()), key=str)

    def until(self, is_so: Callable[[Viewer], bool], what: str = "") -> None:
        """Follows the stream until something is so, at the end of a step."""
        deadline = time.monotonic() + SECONDS
        while not (self.sync and is_so(self)):
            if time.monotonic() > deadline:
                raise AssertionError(f"not so: {what}; rows {self.rows}, sync {self.sync}")
            try:
                link = self._connected()
                self._take(link, link.receive(1))
            except TimeoutError:
                continue
            except (ConnectionClosed, InvalidHandshake, OSError):
                self._disconnect()
                time.sleep(0.05)  # the relay is away; the deadline above bounds how often

    def until_values(self, widget: str, expected: list[list[Any]]) -> None:
        """Follows the stream until a widget has exactly these rows."""
        wanted = sorted(expected, key=str)
        self.until(lambda viewer: viewer.values(widget) == wanted, f"{widget} has {wanted}")

    def until_gone(self) -> None:
        """Waits until nothing answers any more."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            try:
                self._connected().receive(0.1)
            except TimeoutError:
                continue
            except ConnectionRefusedError:
                return
            except (ConnectionClosed, InvalidHandshake, OSError):
                self._disconnect()
        raise AssertionError("the relay is still there")

    def _connected(self) -> ViewerLink:
        if self._link is None:
            self._link = ViewerLink(self._url, {})
            self._subscribed, self._pending = set(), []
        return self._link

    def _disconnect(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None

    def _take(self, link: ViewerLink, message: dict[str, Any]) -> None:
        match message["type"]:
            case "hello":
                self.epoch = message["epoch"]
            case "config":
                for widget in message["widgets"].keys() - self._subscribed:
                    self._subscribed.add(widget)
                    link.subscribe(widget)
                self.config = message
            case "subscribed" if message["from"] == 0:
                self._pending = [m for m in self._pending if m["widget"] != message["widget"]]
                self._pending.append({**message, "empty": True})
            case "rows":
                self._pending.append(message)
            case "sync":
                for change in self._pending:
                    self._apply(change)
                self._pending = []
                self.sync = message

    def _apply(self, change: dict[str, Any]) -> None:
        rows = self.rows.setdefault(change["widget"], {})
        if "empty" in change:
            rows.clear()
        for key in change.get("del", ()):
            rows.pop(key, None)
        for row in change.get("up", ()):
            rows[row[0]] = row
