"""Requests of commands to a relay. No redirect is followed: it could lead a password away."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from typing import IO, Any

from .._exceptions import NoAnswerError

#: A relay answers in milliseconds. With 5 a slow tunnel may look dead; 20 only makes a typing
#: mistake in the address take longer to show.
_SECONDS = 10.0
#: The error texts of a relay are far shorter; half would do, twice would only be more of a page
#: that is none of a relay's.
_TEXT_BYTES = 1_000


@dataclass(frozen=True)
class Answer:
    """An answer of any status."""

    status: int
    headers: Message
    #: The beginning of the body.
    text: str


def ask(
    url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, form: bytes = b""
) -> Answer:
    """Sends one request. Raises ``NoAnswerError``."""
    request = urllib.request.Request(
        url, data=form or None, headers=dict(headers or {}), method=method
    )
    try:
        with _opener(url).open(request, timeout=_SECONDS) as answer:
            return _read(answer.status, answer.headers, answer)
    except urllib.error.HTTPError as error:
        with error:
            return _read(error.code, error.headers, error)
    except OSError as error:
        raise NoAnswerError(str(getattr(error, "reason", error))) from error
    except HTTPException:
        raise NoAnswerError("what is there does not speak HTTP") from None
    except ValueError:  # its text may hold the password of a proxy
        raise NoAnswerError("the proxy that the environment names cannot be used") from None


def _read(status: int, headers: Message, body: IO[Any]) -> Answer:
    return Answer(status, headers, body.read(_TEXT_BYTES).decode(errors="replace").strip())


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


def _opener(url: str) -> urllib.request.OpenerDirector:
    """Leaves out the proxy for this machine, as browsers do."""
    is_here = urllib.parse.urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
    handlers = [urllib.request.ProxyHandler({})] if is_here else []
    return urllib.request.build_opener(_NoRedirect, *handlers)
