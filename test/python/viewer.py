"""A viewer in Python: it speaks streamviz.2 and keeps what a browser would keep."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Any

from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

SECONDS = 30.0

Rows = dict[str, list[Any]]


class Viewer:
    """All widgets of a dashboard. It reconnects like a browser, with a fresh load."""

    def __init__(self, url: str) -> None:
        self.config: dict[str, Any] = {}
        self.rows: dict[str, Rows] = {}
        self.sync: dict[str, Any] = {}
        self.epoch = ""
        self._url = f"ws{url.removeprefix('http')}live"
        self._link: ClientConnection | None = None
        self._closing = ExitStack()
        self._pending: list[dict[str, Any]] = []
        self._frames = 0

    def __enter__(self) -> Viewer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.close()

    @property
    def state(self) -> str | None:
        """That of the pipeline."""
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
                self._take(json.loads(self._connected().recv(timeout=1)))
            except TimeoutError:
                continue
            except (ConnectionClosed, InvalidHandshake, OSError):
                self._link = None
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
                self._connected().recv(timeout=0.1)
            except TimeoutError:
                continue
            except ConnectionRefusedError:
                return
            except (ConnectionClosed, InvalidHandshake, OSError):
                self._link = None
        raise AssertionError("the relay is still there")

    def _connected(self) -> ClientConnection:
        if self._link is None:
            self._closing.close()
            link = self._closing.enter_context(
                connect(self._url, subprotocols=[Subprotocol("streamviz.2")], compression=None)
            )
            self._link, self._frames, self._pending = link, 0, []
        return self._link

    def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "hello":
                self.epoch = message["epoch"]
            case "config":
                for widget in message["widgets"].keys() - self.config.get("widgets", {}).keys() | (
                    message["widgets"].keys() if self._frames == 0 else set()
                ):
                    self._send({"type": "subscribe", "widget": widget})
                self.config = message
            case "subscribed" if message["from"] == 0:
                self._pending = [m for m in self._pending if m["widget"] != message["widget"]]
                self._pending.append({**message, "empty": True})
            case "rows":
                self._acknowledge()
                self._pending.append(message)
            case "sync":
                self._acknowledge()
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

    def _acknowledge(self) -> None:
        self._frames += 1
        self._send({"type": "ack", "frames": self._frames})

    def _send(self, message: dict[str, Any]) -> None:
        assert self._link is not None
        self._link.send(json.dumps(message))
