"""The relay's end of ``/feed``, in the hands of a test: it acknowledges, refuses and cuts links."""

from __future__ import annotations

import json
import queue
from types import TracebackType
from typing import Any

from socket_server import SocketServer, send
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection

SECONDS = 20.0


class FakeRelay:
    """Keeps the messages of producers in ``received``; ``acks`` says whether commits are
    acknowledged at once. The options are those of ``SocketServer``.
    """

    def __init__(self, **options: Any) -> None:
        self.received: queue.Queue[dict[str, Any]] = queue.Queue()
        self.headers: list[str] = []
        self.acks = True
        self.ready: dict[str, Any] = {"type": "ready", "epoch": "e", "position": 0, "ack": 0}
        self._links: list[ServerConnection] = []
        self._server = SocketServer(self._serve, **options)

    @property
    def url(self) -> str:
        """The address for producers."""
        return f"ws{self._server.url.removeprefix('http')}/feed"

    def __enter__(self) -> FakeRelay:
        self._server.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.cut()
        self._server.__exit__(kind, error, traceback)

    def next(self, kind: str) -> dict[str, Any]:
        """The next message of this type; others before it are skipped."""
        while True:
            message = self.received.get(timeout=SECONDS)
            if message["type"] == kind:
                return message

    def reply(self, **message: Any) -> None:
        """Sends something to the newest link."""
        send(self._links[-1], message)

    def cut(self) -> None:
        """Cuts every link, without a good-bye."""
        while self._links:
            self._links.pop().close_socket()

    def _serve(self, link: ServerConnection) -> None:
        self._links.append(link)
        assert link.request is not None
        self.headers.append(link.request.headers.get("Authorization", ""))
        try:
            for text in link:
                message = json.loads(text)
                if message["type"] == "open":
                    send(link, self.ready)
                if message["type"] == "commit" and self.acks and "more" not in message:
                    send(link, {"type": "ack", "seq": message["seq"], "position": 1})
                self.received.put(message)
        except ConnectionClosed:
            pass
