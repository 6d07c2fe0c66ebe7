"""Saves what a dashboard shows over time: the frames that the relay sends, a line each. Elements
replay such a file as ``src="out.ndjson"``.

connect ─▶ config ─▶ subscribe ─▶ lines, written at the end of each step ─▶ a lost link: connect
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO
from urllib.parse import SplitResult

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from .._exceptions import RecordError, RedirectError
from .._running._addresses import split_url, unencrypted, without_query
from .._wire._output import print_note
from .._wire._viewer_link import ViewerLink, live_url_of
from ._output_file import open_output
from ._recorder import STEP_BYTES_IN_MEMORY, Recorder, cannot_be_written
from ._viewer_credentials import ViewerCredentials, viewer_credentials

#: A relay starts in less than a second. Half asks it more often; twice loses more of what it shows.
_RETRY_SECONDS = 1.0


def record(
    url: str,
    path: str,
    *,
    widget: str | None = None,
    seconds: float | None = None,
    notify: Callable[[str], None] = print_note,
) -> None:
    """Records until Ctrl-C, for so many seconds, or until the pipeline has ended.

    :param url: The relay's address, as in a browser.
    :param widget: Its id. Default: all widgets.
    """
    parts, url = _checked(url), without_query(url)
    viewer = viewer_credentials()
    warning = unencrypted(viewer.name, parts) if viewer.headers else None
    if warning is not None:
        notify(f"Warning: {warning}.")
    with contextlib.ExitStack() as closing:

        def connect() -> ViewerLink:
            link = _connected(_live_address(parts), url, viewer)
            closing.callback(link.close)
            return link

        link = connect()
        step = closing.enter_context(tempfile.SpooledTemporaryFile(STEP_BYTES_IN_MEMORY))
        recorder = Recorder(widget, url, notify, step)
        recorder.begin(link)
        file = closing.enter_context(_opened(path, is_private=bool(viewer.headers)))
        notify(f"Recording {', '.join(recorder.widgets) or 'what will come'}; Ctrl-C ends it.")
        deadline = None if seconds is None else time.monotonic() + seconds
        with contextlib.suppress(KeyboardInterrupt):
            while not recorder.is_over and not _is_past(deadline):
                try:
                    recorder.follow(link, file, deadline)
                except (ConnectionClosed, OSError) as error:
                    notify(f"The link was lost ({error}); trying again.")
                    link.close()
                    link = _again(recorder, connect, deadline) or link
        notify(f"Saved {recorder.steps} steps of {len(recorder.widgets)} widgets in {path}.")


def _checked(url: str) -> SplitResult:
    parts = split_url("the address", url, ("http", "https"), instead="set STREAMVIZ_AUTH to it")
    if parts is None:
        raise RecordError(
            f'"{without_query(url)}" is not the address of a relay; it should look like http://127.0.0.1:8765'
        )
    return parts


def _live_address(parts: SplitResult) -> str:
    return live_url_of(f"{parts.scheme}://{parts.netloc}{parts.path}")


def _connected(address: str, url: str, viewer: ViewerCredentials) -> ViewerLink:
    try:
        return ViewerLink(address, viewer.headers)
    except RedirectError as error:
        raise RecordError(f"what answers at {url} takes no viewer: {error}") from error
    except InvalidStatus as error:
        response = error.response
        if response.status_code == 401:
            raise RecordError(viewer.why_refused(url)) from error
        text = (response.body or b"").decode(errors="replace").strip()
        answer = f"HTTP {response.status_code}{f' ({text})' if text else ''}"
        raise RecordError(f"what answers at {url} takes no viewer: {answer}") from error
    except InvalidHandshake as error:
        raise RecordError(f"what answers at {url} is no relay: {error}") from error
    except (OSError, TimeoutError) as error:
        raise RecordError(
            f"no relay answers at {url}: start it, or correct the address ({error})"
        ) from error


def _again(
    recorder: Recorder, connect: Callable[[], ViewerLink], deadline: float | None
) -> ViewerLink | None:
    """Makes a new link; ``None`` if the time is over before the relay is back with the widgets."""
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


@contextlib.contextmanager
def _opened(path: str, *, is_private: bool) -> Iterator[BinaryIO]:
    """Makes an error of the command of each that opening or closing the file has.

    A disk that is full is so once more when the file is closed.
    """
    try:
        with open_output(path, is_private=is_private) as file:
            yield file
    except OSError as error:
        raise cannot_be_written(path, error) from error
