"""URLs of relays: no password in them, and a warning where one would be read on its way."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pipeline import Pipeline

from stream_viz.__main__ import main
from stream_viz._cli._picture import PictureOptions, take_picture
from stream_viz._cli._record import record
from stream_viz._declaring._page import Page
from stream_viz._exceptions import SettingError
from stream_viz._running import _addresses
from stream_viz._running._addresses import unencrypted

WITH_PASSWORD = [
    "http://ada:se-cret@127.0.0.1:8765",
    "ws://ada:se-cret@127.0.0.1:8765/feed",
    "http://se-cret@127.0.0.1",
    "http://ada:se/se-cret@127.0.0.1",
    "http://ada:12#se-cret@127.0.0.1",
    "http://ada:12?se-cret@127.0.0.1",
    "ftp://ada:se-cret@127.0.0.1",
    "ada:se-cret@127.0.0.1:8765",
    "//ada:se-cret@127.0.0.1",
    "http://[ada:se-cret@127.0.0.1",
]
#: The same, but for what is wrong with it.
MISTYPED = ["http://ada:se-cret%40127.0.0.1", "http://[se-cret", "http://se-cret:99999"]


@pytest.mark.parametrize("url", WITH_PASSWORD)
def test_a_relay_with_a_password_in_its_url_is_refused_without_being_shown(
    sv: Page, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    text = (
        "relay must hold no user and no password, for addresses are shown and logged: take out "
        'what stands before the "@", and set STREAMVIZ_PRODUCER_TOKEN to the token of that relay'
    )
    with pytest.raises(SettingError) as error:
        sv.start(relay=url)
    assert str(error.value) == text
    monkeypatch.setenv("STREAMVIZ_RELAY", url)
    with pytest.raises(SettingError) as error:
        sv.start()
    assert str(error.value) == text


@pytest.mark.parametrize("url", WITH_PASSWORD)
@pytest.mark.parametrize("command", ["record", "snapshot", "logout-all"])
def test_commands_refuse_a_password_in_their_url_without_showing_it(
    command: str, url: str, tmp_path: Path
) -> None:
    file = [] if command == "logout-all" else [str(tmp_path / "out")]
    with pytest.raises(SystemExit) as error:
        main([command, url, *file])
    assert error.value.code == (
        "streamviz: the address must hold no user and no password, for addresses are shown and "
        'logged: take out what stands before the "@", and set STREAMVIZ_AUTH to it'
    )


@pytest.mark.parametrize("url", MISTYPED)
def test_a_url_that_cannot_be_read_is_not_shown(sv: Page, url: str, tmp_path: Path) -> None:
    rule = "must be a URL with a host and the number of a port, such as http://127.0.0.1:8765"
    with pytest.raises(SettingError) as error:
        sv.start(relay=url)
    assert str(error.value) == f"relay {rule}"
    for command in ("record", "snapshot"):
        with pytest.raises(SystemExit) as exit_:
            main([command, url, str(tmp_path / "out")])
        assert exit_.value.code == f"streamviz: the address {rule}"


def test_a_relay_that_is_no_text_is_not_shown(sv: Page) -> None:
    with pytest.raises(TypeError) as error:
        sv.start(relay=b"ws://ada:se-cret@127.0.0.1")  # type: ignore[arg-type]
    assert str(error.value) == "relay must be a text; it is of type bytes"


@pytest.mark.parametrize("command", ["record", "snapshot", "logout-all"])
def test_an_address_of_another_scheme_is_told(command: str, tmp_path: Path) -> None:
    file = [] if command == "logout-all" else [str(tmp_path / "out")]
    with pytest.raises(SystemExit) as error:
        main([command, "ftp://127.0.0.1", *file])
    assert error.value.code == (
        'streamviz: "ftp://127.0.0.1" is not the address of a relay; '
        "it should look like http://127.0.0.1:8765"
    )


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("ws://relay.example/viz/", "relay.example|wss://relay.example"),
        ("http://203.0.113.1:8765", "203.0.113.1|https://203.0.113.1"),
        ("http://localhost.example", "localhost.example|https://localhost.example"),
        ("http://[2001:db8::1]:80/", "2001:db8::1|https://[2001:db8::1]"),
    ],
)
def test_a_secret_that_would_be_read_on_its_way_is_told(url: str, advice: str) -> None:
    host, _, better = advice.partition("|")
    assert unencrypted("the token", urlsplit(url)) == (
        f"whoever is on the way to {host} can read the token: use {better}"
    )


@pytest.mark.parametrize(
    "url",
    [
        "wss://relay.example/viz/",
        "https://203.0.113.1",
        "http://127.0.0.1:8765",
        "http://127.1.2.3",
        "ws://[::1]:8765/feed",
        "http://localhost:8765",
        "http://viz.localhost",
        f"http://{socket.gethostname()}",
    ],
)
def test_there_is_no_warning_where_nobody_is_on_the_way(url: str) -> None:
    assert unencrypted("the token", urlsplit(url)) is None


def test_a_producer_warns_once_of_a_relay_elsewhere_without_tls(
    sv: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(_addresses, "_is_this_machine", lambda _host: False)
    monkeypatch.setenv("STREAMVIZ_GC_FREEZE", "0")

    def start() -> list[str]:
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            sv.start(relay="ws://127.0.0.1:9/feed", quiet=True, open_browser=False).stop()
        return [one for one in caplog.messages if "on the way" in one]

    assert start() == []  # there is nothing to be read
    monkeypatch.setenv("STREAMVIZ_PRODUCER_TOKEN", "a-token-of-the-tests")
    assert start() == [
        "whoever is on the way to 127.0.0.1 can read the token in STREAMVIZ_PRODUCER_TOKEN: "
        "use wss://127.0.0.1"
    ]


def test_commands_warn_once_of_a_relay_elsewhere_without_tls(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(_addresses, "_is_this_machine", lambda _host: False)
    told: list[str] = []

    def recorded(url: str) -> None:
        record(url, str(tmp_path / "out"), seconds=0.1, notify=told.append)

    def pictured(url: str) -> None:
        take_picture(url, str(tmp_path / "out.png"), PictureOptions(scale=1), notify=told.append)

    commands: list[Callable[[str], None]] = [recorded, pictured]
    with Pipeline("pictured.py", STREAMVIZ_AUTH="ada:secret") as pipeline:
        monkeypatch.setenv("STREAMVIZ_AUTH", "ada:secret")
        for command in commands:
            told.clear()
            command(pipeline.url)
            assert [one for one in told if one.startswith("Warning: ")] == [
                "Warning: whoever is on the way to 127.0.0.1 can read the user and password in "
                "STREAMVIZ_AUTH: use https://127.0.0.1."
            ]
