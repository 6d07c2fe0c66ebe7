"""A viewer's link to a relay: it asks for widgets and acknowledges the frames that come."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from ._protocol import VIEWER_SUBPROTOCOL
from ._relay_messages import MAX_MESSAGE_BYTES, message_of
from ._values import dumps
from ._websocket import open_link

#: Messages that wait to be read, each with up to ``MAX_MESSAGE_BYTES``. Half, 1, would stop reading
#: after every message; twice is twice the memory that what is no relay can take.
_WAITING_MESSAGES = 2


class ViewerLink:
    """One link. Opening it raises what ``open_link`` raises; it is closed by its user."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        self._frames = 0
        self._closing = contextlib.ExitStack()
        self._socket: ClientConnection = self._closing.enter_context(
            open_link(
                address,
                VIEWER_SUBPROTOCOL,
                headers,
                max_size=MAX_MESSAGE_BYTES,
                max_queue=_WAITING_MESSAGES,
            )
        )

    def receive(self, seconds: float | None) -> dict[str, Any]:
        """Returns the next message, and acknowledges it if it is a frame.

        Raises ``TimeoutError``, ``ConnectionClosed`` and ``MessageError``.
        """
        message = message_of(self._socket.recv(seconds))
        if message["type"] in ("rows", "sync"):
            self._frames += 1
            with contextlib.suppress(ConnectionClosed):  # what came before the end still counts
                self._send({"type": "ack", "frames": self._frames})
        return message

    def subscribe(self, widget: str) -> None:
        """Asks for all rows of a widget, however many it has."""
        self._send({"type": "subscribe", "widget": widget, "all": True})

    def close(self) -> None:
        """Ends the link."""
        self._closing.close()

    def _send(self, message: dict[str, object]) -> None:
        self._socket.send(dumps(message), text=True)


def live_url_of(page: str) -> str:
    """Makes the URL at which a viewer links to the relay whose page is there."""
    return f"ws{page.removeprefix('http').rstrip('/')}/live"
