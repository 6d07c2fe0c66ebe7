"""The relay's end of ``/feed``, in the hands of a test: it acknowledges, refuses and cuts when it
is told to.
"""

from __future__ import annotations

import json
import queue
import threading
from types import TracebackType
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

SECONDS = 20.0


class FakeRelay:
    """What producers send is in ``received``; ``acks`` says whether commits are acknowledged at
    once.
    """

    def __init__(self, subprotocol: str = "streamviz.feed.2", **options: Any) -> None:
        self.received: queue.Queue[dict[str, Any]] = queue.Queue()
        self.headers: list[str] = []
        self.acks = True
        self.ready: dict[str, Any] = {"type": "ready", "epoch": "e", "position": 0, "ack": 0}
        self._links: list[ServerConnection] = []
        self._server = serve(
            self._serve, "127.0.0.1", 0, subprotocols=[Subprotocol(subprotocol)], **options
        )
        self._thread = threading.Thread(target=self._server.serve_forever)

    @property
    def url(self) -> str:
        """Where producers link to it."""
        return f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/feed"

    def __enter__(self) -> FakeRelay:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.cut()
        self._server.shutdown()
        self._thread.join()

    def next(self, kind: str) -> dict[str, Any]:
        """The next message of this type; others before it are skipped."""
        while True:
            message = self.received.get(timeout=SECONDS)
            if message["type"] == kind:
                return message

    def reply(self, **message: Any) -> None:
        """Sends something to the newest link."""
        self._links[-1].send(json.dumps(message))

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
                    link.send(json.dumps(self.ready))
                if message["type"] == "commit" and self.acks and "more" not in message:
                    link.send(json.dumps({"type": "ack", "seq": message["seq"], "position": 1}))
                self.received.put(message)
        except ConnectionClosed:
            pass
