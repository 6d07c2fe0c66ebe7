"""The steps of a recording: which widgets it has, and which frames belong to a step that ended."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from .._exceptions import MessageError, RecordError
from .._wire._relay_messages import MAX_WIDGETS, line_of
from .._wire._viewer_link import ViewerLink
from .._wire._websocket import HANDSHAKE_SECONDS

#: A step is written when it has ended. So much of it is kept in memory, the rest in a temporary
#: file: half only uses the file more often, twice uses more memory.
STEP_BYTES_IN_MEMORY = 8 * 1024 * 1024
#: More than a first load of all widgets takes. Half would still do; with twice, what is no relay
#: can fill more of the disk.
_MAX_STEP_BYTES = 2 * 1024 * 1024 * 1024


@dataclass
class Recorder:
    """Takes the messages of one link after the other, and writes the steps."""

    #: The only widget to record; ``None`` for all.
    only: str | None
    url: str
    notify: Callable[[str], None]
    #: The lines of the step that has not ended.
    _step: tempfile.SpooledTemporaryFile[bytes]
    widgets: list[str] = field(default_factory=list)
    steps: int = 0
    is_over: bool = False
    #: Widgets whose first load is on its way.
    _loading: set[str] = field(default_factory=set)
    _has_config: bool = False

    def begin(self, link: ViewerLink) -> None:
        """Awaits the relay's config and asks for the widgets, on a new link."""
        self.widgets, self._has_config = [], False
        self._loading.clear()
        self._forget_step()
        deadline = time.monotonic() + HANDSHAKE_SECONDS
        while not self._has_config:
            left = deadline - time.monotonic()
            if left <= 0:
                raise self._no_relay(f"it sends no config in {HANDSHAKE_SECONDS:g} s")
            try:
                self._take(link, left)
            except TimeoutError:
                continue
            except (ConnectionClosed, OSError) as error:
                raise self._no_relay(f"it ended the link ({error})") from error

    def follow(self, link: ViewerLink, file: BinaryIO, deadline: float | None) -> None:
        """Takes one message, and writes the step that it ends."""
        left = None if deadline is None else max(0.0, deadline - time.monotonic())
        try:
            message = self._take(link, left)
        except TimeoutError:
            return
        if message["type"] != "sync":
            return
        self._step.seek(0)
        try:
            shutil.copyfileobj(self._step, file)
            file.flush()
        except OSError as error:
            raise cannot_be_written(file.name, error) from error
        self._forget_step()
        self.steps += 1
        if message["state"] in ("ended", "failed") and not self._loading:
            self.is_over = True

    def _forget_step(self) -> None:
        self._step.seek(0)
        self._step.truncate()

    def _take(self, link: ViewerLink, seconds: float | None) -> dict[str, Any]:
        try:
            message = link.receive(seconds)
            self._handle(link, message)
        except MessageError as error:
            raise self._no_relay(str(error)) from None
        except ConnectionClosed as error:
            if error.sent is not None and error.sent.code == CloseCode.MESSAGE_TOO_BIG:
                raise self._no_relay("it sent a message of more than 16 MB") from error
            raise
        return message

    def _no_relay(self, why: str) -> RecordError:
        return RecordError(f"what answers at {self.url} is no relay: {why}")

    def _handle(self, link: ViewerLink, message: dict[str, Any]) -> None:
        match message["type"]:
            case "config":
                self._subscribe(link, message)
            case "subscribed":
                self._note_mode(message)
            case "rows":
                if not message.get("more"):
                    self._loading.discard(message["widget"])
            case "error":
                self.notify(f"The relay says: {message['message']}.")
                return
        try:
            self._step.write(line_of(message))
        except OSError as error:  # a full disk
            raise RecordError(f"a step cannot be kept until it ends: {error.strerror}") from error
        if self._step.tell() > _MAX_STEP_BYTES:
            raise MessageError("one step of it has more than 2 GB")

    def _subscribe(self, link: ViewerLink, config: dict[str, Any]) -> None:
        self._has_config = True
        declared: dict[str, Any] = config["widgets"]
        if self.only is not None and declared:  # before a pipeline begins there are none
            if self.only not in declared:
                raise RecordError(
                    f'widget "{self.only}" is not on this dashboard; it has: {", ".join(declared)}'
                )
            # The file does not name the widgets that are not recorded.
            config["widgets"] = {self.only: declared[self.only]}
            config.pop("layout", None)
        for widget in config["widgets"]:
            if widget not in self.widgets:
                self.widgets.append(widget)
                if len(self.widgets) > MAX_WIDGETS:
                    raise MessageError(f"it had more than {MAX_WIDGETS:,} widgets")
                self._loading.add(widget)
                link.subscribe(widget)

    def _note_mode(self, message: dict[str, Any]) -> None:
        widget = message["widget"]
        if message["mode"] == "full":
            return
        self._loading.discard(widget)
        if message["mode"] == "window":
            reason = f'widget "{widget}" has too many rows to be recorded'
            fix = f"read them at {self.url.rstrip('/')}/export/{widget}.ndjson"
            if self.only is not None:
                raise RecordError(f"{reason}; {fix}")
            self.notify(f"Left out: {reason}; {fix}.")


def cannot_be_written(path: str, error: OSError) -> RecordError:
    """Makes the error of a file that cannot be written."""
    return RecordError(f"{path} cannot be written: {error.strerror}")
