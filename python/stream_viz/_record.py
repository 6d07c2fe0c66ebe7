"""Saves what a dashboard shows over time: the frames that the relay sends, a line each. Elements
replay such a file as ``src="out.ndjson"``.

connect ─▶ config ─▶ subscribe ─▶ lines, written at the end of each step ─▶ a lost link: connect
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import SplitResult

import orjson
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.sync.client import ClientConnection

from ._addresses import split_url, unencrypted
from ._viewer_credentials import ViewerCredentials, viewer_credentials
from ._websocket import HANDSHAKE_SECONDS, open_link

_VIEWER_SUBPROTOCOL = "streamviz.2"
_RETRY_SECONDS = 1.0


class RecordError(RuntimeError):
    """Nothing can be recorded; the text says why and what to do."""


def record(
    url: str,
    path: str,
    *,
    widget: str | None = None,
    seconds: float | None = None,
    tell: Callable[[str], None] = lambda line: print(line, file=sys.stderr),
) -> None:
    """Records until Ctrl-C, for so many seconds, or until the pipeline has ended.

    :param url: The relay's address, as in a browser.
    :param widget: Its id. Default: all widgets.
    """
    parts = _checked(url)
    viewer = viewer_credentials()
    warning = unencrypted(viewer.name, parts) if viewer.headers else None
    if warning is not None:
        tell(f"Warning: {warning}.")
    with contextlib.ExitStack() as closing:

        def connect() -> ClientConnection:
            return _connected(closing, _live_address(parts), url, viewer)

        link = connect()
        recorder = _Recorder(widget, url, tell)
        recorder.begin(link)
        file = closing.enter_context(_opened(path))
        tell(f"Recording {', '.join(recorder.widgets) or 'what will come'}; Ctrl-C ends it.")
        deadline = None if seconds is None else time.monotonic() + seconds
        with contextlib.suppress(KeyboardInterrupt):
            while not recorder.is_over and not _is_past(deadline):
                try:
                    recorder.follow(link, file, deadline)
                except (ConnectionClosed, OSError) as error:
                    tell(f"The link was lost ({error}); trying again.")
                    link.close()
                    link = _again(recorder, connect, deadline) or link
        tell(f"Saved {recorder.steps} steps of {len(recorder.widgets)} widgets in {path}.")


@dataclass
class _Recorder:
    """What is recorded, and how far it is."""

    only: str | None
    url: str
    tell: Callable[[str], None]
    widgets: list[str] = field(default_factory=list)
    steps: int = 0
    is_over: bool = False
    #: Widgets whose first load is on its way.
    _loading: set[str] = field(default_factory=set)
    #: Of the step that has not ended.
    _lines: list[bytes] = field(default_factory=list)
    _frames: int = 0
    _is_greeted: bool = False

    def begin(self, link: ClientConnection) -> None:
        """Takes the relay's greeting and asks for the widgets, on a new link."""
        self._lines, self._frames, self.widgets, self._is_greeted = [], 0, [], False
        self._loading.clear()
        while not self._is_greeted:
            try:
                self._take(link, orjson.loads(link.recv(HANDSHAKE_SECONDS)))
            except TimeoutError as error:
                raise RecordError(
                    f"what answers at {self.url} is no relay: it is silent"
                ) from error
            except orjson.JSONDecodeError as error:
                raise RecordError(f"what answers at {self.url} is no relay: {error}") from error

    def follow(self, link: ClientConnection, file: TextIO, deadline: float | None) -> None:
        """Takes one message, and writes the step that it ends."""
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        try:
            message = orjson.loads(link.recv(left))
        except TimeoutError:
            return
        self._take(link, message)
        if message["type"] != "sync":
            return
        file.write("".join(f"{line.decode()}\n" for line in self._lines))
        file.flush()
        self._lines = []
        self.steps += 1
        if message["state"] in ("ended", "failed") and not self._loading:
            self.is_over = True

    def _take(self, link: ClientConnection, message: dict[str, Any]) -> None:
        match message["type"]:
            case "config":
                self._subscribe(link, message)
            case "subscribed":
                self._subscribed(message)
            case "rows":
                if not message.get("more"):
                    self._loading.discard(message["widget"])
            case "error":
                self.tell(f"The relay says: {message['message']}.")
                return
        if message["type"] in ("rows", "sync"):
            self._frames += 1
            with contextlib.suppress(ConnectionClosed):  # what came before the end still counts
                link.send(orjson.dumps({"type": "ack", "frames": self._frames}), text=True)
        self._lines.append(orjson.dumps(message))

    def _subscribe(self, link: ClientConnection, config: dict[str, Any]) -> None:
        self._is_greeted = True
        declared: dict[str, Any] = config["widgets"]
        if self.only is not None and declared:  # before a pipeline begins there are none
            if self.only not in declared:
                raise RecordError(
                    f'widget "{self.only}" is not on this dashboard; it has: {", ".join(declared)}'
                )
            # What is not recorded is not to be seen in the file either.
            config["widgets"] = {self.only: declared[self.only]}
            config.pop("layout", None)
        for widget in config["widgets"]:
            if widget not in self.widgets:
                self.widgets.append(widget)
                self._loading.add(widget)
                link.send(orjson.dumps({"type": "subscribe", "widget": widget}), text=True)

    def _subscribed(self, message: dict[str, Any]) -> None:
        widget = message["widget"]
        if message["mode"] == "full":
            return
        self._loading.discard(widget)
        if message["mode"] == "window":
            much = f'widget "{widget}" has too many rows to be recorded'
            fix = f"read them at {self.url.rstrip('/')}/export/{widget}.ndjson"
            if self.only is not None:
                raise RecordError(f"{much}; {fix}")
            self.tell(f"Left out: {much}; {fix}.")


