"""Ends all sessions of a relay: every user has to log in again."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from http.client import responses

from .._exceptions import LogoutError, NoAnswerError
from .._running._addresses import split_url, unencrypted, without_query
from .._wire._http import ask
from .._wire._output import print_note
from ._viewer_credentials import viewer_credentials


def logout_all(url: str, notify: Callable[[str], None] = print_note) -> None:
    """Asks the relay at this address, as its user."""
    parts = split_url("the address", url, ("http", "https"), instead="set STREAMVIZ_AUTH to it")
    url = without_query(url)
    if parts is None:
        raise LogoutError(
            f'"{url}" is not the address of a relay; it should look like http://127.0.0.1:8765'
        )
    viewer = viewer_credentials()
    if viewer.auth is None:
        raise LogoutError(
            "ending all sessions needs the user and password of the relay: "
            "set STREAMVIZ_AUTH=user:password"
        )
    warning = unencrypted(viewer.name, parts)
    if warning is not None:
        notify(f"Warning: {warning}.")
    base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
    try:
        answer = ask(f"{base}/logout-all", method="POST", headers=viewer.headers)
    except NoAnswerError as error:
        raise LogoutError(
            f"no relay answers at {url} ({error}): start it, or correct the address"
        ) from error
    match answer.status:
        case HTTPStatus.NO_CONTENT:
            notify(f"All sessions of {url} have ended.")
        case HTTPStatus.UNAUTHORIZED:
            raise LogoutError(viewer.why_refused(url))
        case HTTPStatus.NOT_FOUND:
            raise LogoutError(
                f"{url} has no sessions to end: it is a relay without STREAMVIZ_AUTH, or no relay"
            )
        case status:
            reason = answer.text or responses.get(status, "")
            raise LogoutError(f"{url} answers {status} {reason}".rstrip())
