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

from ._addresses import split_url, unencrypted, without_query
from ._browser import Browser, BrowserError, find_browser
from ._http import NoAnswerError, ask
from ._output_file import open_output
from ._printable import tell as tell_on_stderr
from ._viewer_credentials import ViewerCredentials, viewer_credentials

_LOAD_SECONDS = 30.0
_LOOK_SECONDS = 0.1


class SnapshotError(RuntimeError):
    """There is no picture; the text says why and what to do."""


@dataclass(frozen=True)
class SnapshotOptions:
    """How the page is looked at. Sizes are CSS pixels; the picture has ``scale`` times as many."""

    width: int = 1440
    height: int = 900
    scale: float = 2.0
    theme: str = "auto"
    widget: str | None = None
    #: That its widgets have to show data.
    seconds: float = 30.0


def snapshot(
    url: str,
    path: str,
    options: SnapshotOptions,
    tell: Callable[[str], None] = tell_on_stderr,
) -> None:
    """Waits until every widget shows data, and writes a PNG.

    Where some show none in time the picture is taken all the same, and that is told.
    """
    if "://" not in url:
        url = f"http://{url}"
    parts = split_url("the address", url, ("http", "https"), instead="set STREAMVIZ_AUTH to it")
    if parts is None:
        raise SnapshotError(
            f'"{without_query(url)}" is not the address of a relay; it should look like http://127.0.0.1:8765'
        )
    viewer = viewer_credentials()
    is_guarded = _is_guarded(url, parts, viewer, tell)
    try:
        with Browser(find_browser()) as browser:
            for method, parameters in _settings(options):
                browser.tell(method, **parameters)
            if is_guarded:
                _show(browser, url, viewer)
            browser.tell("Page.navigate", url=url)
            empty = _await_data(browser, url, options)
            if empty:
                tell(f"Still without data after {options.seconds:g} s: {', '.join(empty)}.")
            picture = _take(browser, options)
    except BrowserError as error:
        raise SnapshotError(str(error)) from error
    try:
        with open_output(path, is_private=is_guarded) as file:
            file.write(picture)
    except OSError as error:
        raise SnapshotError(f"{path} cannot be written: {error.strerror}") from error


def _settings(options: SnapshotOptions) -> list[tuple[str, dict[str, Any]]]:
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
    url: str, parts: SplitResult, viewer: ViewerCredentials, tell: Callable[[str], None]
) -> bool:
    """Whether the page asks who looks. Tells beforehand what a browser would not say in words.

    A page that does not ask is shown no credentials, for it may pass them on to others.
    """
    status = _status(url, {})
    is_guarded = status == HTTPStatus.UNAUTHORIZED and bool(viewer.headers)
    if is_guarded:
        warning = unencrypted(viewer.name, parts)
        if warning is not None:
            tell(f"Warning: {warning}.")
        status = _status(url, viewer.headers)
    if status == HTTPStatus.UNAUTHORIZED:
        raise SnapshotError(viewer.why_refused(without_query(url)))
    if status != HTTPStatus.OK:
        raise SnapshotError(
            f"{without_query(url)} answers {status} {responses.get(status, '')}".rstrip()
        )
    return is_guarded


def _status(url: str, headers: dict[str, str]) -> int:
    try:
        return ask(url, headers=headers).status
    except NoAnswerError as error:
        at = without_query(url)
        reason = f"nothing answers at {at} ({error}): start the dashboard, or correct the address"
        raise SnapshotError(reason) from error


def _show(browser: Browser, url: str, viewer: ViewerCredentials) -> None:
    """Lets the browser in: by a session, or with the token in each of its requests."""
    if viewer.auth is None:
        # Nobody else hears it: the policy of a relay's page lets it load from its own origin alone.
        browser.tell("Network.enable")
        browser.tell("Network.setExtraHTTPHeaders", headers=viewer.headers)
        return
    user, _, password = viewer.auth.partition(":")
    form = urlencode({"user": user, "password": password}).encode()
    try:
        answer = ask(urljoin(url, "login"), method="POST", form=form)
    except NoAnswerError as error:
        raise SnapshotError(
            f"nothing answers at {without_query(url)} any more ({error})"
        ) from error
    name, _, value = (answer.headers["Set-Cookie"] or "").partition(";")[0].partition("=")
    if name:
        browser.tell("Network.setCookie", name=name, value=value, url=url)


def _await_data(browser: Browser, url: str, options: SnapshotOptions) -> list[str]:
    """The widgets that still show no data when the time is over."""
    deadline = time.monotonic() + _LOAD_SECONDS + options.seconds
    has_widgets = False
    while True:
        states: dict[str, str] = browser.evaluate(_STATES)
        if states and not has_widgets:  # The time to load them is not theirs
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
        return []  # said when it is looked for
    if len(empty) < len(states):
        return empty
    what = ", ".join(f"{widget}: {state}" for widget, state in states.items()) or "no widget"
    raise SnapshotError(
        f"{without_query(url)} shows no data after {options.seconds:g} s ({what}); "
        "--timeout gives it longer"
    )


def _take(browser: Browser, options: SnapshotOptions) -> bytes:
    browser.evaluate(_PREPARE % {"theme": options.theme})
    box = browser.evaluate(_BOX % {"widget": json.dumps(options.widget or "")})
    if "has" in box:
        has = ", ".join(box["has"]) or "none"
        raise SnapshotError(f'widget "{options.widget}" is not on this page; it has: {has}')
    answer = browser.tell(
        "Page.captureScreenshot",
        format="png",
        captureBeyondViewport=True,
        clip={**box, "scale": 1},
    )
    return base64.b64decode(answer["data"])


_EMPTY = ("connecting", "waiting", "reconnecting")

#: Every element of ours in the page, through shadow roots.
_ELEMENTS = """
  const elements = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.localName.startsWith('sv-')) elements.push(element);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
"""

_STATES = (
    "(() => {"
    + _ELEMENTS
    + """
  const widgets = elements.filter(({ widget }) => widget);
  return Object.fromEntries(widgets.map(({ widget, state }) => [widget, state ?? 'connecting']));
})()"""
)

#: The theme; no control; and everything drawn.
_PREPARE = (
    "(async () => {"
    + _ELEMENTS
    + """
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`.control { visibility: hidden !important }
    .more, .search, .toolbar > :not(h1, sv-status, .description) { display: none !important }`);
  for (const element of elements) {
    if (element.localName === 'sv-dashboard' && '%(theme)s' !== 'auto') element.theme = '%(theme)s';
    element.shadowRoot?.adoptedStyleSheets.push(sheet);
  }
  await Promise.all(elements.map(({ updateComplete }) => updateComplete));
  for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
})()"""
)

_BOX = (
    "(() => {"
    + _ELEMENTS
    + """
  const page = document.documentElement;
  if (%(widget)s === '') {
    const height = Math.max(innerHeight, page.scrollHeight);
    return { x: 0, y: 0, width: page.clientWidth, height };
  }
  const element = elements.find(({ widget }) => widget === %(widget)s);
  if (!element) return { has: elements.flatMap(({ widget }) => widget ?? []) };
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + scrollX, y: top + scrollY, width, height };
})()"""
)
