"""``streamviz logout-all``, against a relay and against a server with answers of all kinds."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from stream_viz.__main__ import main
from stream_viz._cli._logout import logout_all
from stream_viz._declaring._dashboard import Dashboard
from stream_viz._declaring._page import Page
from stream_viz._exceptions import LogoutError
from stream_viz._running import _addresses
from stream_viz._wire._http import ask


class Relay(ThreadingHTTPServer):
    """Answers every POST with a status and a text."""

    status = 204
    text = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str | None, str | None, bytes]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Relay)
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        shown = self.headers["Authorization"], self.headers["Origin"]
        self.server.asked.append((self.path, *shown, body))
        text = self.server.text.encode()
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def relay() -> Iterator[Relay]:
    with Relay() as relay:
        thread = threading.Thread(target=relay.serve_forever)
        thread.start()
        yield relay
        relay.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _auth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMVIZ_AUTH", "ada:se:cret")


def test_it_ends_every_session_of_a_relay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMVIZ_GC_FREEZE", "0")
    page = Page(Dashboard())
    server = page.start(port=0, quiet=True, open_browser=False)
    sessions = []
    for _ in range(2):
        login = ask(f"{server.url}login", method="POST", form=b"user=ada&password=se%3Acret")
        sessions.append(login.headers["Set-Cookie"].partition(";")[0])

    def answers() -> list[int]:
        config = f"{server.url}config.json"
        return [ask(config, headers={"Cookie": session}).status for session in sessions]

    assert answers() == [200, 200]
    monkeypatch.setenv("STREAMVIZ_AUTH", "ada:wrong")
    assert said_by(server.url).endswith("refuses the user and password in STREAMVIZ_AUTH")
    assert answers() == [200, 200]
    monkeypatch.setenv("STREAMVIZ_AUTH", "ada:se:cret")
    logout_all(server.url)
    assert answers() == [401, 401]
    page.dashboard.close()


def test_a_relay_without_a_password_has_no_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page(Dashboard())
    with monkeypatch.context() as one:
        one.delenv("STREAMVIZ_AUTH")
        one.setenv("STREAMVIZ_GC_FREEZE", "0")
        server = page.start(port=0, quiet=True, open_browser=False)
    assert "has no sessions to end" in said_by(server.url)
    page.dashboard.close()


def said_by(url: str) -> str:
    """Why it fails."""
    with pytest.raises(LogoutError) as error:
        logout_all(url)
    return str(error.value)


@pytest.mark.parametrize(
    ("path", "asked"),
    [("", "/logout-all"), ("/", "/logout-all"), ("/viz/?theme=dark#x", "/viz/logout-all")],
)
def test_it_asks_the_relay_as_its_user(
    relay: Relay, path: str, asked: str, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"{relay.url}{path}"
    main(["logout-all", url])
    basic = f"Basic {base64.b64encode(b'ada:se:cret').decode()}"
    assert relay.asked == [(asked, basic, None, b"")]
    shown = url.partition("?")[0]
    assert capsys.readouterr() == ("", f"All sessions of {shown} have ended.\n")


@pytest.mark.parametrize(
    ("status", "text", "said"),
    [
        (401, "no", "{url} refuses the user and password in STREAMVIZ_AUTH"),
        (403, 'host "x" is not one', '{url} answers 403 host "x" is not one'),
        (403, "", "{url} answers 403 Forbidden"),
        (
            404,
            "no such page",
            "{url} has no sessions to end: it is a relay without STREAMVIZ_AUTH, or no relay",
        ),
        (429, "too many wrong passwords", "{url} answers 429 too many wrong passwords"),
        (302, "", "{url} answers 302 Found"),
        (200, "", "{url} answers 200 OK"),
    ],
)
def test_what_the_relay_answers_is_said(relay: Relay, status: int, text: str, said: str) -> None:
    relay.status, relay.text = status, text
    assert said_by(relay.url) == said.format(url=relay.url)
    assert len(relay.asked) == 1  # a redirect is not followed: the password is for this relay


def test_it_fails_with_a_sentence_and_an_exit_code(relay: Relay) -> None:
    relay.status = 401
    with pytest.raises(SystemExit) as error:
        main(["logout-all", relay.url])
    assert error.value.code == (
        f"streamviz: {relay.url} refuses the user and password in STREAMVIZ_AUTH"
    )


def test_a_relay_that_does_not_answer_is_said() -> None:
    said = said_by("http://127.0.0.1:9")
    assert said.startswith("no relay answers at http://127.0.0.1:9 (")
    assert said.endswith("): start it, or correct the address")


def test_it_needs_the_password(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STREAMVIZ_AUTH")
    monkeypatch.setenv("STREAMVIZ_VIEWER_TOKEN", "a-token-of-the-tests")
    assert said_by(relay.url) == (
        "ending all sessions needs the user and password of the relay: "
        "set STREAMVIZ_AUTH=user:password"
    )
    assert relay.asked == []


def test_it_warns_if_the_password_can_be_read_on_its_way(
    relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_addresses, "_is_this_machine", lambda _host: False)
    told: list[str] = []
    logout_all(relay.url, told.append)
    assert told == [
        "Warning: whoever is on the way to 127.0.0.1 can read the user and password in "
        "STREAMVIZ_AUTH: use https://127.0.0.1.",
        f"All sessions of {relay.url} have ended.",
    ]
