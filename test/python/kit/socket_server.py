"""A server for WebSockets of viewers and producers that does what a test wants."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

SUBPROTOCOLS = ("streamviz.2", "streamviz.feed.2")


class SocketServer:
    """Calls ``serve_link`` on a thread for each link, or answers all with ``response``."""

    def __init__(
        self,
        serve_link: Callable[[ServerConnection], None],
        response: Response | Callable[[ServerConnection], Response] | None = None,
        subprotocols: tuple[str, ...] = SUBPROTOCOLS,
    ) -> None:
        def process(link: ServerConnection, _request: Request) -> Response | None:
            return response(link) if callable(response) else response

        self._server = serve(
            serve_link,
            "127.0.0.1",
            0,
            subprotocols=[Subprotocol(name) for name in subprotocols],
            process_request=process,
        )
        self._thread = threading.Thread(target=self._server.serve_forever)
        #: As a relay prints it, without the last slash.
        self.url = f"http://127.0.0.1:{self._server.socket.getsockname()[1]}"

    def __enter__(self) -> SocketServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()


@contextmanager
def answering(
    serve_link: Callable[[ServerConnection], None], response: Response | None = None
) -> Iterator[str]:
    """The address of a server for viewers and producers."""
    with SocketServer(serve_link, response) as server:
        yield server.url


def sending(*messages: object) -> Callable[[ServerConnection], None]:
    """Sends them to each link, as JSON if they are no text and no bytes."""

    def serve_link(link: ServerConnection) -> None:
        for message in messages:
            send(link, message)
        for _ in link:
            pass

    return serve_link


def send(link: ServerConnection, message: Any) -> None:
    """Sends one message, as JSON if it is no text and no bytes."""
    link.send(message if isinstance(message, str | bytes) else json.dumps(message))
