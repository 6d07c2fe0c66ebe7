"""One link to the relay: the handshake, and the relay's answers, kept for the sender to look at."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import NoReturn, cast

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from .._exceptions import LinkError, MessageError
from .._wire._printable import printable
from .._wire._protocol import FEED_SUBPROTOCOL, ErrorMessage, FeedReply, OpenMessage, Refusal
from .._wire._relay_messages import message_of
from .._wire._values import dumps
from .._wire._websocket import HANDSHAKE_SECONDS, open_link


class ProducerLink:
    """A link that is ready to take commits. Raises ``LinkError`` if there is none.

    ``acknowledged`` is the last ``seq`` that the relay has; ``lost`` says why the link is gone.
    Both are written by the reader thread with ``changed`` held. ``on_refused`` is called there for
    each widget of a commit that was refused.
    """

    def __init__(
        self,
        url: str,
        token: str,
        opening: OpenMessage,
        changed: threading.Condition,
        on_refused: Callable[[Refusal], None],
    ) -> None:
        self._url = url
        self._changed = changed
        self._on_refused = on_refused
        self.lost: LinkError | None = None
        with ExitStack() as closing:
            self._socket = _connect(closing, url, token)
            if self._socket.subprotocol != FEED_SUBPROTOCOL:
                raise _error(f"what answers at {url} does not speak {FEED_SUBPROTOCOL}")
            self.send(dumps(opening))
            ready = self._receive(HANDSHAKE_SECONDS)
            if ready["type"] == "error":
                _fail(ready)
            if ready["type"] != "ready":
                raise _error(f'the relay answered "{ready["type"]}" where "ready" was due')
            self.acknowledged = ready["ack"]
            self.epoch = ready["epoch"]
            self._closing = closing.pop_all()
        threading.Thread(target=self._read, name="stream_viz-reader", daemon=True).start()

    def send(self, message: bytes) -> None:
        """Sends one message; waits while the relay is slow to read."""
        try:
            self._socket.send(message, text=True)
        except (ConnectionClosed, OSError) as error:
            raise self.lost or _error(f"the link to the relay was lost: {error}") from error

    def close(self) -> None:
        """Closes the link, after what was sent."""
        self._closing.close()

    def forget(self) -> None:
        """Closes this process's copy of the socket, and says nothing to the relay."""
        self._socket.socket.close()

    def _receive(self, timeout: float | None = None) -> FeedReply:
        try:
            return cast(FeedReply, message_of(self._socket.recv(timeout)))
        except MessageError as error:
            raise _error(f"what answers at {self._url} is no relay: {error}") from None
        except TimeoutError as error:
            raise _error("the relay does not answer") from error
        except (ConnectionClosed, OSError) as error:
            raise _error(f"the link to the relay was lost: {error}") from error

    def _read(self) -> None:
        try:
            while True:
                self._handle(self._receive())
        except LinkError as error:
            lost = error
        except Exception as error:
            lost = _error(f"the relay sent what is no message: {error!r}")
        with self._changed:
            self.lost = lost
            self._changed.notify_all()

    def _handle(self, reply: FeedReply) -> None:
        if reply["type"] == "error":
            _fail(reply)
        if reply["type"] == "ack":
            for refusal in reply.get("refused", ()):
                self._on_refused(refusal)
            with self._changed:
                self.acknowledged = max(self.acknowledged, reply["seq"])
                self._changed.notify_all()


def _connect(closing: ExitStack, url: str, token: str) -> ClientConnection:
    headers = {"Authorization": f"Bearer {token}"}
    try:
        return closing.enter_context(open_link(url, FEED_SUBPROTOCOL, headers))
    except InvalidStatus as error:
        status = error.response.status_code
        if status in (401, 403):
            raise _error(
                f"the relay at {url} refuses the producer token (HTTP {status}); "
                "set STREAMVIZ_PRODUCER_TOKEN to the one it was started with"
            ) from error
        raise _error(f"the relay at {url} answers HTTP {status}") from error
    except Exception as error:
        raise _error(f"no link to the relay at {url}: {error}") from error


def _fail(message: ErrorMessage) -> NoReturn:
    retry_after = message.get("retryAfter")
    raise _error(
        f"the relay says {message.get('code')}: {message['message']}",
        None if retry_after is None else retry_after / 1_000,
    )


def _error(text: str, retry_after: float | None = None) -> LinkError:
    """Makes an error whose text, which may have words of the relay in it, can be printed."""
    return LinkError(printable(text), retry_after)
