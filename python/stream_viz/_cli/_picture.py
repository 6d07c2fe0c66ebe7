"""A picture of a dashboard, taken by an installed browser as soon as the page shows data."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.client import responses
from typing import Any
from urllib.parse import SplitResult, urlencode, urljoin

from .._exceptions import BrowserError, NoAnswerError, PictureError
from .._running._addresses import split_url, unencrypted, without_query
from .._wire._http import ask
from .._wire._output import print_note
from ._browser import Browser, find_browser
from ._output_file import open_output
from ._page_scripts import BOX, OPEN_TAB, PREPARE, STATES
from ._viewer_credentials import ViewerCredentials, viewer_credentials

#: The page itself gets so long until it has widgets. Half may be too little for a relay that is far
#: away; twice only reports a page without widgets later.
_LOAD_SECONDS = 30.0
#: Twice makes a picture 0.1 s later; half asks a page that is loading more often.
_LOOK_SECONDS = 0.1
#: States in which a widget shows no data.
_EMPTY = ("connecting", "waiting", "reconnecting")


@dataclass(frozen=True)
class PictureOptions:
    """The view of the page. Sizes are CSS pixels; the picture has ``scale`` times as many."""

    width: int = 1440
    height: int = 900
    scale: float = 2.0
    theme: str = "auto"
    widget: str | None = None
    #: The widgets get so long to show data.
    seconds: float = 30.0


def take_picture(
    url: str,
    path: str,
    options: PictureOptions,
    notify: Callable[[str], None] = print_note,
) -> None:
    """Waits until every widget shows data, and writes a PNG.

    If some show none in time, the picture is taken all the same, and ``notify`` names them.
    """
    if "://" not in url:
        url = f"http://{url}"
    parts = split_url("the address", url, ("http", "https"), instead="set STREAMVIZ_AUTH to it")
    if parts is None:
        raise PictureError(
            f'"{without_query(url)}" is not the address of a relay; it should look like http://127.0.0.1:8765'
        )
    viewer = viewer_credentials()
    is_guarded = _is_guarded(url, parts, viewer, notify)
    try:
        with Browser(find_browser()) as browser:
            for method, parameters in _emulation(options):
                browser.send(method, **parameters)
            if is_guarded:
                _log_in(browser, url, viewer)
            browser.send("Page.navigate", url=url)
            empty = _await_data(browser, url, options)
            if empty:
                notify(f"Still without data after {options.seconds:g} s: {', '.join(empty)}.")
            picture = _take(browser, options)
    except BrowserError as error:
        raise PictureError(str(error)) from error
    try:
        with open_output(path, is_private=is_guarded) as file:
            file.write(picture)
    except OSError as error:
        raise PictureError(f"{path} cannot be written: {error.strerror}") from error


def _emulation(options: PictureOptions) -> list[tuple[str, dict[str, Any]]]:
    features = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    if options.theme in ("light", "dark"):
        features.append({"name": "prefers-color-scheme", "value": options.theme})
    metrics = {
        "width": options.width,
        "height": options.height,
        "deviceScaleFactor": options.scale,
        "mobile": False,
    }
    return [
        ("Emulation.setDeviceMetricsOverride", metrics),
        ("Emulation.setEmulatedMedia", {"features": features}),
    ]


def _is_guarded(
    url: str, parts: SplitResult, viewer: ViewerCredentials, notify: Callable[[str], None]
) -> bool:
    """Whether the page needs credentials. Raises errors with texts that a browser would not give.

    A page that needs none gets none, for it may pass them on to others.
    """
    status = _status(url, {})
    is_guarded = status == HTTPStatus.UNAUTHORIZED and bool(viewer.headers)
    if is_guarded:
        warning = unencrypted(viewer.name, parts)
        if warning is not None:
            notify(f"Warning: {warning}.")
        status = _status(url, viewer.headers)
    if status == HTTPStatus.UNAUTHORIZED:
        raise PictureError(viewer.why_refused(without_query(url)))
    if status != HTTPStatus.OK:
        raise PictureError(
            f"{without_query(url)} answers {status} {responses.get(status, '')}".rstrip()
        )
    return is_guarded


def _status(url: str, headers: dict[str, str]) -> int:
    try:
        return ask(url, headers=headers).status
    except NoAnswerError as error:
        at = without_query(url)
        reason = f"nothing answers at {at} ({error}): start the dashboard, or correct the address"
        raise PictureError(reason) from error


def _log_in(browser: Browser, url: str, viewer: ViewerCredentials) -> None:
    """Logs the browser in: by a session, or with the token in each of its requests."""
    if viewer.auth is None:
        # Nobody else hears it: the policy of a relay's page lets it load from its own origin alone.
        browser.send("Network.enable")
        browser.send("Network.setExtraHTTPHeaders", headers=viewer.headers)
        return
    user, _, password = viewer.auth.partition(":")
    form = urlencode({"user": user, "password": password}).encode()
    try:
        answer = ask(urljoin(url, "login"), method="POST", form=form)
    except NoAnswerError as error:
        raise PictureError(f"nothing answers at {without_query(url)} any more ({error})") from error
    name, _, value = (answer.headers["Set-Cookie"] or "").partition(";")[0].partition("=")
    if name:
        browser.send("Network.setCookie", name=name, value=value, url=url)


def _await_data(browser: Browser, url: str, options: PictureOptions) -> list[str]:
    """Returns the widgets that still show no data when the time is over."""
    deadline = time.monotonic() + _LOAD_SECONDS + options.seconds
    has_widgets = False
    while True:
        states: dict[str, str] = browser.evaluate(STATES)
        if states and options.widget is not None and options.widget not in states:
            browser.evaluate(OPEN_TAB % {"widget": json.dumps(options.widget)})
            states = browser.evaluate(STATES)
        if states and not has_widgets:  # the time to load them is not theirs
            has_widgets = True
            deadline = time.monotonic() + options.seconds
        if options.widget in states:
            states = {options.widget: states[options.widget]}
        empty = [widget for widget, state in states.items() if state in _EMPTY]
        if states and not empty:
            return []
        if time.monotonic() > deadline:
            break
        time.sleep(_LOOK_SECONDS)
    if options.widget is not None and options.widget not in states:
        return []  # the error comes when it is looked for
    if len(empty) < len(states):
        return empty
    what = ", ".join(f"{widget}: {state}" for widget, state in states.items()) or "no widget"
    raise PictureError(
        f"{without_query(url)} shows no data after {options.seconds:g} s ({what}); "
        "--timeout gives it longer"
    )


def _take(browser: Browser, options: PictureOptions) -> bytes:
    browser.evaluate(PREPARE % {"theme": options.theme})
    box = browser.evaluate(BOX % {"widget": json.dumps(options.widget or "")})
    if "has" in box:
        has = ", ".join(box["has"]) or "none"
        raise PictureError(f'widget "{options.widget}" is not on this page; it has: {has}')
    answer = browser.send(
        "Page.captureScreenshot",
        format="png",
        captureBeyondViewport=True,
        clip={**box, "scale": 1},
    )
    return base64.b64decode(answer["data"])
