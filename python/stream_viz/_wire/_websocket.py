"""Opens all WebSockets: the library alone would log tokens and follow redirects."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping
from typing import Any

from websockets.exceptions import InvalidProxy, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from .._exceptions import RedirectError

#: A relay answers in milliseconds, one that is starting in two seconds. With 5 a busy machine may
#: be taken for a dead one; 20 only means a later line in the log.
HANDSHAKE_SECONDS = 10.0


class _LibraryLog(logging.LoggerAdapter):  # type: ignore[type-arg]
    """The log of the library. At DEBUG that logs every header and frame, with tokens and passwords
    in them, so nothing is logged there. An error of a handler does not end a link.
    """

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802 (its name in logging)
        return level > logging.DEBUG and super().isEnabledFor(level)

    def log(self, level: int, msg: object, *args: object, **kwargs: Any) -> None:
        with contextlib.suppress(Exception):
            super().log(level, msg, *args, **kwargs)


class _Connection(ClientConnection):
    """Refuses a redirect, which the library would follow to any host."""

    def handshake(self, *arguments: Any, **options: Any) -> None:
        try:
            super().handshake(*arguments, **options)
        except InvalidStatus as error:
            status = error.response.status_code
            if 300 <= status < 400:
                raise RedirectError(status) from error
            raise


_log = _LibraryLog(logging.getLogger("stream_viz.websockets"), {})


def open_link(
    url: str, subprotocol: str, headers: Mapping[str, str], **options: Any
) -> ClientConnection:
    """Opens a link to a relay, to be closed by its ``with``.

    Raises what ``connect`` of the library does, and ``RedirectError``. Its text holds neither a
    header nor the password of a proxy.
    """
    is_encrypted = url.startswith("wss:")
    if not is_encrypted:
        options["proxy"] = None  # a relay without TLS is on this machine or beside it
    try:
        link: ClientConnection = connect(
            url,
            subprotocols=[Subprotocol(subprotocol)],
            additional_headers=headers,
            compression=None,
            open_timeout=HANDSHAKE_SECONDS,
            close_timeout=1,
            logger=_log,
            create_connection=_Connection,
            **options,
        )
    except (InvalidProxy, ValueError):
        if not is_encrypted:
            raise
        raise OSError(
            "the proxy that the environment names (https_proxy) cannot be used; correct or unset it"
        ) from None
    return link
