"""Secrets: none that is empty, none that others can open unnoticed, none in a log."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pipeline import Pipeline

from stream_viz._cli._browser import Browser
from stream_viz._cli._picture import PictureOptions, take_picture
from stream_viz._cli._record import record
from stream_viz._cli._viewer_credentials import viewer_credentials
from stream_viz._declaring._page import Page
from stream_viz._exceptions import BrowserError, SettingError
from stream_viz._running import _environment
from stream_viz._running._environment import environment_without_secrets, secret_setting
from stream_viz._wire._websocket import open_link

TOKEN = "a-token-of-the-tests"


@pytest.fixture(autouse=True)
def _no_warnings_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_environment, "_warned_of", set())


@pytest.mark.parametrize("name", ["auth", "viewer_token"])
@pytest.mark.parametrize("value", ["", " ", "\t\n"])
def test_a_secret_that_is_given_but_empty_is_an_error(sv: Page, name: str, value: str) -> None:
    with pytest.raises(SettingError) as error:
        sv.start(**{name: value})  # type: ignore[arg-type]
    assert str(error.value) == f"{name} is empty; give a secret, or leave it out"


@pytest.mark.parametrize("name", ["AUTH", "VIEWER_TOKEN", "PRODUCER_TOKEN"])
@pytest.mark.parametrize("value", ["", " ", "\t\n"])
def test_a_secret_that_is_set_but_empty_is_an_error(
    sv: Page, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"STREAMVIZ_{name}", value)
    with pytest.raises(SettingError) as error:
        sv.start()
    text = f"STREAMVIZ_{name} is set but empty; set it to a secret, or unset it"
    assert str(error.value) == text
    with pytest.raises(SettingError) as error:
        sv.start(relay="ws://127.0.0.1:9/")
    assert str(error.value) == text


@pytest.mark.parametrize("name", ["AUTH", "VIEWER_TOKEN", "PRODUCER_TOKEN"])
def test_a_file_of_a_secret_that_is_empty_is_an_error(
    sv: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    variable, file = f"STREAMVIZ_{name}_FILE", tmp_path / "secret"
    for value in ("", " "):
        monkeypatch.setenv(variable, value)
        with pytest.raises(SettingError) as error:
            sv.start()
        assert str(error.value) == (
            f"{variable} is set but empty; set it to the path of a file, or unset it"
        )
    monkeypatch.setenv(variable, str(file))
    for content in ("", " \n"):
        file.write_text(content)
        with pytest.raises(SettingError) as error:
            sv.start()
        assert str(error.value) == (
            f'{variable} is "{file}", which is empty; write the secret into it, or unset {variable}'
        )


@pytest.mark.parametrize("name", ["AUTH", "VIEWER_TOKEN", "PRODUCER_TOKEN"])
def test_a_file_that_is_no_text_or_too_long_for_a_secret_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    variable, file = f"STREAMVIZ_{name}_FILE", tmp_path / "secret"
    file.touch(0o600)
    monkeypatch.setenv(variable, str(file))
    for content in (b"\xef\xbb\xbfsecret\r\n", b"secret\n" + b" " * (64 * 1024 - 7)):
        file.write_bytes(content)
        assert secret_setting(name.lower(), None) == "secret"
    for content, why in (
        (b"ada:\xff\xfe", "it is no text"),
        ("\ufeffada".encode("utf-16"), "it is no text"),
        (b"x" * (64 * 1024 + 1), "it has more than 65536 bytes"),
    ):
        file.write_bytes(content)
        with pytest.raises(SettingError) as error:
            secret_setting(name.lower(), None)
        assert str(error.value) == f'{variable} is "{file}"; it cannot be read: {why}'
        assert error.value.__context__ is None  # which would hold the secret
    monkeypatch.setenv(variable, "/dev/zero")
    with pytest.raises(SettingError, match="it has more than 65536 bytes"):
        secret_setting(name.lower(), None)


@pytest.mark.parametrize("name", ["AUTH", "VIEWER_TOKEN", "PRODUCER_TOKEN"])
@pytest.mark.parametrize("value", ["", TOKEN])
def test_a_secret_that_is_set_in_both_ways_is_an_error(
    sv: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    file = tmp_path / "secret"
    file.write_text(TOKEN)
    monkeypatch.setenv(f"STREAMVIZ_{name}", value)
    monkeypatch.setenv(f"STREAMVIZ_{name}_FILE", str(file))
    with pytest.raises(SettingError) as error:
        sv.start()
    assert str(error.value) == (
        f"STREAMVIZ_{name} and STREAMVIZ_{name}_FILE are both set; keep one, unset the other"
    )


@pytest.mark.parametrize("name", ["AUTH", "VIEWER_TOKEN"])
def test_commands_do_not_take_an_empty_secret_for_none(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(f"STREAMVIZ_{name}", "")
    with pytest.raises(SettingError, match=f"STREAMVIZ_{name} is set but empty"):
        viewer_credentials()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o622])
def test_a_file_that_others_can_open_is_told_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture, mode: int
) -> None:
    file = tmp_path / "the token"
    file.write_text(TOKEN)
    monkeypatch.setenv("STREAMVIZ_VIEWER_TOKEN_FILE", str(file))
    file.chmod(0o600)
    assert secret_setting("viewer_token", None) == TOKEN
    assert caplog.messages == []
    file.chmod(mode)
    with monkeypatch.context() as systemd:
        systemd.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
        assert secret_setting("viewer_token", None) == TOKEN
        assert caplog.messages == []
    for _ in range(2):
        assert secret_setting("viewer_token", None) == TOKEN
    assert caplog.messages == [
        f"others than its owner may open {file}, the file of STREAMVIZ_VIEWER_TOKEN_FILE "
        f"(its mode is {mode:o}); run: chmod 600 '{file}'"
    ]


def test_a_producer_token_that_would_break_a_header_is_told_without_being_shown(
    sv: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    for token in ("a-token\r\nX-Other: 1", "a-tokén"):
        monkeypatch.setenv("STREAMVIZ_PRODUCER_TOKEN", token)
        with pytest.raises(SettingError) as error:
            sv.start()
        assert str(error.value) == (
            "STREAMVIZ_PRODUCER_TOKEN must be printable ASCII on one line; it has other "
            "characters: make one with: python -c 'import secrets; print(secrets.token_urlsafe())'"
        )


@pytest.fixture
def debug(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that any logger can write."""
    caplog.set_level(logging.DEBUG)
    loggers = [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]
    levels = [(logger, logger.level) for logger in loggers]
    for logger in loggers:
        logger.setLevel(1)
    logging.getLogger("stream_viz.websockets").setLevel(1)
    yield caplog
    for logger, level in levels:
        logger.setLevel(level)


