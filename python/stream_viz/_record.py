"""Saves what a dashboard shows over time: the frames that the relay sends, a line each. Elements
replay such a file as ``src="out.ndjson"``.

connect ─▶ config ─▶ subscribe ─▶ lines, written at the end of each step ─▶ a lost link: connect
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from urllib.parse import SplitResult

import orjson
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.frames import CloseCode
from websockets.sync.client import ClientConnection

from ._addresses import split_url, unencrypted, without_query
from ._output_file import open_output
from ._printable import tell as tell_on_stderr
from ._relay_messages import MAX_MESSAGE_BYTES, MAX_WIDGETS, MessageError, line_of, message_of
from ._viewer_credentials import ViewerCredentials, viewer_credentials
from ._websocket import HANDSHAKE_SECONDS, RedirectError, open_link

_VIEWER_SUBPROTOCOL = "streamviz.2"
_RETRY_SECONDS = 1.0
#: Messages that wait to be read, each with up to ``MAX_MESSAGE_BYTES``.
_WAITING_MESSAGES = 2
#: Of a step, which is written when it has ended: what is kept in memory, and at all.
_STEP_BYTES_IN_MEMORY = 8 * 1024 * 1024
_MAX_STEP_BYTES = 2 * 1024 * 1024 * 1024


class RecordError(RuntimeError):
    """Nothing can be recorded; the text says why and what to do."""


def record(
    url: str,
    path: str,
    *,
    widget: str | None = None,
    seconds: float | None = None,
    tell: Callable[[str], None] = tell_on_stderr,
) -> None:
    """Records until Ctrl-C, for so many seconds, or until the pipeline has ended.

    :param url: The relay's address, as in a browser.
    :param widget: Its id. Default: all widgets.
    """
    parts, url = _checked(url), without_query(url)
    viewer = viewer_credentials()
    warning = unencrypted(viewer.name, parts) if viewer.headers else None
    if warning is not None:
        tell(f"Warning: {warning}.")
    with contextlib.ExitStack() as closing:

        def connect() -> ClientConnection:
            return _connected(closing, _live_address(parts), url, viewer)

        link = connect()
        step = closing.enter_context(tempfile.SpooledTemporaryFile(_STEP_BYTES_IN_MEMORY))
        recorder = _Recorder(widget, url, tell, step)
        recorder.begin(link)
        file = closing.enter_context(_opened(path, is_private=bool(viewer.headers)))
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
    #: The lines of the step that has not ended.
    _step: tempfile.SpooledTemporaryFile[bytes]
    widgets: list[str] = field(default_factory=list)
    steps: int = 0
    is_over: bool = False
    #: Widgets whose first load is on its way.
    _loading: set[str] = field(default_factory=set)
    _frames: int = 0
    _is_greeted: bool = False

    def begin(self, link: ClientConnection) -> None:
        """Takes the relay's greeting and asks for the widgets, on a new link."""
        self._frames, self.widgets, self._is_greeted = 0, [], False
        self._loading.clear()
        self._forget_step()
        deadline = time.monotonic() + HANDSHAKE_SECONDS
        while not self._is_greeted:
            left = deadline - time.monotonic()
            if left <= 0:
                raise self._no_relay(f"it sends no config in {HANDSHAKE_SECONDS:g} s")
            try:
                self._take(link, self._received(link, left))
            except TimeoutError:
                continue
            except (ConnectionClosed, OSError) as error:
                raise self._no_relay(f"it ended the link ({error})") from error

    def follow(self, link: ClientConnection, file: BinaryIO, deadline: float | None) -> None:
        """Takes one message, and writes the step that it ends."""
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        try:
            received = self._received(link, left)
        except TimeoutError:
            return
        message = self._take(link, received)
        if message["type"] != "sync":
            return
        self._step.seek(0)
        try:
            shutil.copyfileobj(self._step, file)
            file.flush()
        except OSError as error:
            raise _cannot_be_written(file.name, error) from error
        self._forget_step()
        self.steps += 1
        if message["state"] in ("ended", "failed") and not self._loading:
            self.is_over = True

    def _forget_step(self) -> None:
        self._step.seek(0)
        self._step.truncate()

    def _take(self, link: ClientConnection, received: str | bytes) -> dict[str, Any]:
        try:
            message = message_of(received)
            self._handle(link, message)
        except MessageError as error:
            raise self._no_relay(str(error)) from None
        return message

    def _received(self, link: ClientConnection, seconds: float | None) -> str | bytes:
        try:
            return link.recv(seconds)
        except ConnectionClosed as error:
            if error.sent is not None and error.sent.code == CloseCode.MESSAGE_TOO_BIG:
                raise self._no_relay("it sent a message of more than 16 MB") from error
            raise

    def _no_relay(self, why: str) -> RecordError:
        return RecordError(f"what answers at {self.url} is no relay: {why}")

    def _handle(self, link: ClientConnection, message: dict[str, Any]) -> None:
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
        try:
            self._step.write(line_of(message))
        except OSError as error:  # a full disk
            raise RecordError(f"a step cannot be kept until it ends: {error.strerror}") from error
        if self._step.tell() > _MAX_STEP_BYTES:
            raise MessageError("one step of it has more than 2 GB")

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
                if len(self.widgets) > MAX_WIDGETS:
                    raise MessageError(f"it had more than {MAX_WIDGETS:,} widgets")
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
            f'"{without_query(url)}" is not the address of a relay; it should look like http://127.0.0.1:8765'
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
            open_link(
                address,
                _VIEWER_SUBPROTOCOL,
                viewer.headers,
                max_size=MAX_MESSAGE_BYTES,
                max_queue=_WAITING_MESSAGES,
            )
        )
    except RedirectError as error:
        raise RecordError(f"what answers at {url} takes no viewer: {error}") from error
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


def _opened(path: str, *, is_private: bool) -> BinaryIO:
    try:
        return open_output(path, is_private=is_private)
    except OSError as error:
        raise _cannot_be_written(path, error) from error


def _cannot_be_written(path: str, error: OSError) -> RecordError:
    return RecordError(f"{path} cannot be written: {error.strerror}")