def _checked(url: str) -> SplitResult:
    parts = split_url("the address", url, ("http", "https"), instead="set STREAMVIZ_AUTH to it")
    if parts is None:
        raise RecordError(
            f'"{url}" is not the address of a relay; it should look like http://127.0.0.1:8765'
        )
    return parts


def _live_address(parts: SplitResult) -> str:
    scheme = {"http": "ws", "https": "wss"}[parts.scheme]
    return f"{scheme}://{parts.netloc}{parts.path.rstrip('/')}/live"


def _connected(
    closing: contextlib.ExitStack, address: str, url: str, viewer: ViewerCredentials
) -> ClientConnection:
    try:
        return closing.enter_context(
            open_link(address, _VIEWER_SUBPROTOCOL, viewer.headers, max_size=None)
        )
    except InvalidStatus as error:
        response = error.response
        if response.status_code == 401:
            raise RecordError(viewer.why_refused(url)) from error
        text = (response.body or b"").decode(errors="replace").strip()
        said = f"HTTP {response.status_code}{f' ({text})' if text else ''}"
        raise RecordError(f"what answers at {url} takes no viewer: {said}") from error
    except InvalidHandshake as error:
        raise RecordError(f"what answers at {url} is no relay: {error}") from error
    except (OSError, TimeoutError) as error:
        raise RecordError(
            f"no relay answers at {url}: start it, or correct the address ({error})"
        ) from error


def _again(
    recorder: _Recorder, connect: Callable[[], ClientConnection], deadline: float | None
) -> ClientConnection | None:
    """A new link; ``None`` if it is over before the relay is back with what is recorded."""
    while not _is_past(deadline):
        try:
            link = connect()
        except RecordError:
            time.sleep(_RETRY_SECONDS)
            continue
        try:
            recorder.begin(link)
        except (RecordError, ConnectionClosed, OSError):
            link.close()
            time.sleep(_RETRY_SECONDS)
        else:
            return link
    return None


def _is_past(deadline: float | None) -> bool:
    return deadline is not None and time.monotonic() >= deadline


def _opened(path: str) -> TextIO:
    try:
        return Path(path).open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise RecordError(f"{path} cannot be written: {error.strerror}") from error