def basic(auth: str) -> str:
    return base64.b64encode(auth.encode()).decode()


def test_no_log_has_the_token_of_the_producer(sv: Page, debug: pytest.LogCaptureFixture) -> None:
    sv.gauge("cpu").send(1)
    server = sv.start(port=0, quiet=True, auth="ada:se:cret", viewer_token=TOKEN)
    assert server._relay is not None
    token = server._relay._options["producerToken"]
    server.stop()
    assert "the dashboard is at" in debug.text
    for secret in (token, "se:cret", TOKEN, basic("ada:se:cret")):
        assert secret not in debug.text


def test_no_log_has_what_a_viewer_shows(
    debug: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def recorded(url: str) -> None:
        record(url, str(tmp_path / "out"), seconds=0.1, notify=lambda _: None)

    def pictured(url: str) -> None:
        take_picture(url, str(tmp_path / "out.png"), PictureOptions(), notify=lambda _: None)

    guard = {"STREAMVIZ_AUTH": "ada:se:cret", "STREAMVIZ_VIEWER_TOKEN": TOKEN}
    with Pipeline("pictured.py", **guard) as pipeline:
        commands: list[Callable[[str], None]] = [recorded, pictured]
        for command in commands:
            for name, value in guard.items():
                with monkeypatch.context() as one:
                    one.setenv(name, value)
                    command(pipeline.url)
    assert (tmp_path / "out.png").exists()
    for secret in ("se:cret", "se%3Acret", TOKEN, basic("ada:se:cret"), "streamviz_session"):
        assert secret not in debug.text


@pytest.mark.parametrize(
    ("auth", "why"),
    [
        ("ada:SECRET\n", " on one line; it has a line break or another control character"),
        ("ada:SEC\0RET", " on one line; it has a line break or another control character"),
        ("a\tda:SECRET", " on one line; it has a line break or another control character"),
        ("ada:SEC\x85RET", " on one line; it has a line break or another control character"),
        ("ada:SECRET\udcff", "; it has bytes that are no text in UTF-8"),
    ],
)
def test_a_password_that_nobody_can_give_is_told_without_being_shown(
    sv: Page, monkeypatch: pytest.MonkeyPatch, auth: str, why: str
) -> None:
    with pytest.raises(SettingError) as error:
        sv.start(auth=auth)
    assert str(error.value) == f'auth must be "user:password"{why}'
    if "\0" in auth:  # no variable can hold it
        return
    monkeypatch.setenv("STREAMVIZ_AUTH", auth)
    with pytest.raises(SettingError) as error:
        viewer_credentials()
    assert str(error.value) == f'STREAMVIZ_AUTH must be "user:password"{why}'


def test_the_library_still_logs_its_errors(debug: pytest.LogCaptureFixture, sv: Page) -> None:
    server = sv.start(port=0, quiet=True)
    url = f"ws{server.url.removeprefix('http')}live"
    with open_link(url, "streamviz.2", {"Authorization": "Bearer of-nobody"}) as link:
        link.logger.debug("not this")
        link.logger.error("this")
    messages = [one.getMessage() for one in debug.records if one.name == "stream_viz.websockets"]
    assert "this" in messages
    assert "not this" not in messages
    assert "of-nobody" not in debug.text


def test_a_proxy_that_cannot_be_used_is_told_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for proxy in ("ftp://user:se-cret@127.0.0.1", "http://user:se/cret@127.0.0.1"):
        monkeypatch.setenv("https_proxy", proxy)
        with pytest.raises(OSError, match=r"^the proxy that the environment names") as error:
            open_link("wss://relay.invalid/feed", "streamviz.feed.2", {})
        assert error.value.__suppress_context__


def test_a_browser_gets_none_of_our_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\nenv | grep -e STREAMVIZ -e PATH >&2\n")
    program.chmod(0o755)
    for name in ("AUTH", "VIEWER_TOKEN", "PRODUCER_TOKEN"):
        monkeypatch.setenv(f"STREAMVIZ_{name}", "ada:secret")
    with pytest.raises(BrowserError, match=r"(?s)did not start; it said: .*PATH") as error:
        Browser(str(program))
    assert "ada:secret" not in str(error.value)
    assert "STREAMVIZ_GC_FREEZE" in environment_without_secrets()


def test_what_shows_a_dashboard_shows_no_secret(sv: Page) -> None:
    sv.gauge("cpu").send(1)
    server = sv.start(port=0, quiet=True, auth="ada:se:cret", viewer_token=TOKEN)
    assert server._relay is not None
    assert server._sender is not None
    token: Any = server._relay._options["producerToken"]
    assert not any(hasattr(server, name) for name in ("options", "auth", "producer_token"))
    shown: list[object] = [
        server,
        vars(server),
        server._options,
        server._relay,
        server._sender,
        sv.dashboard,
    ]
    for text in (*map(repr, shown), server._repr_html_()):
        for secret in ("se:cret", TOKEN, token):
            assert secret not in text
    with pytest.raises(RuntimeError) as error:
        sv.start(port=0, quiet=True, auth="ada:other secret")
    assert "secret" not in str(error.value)
