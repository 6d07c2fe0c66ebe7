"""Commands at an address where something else than a relay answers."""

from __future__ import annotations

import json
import threading
from http import HTTPStatus
from pathlib import Path

import pytest
from socket_server import answering, sending
from websockets.datastructures import Headers
from websockets.http11 import Response
from websockets.sync.server import ServerConnection

from stream_viz.__main__ import main
from stream_viz._cli import _recorder
from stream_viz._cli._record import record
from stream_viz._exceptions import LinkError, RecordError, RedirectError
from stream_viz._feeding._producer_link import ProducerLink
from stream_viz._wire import _relay_messages
from stream_viz._wire._printable import printable
from stream_viz._wire._protocol import OpenMessage
from stream_viz._wire._websocket import open_link

ESCAPES = "\x1b]0;title\x07\x1b[2J\r\n\x9b31m\u202eroot"
ESCAPED = r"\x1b]0;title\x07\x1b[2J\r\n\x9b31m\u202eroot"
CONFIG = {"type": "config", "widgets": {}}
ENDED = {"type": "sync", "state": "ended"}


def said_by_record(url: str, path: Path) -> str:
    """Why it fails."""
    with pytest.raises(RecordError) as error:
        record(url, str(path), seconds=60, notify=lambda _: None)
    return str(error.value)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ([1, 2], 'it sent [1,2], which has no "type"'),
        ({}, 'it sent {}, which has no "type"'),
        (None, 'it sent null, which has no "type"'),
        ({"type": 5}, 'it sent {"type":5}, which has no "type"'),
        ("x" * 200, "it sent what is no JSON: "),
        (
            {"type": "config", "widgets": None},
            'it sent a "config" in which "widgets" is null; it should be an object',
        ),
        (
            {"type": "config"},
            'it sent a "config" in which "widgets" is null; it should be an object',
        ),
        (
            {"type": "config", "widgets": {"a": [1]}},
            'it sent a "config" in which widget "a" is [1]; it should be an object',
        ),
        (
            {"type": "rows", "widget": 7},
            'it sent a "rows" in which "widget" is 7; it should be a text',
        ),
        (
            {"type": "subscribed", "widget": "a"},
            'it sent a "subscribed" in which "mode" is null; it should be a text',
        ),
        (
            {"type": "error", "message": ["x" * 200]},
            f'it sent a "error" in which "message" is ["{"x" * 98}…; it should be a text',
        ),
        ({"type": "sync"}, 'it sent a "sync" in which "state" is null; it should be a text'),
        (
            f'{{"type":"other","x":{"[" * 500}{"]" * 500}}}',
            "it sent what cannot be written: ",
        ),
        (
            {"type": "config", "widgets": {str(i): {} for i in range(1001)}},
            "it sent 1,001 widgets; 1,000 are recorded at most",
        ),
        (b"x" * (16 * 1024 * 1024 + 1), "it sent a message of more than 16 MB"),
    ],
)
@pytest.mark.parametrize("before", [[], [CONFIG]], ids=["greeting", "later"])
def test_a_recording_of_what_sends_no_messages_of_a_relay_says_so(
    tmp_path: Path, before: list[object], message: object, why: str
) -> None:
    with answering(sending(*before, message)) as url:
        said = said_by_record(url, tmp_path / "out")
        assert said.startswith(f"what answers at {url} is no relay: {why}")


def test_bytes_that_are_no_text_are_no_message(tmp_path: Path) -> None:
    with answering(sending(b"\0\xff\xfe")) as url:
        said = said_by_record(url, tmp_path / "out")
        assert said.startswith(f"what answers at {url} is no relay: it sent what is no JSON: ")


def test_a_server_that_does_not_greet_or_leaves_is_no_relay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(lambda link: link.close(1000, "bye")) as url:
        said = said_by_record(url, tmp_path / "out")
        assert said.startswith(f"what answers at {url} is no relay: it ended the link (")
    monkeypatch.setattr(_recorder, "HANDSHAKE_SECONDS", 0.2)

    def chat(link: ServerConnection) -> None:
        while True:
            link.send('{"type":"error","message":"wait"}')

    for serve_link in (sending(), chat):
        with answering(serve_link) as url:
            said = said_by_record(url, tmp_path / "out")
            assert said == f"what answers at {url} is no relay: it sends no config in 0.2 s"


def test_of_a_step_that_does_not_end_only_so_much_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_recorder, "_MAX_STEP_BYTES", 1_000_000)
    rows = {"type": "rows", "widget": "w", "more": True, "up": ["x" * 100_000]}

    def flood(link: ServerConnection) -> None:
        link.send(json.dumps(CONFIG))
        while True:
            link.send(json.dumps(rows))

    with answering(flood) as url:
        said = said_by_record(url, tmp_path / "out")
        assert said == f"what answers at {url} is no relay: one step of it has more than 2 GB"
    assert (tmp_path / "out").read_bytes() == b""


def test_widgets_that_come_and_go_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_recorder, "MAX_WIDGETS", 3)
    monkeypatch.setattr(_relay_messages, "MAX_WIDGETS", 3)
    configs = [{"type": "config", "widgets": {f"w{i}": {}}} for i in range(4)]
    with answering(sending(*configs)) as url:
        said = said_by_record(url, tmp_path / "out")
        assert said == f"what answers at {url} is no relay: it had more than 3 widgets"


def test_what_a_relay_says_is_printed_without_what_a_terminal_obeys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    error = {"type": "error", "code": "x", "message": ESCAPES}
    window = {"type": "subscribed", "widget": ESCAPES, "mode": "window"}
    config = {"type": "config", "widgets": {ESCAPES: {}}}
    with answering(sending(error, config, window, ENDED)) as url:
        main(["record", url, str(tmp_path / "out")])
        told = capsys.readouterr().err
        assert told.splitlines() == [
            f"The relay says: {ESCAPED}.",
            f"Recording {ESCAPED}; Ctrl-C ends it.",
            f'Left out: widget "{ESCAPED}" has too many rows to be recorded; '
            f"read them at {url}/export/{ESCAPED}.ndjson.",
            f"Saved 1 steps of 1 widgets in {tmp_path / 'out'}.",
        ]
        with pytest.raises(SystemExit) as exit_of:
            main(["record", url, str(tmp_path / "out"), "--widget", "other"])
        assert str(exit_of.value).endswith(f"is not on this dashboard; it has: {ESCAPED}")


@pytest.mark.parametrize("command", ["record", "logout-all"])
def test_the_text_of_an_answer_is_printed_without_what_a_terminal_obeys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("STREAMVIZ_AUTH", "ada:secret")
    body = f"{ESCAPES}.".encode()
    headers = Headers([("Content-Length", str(len(body)))])
    response = Response(HTTPStatus.INTERNAL_SERVER_ERROR, "Error", headers, body)
    with answering(sending(), response) as url:
        arguments = [command, url, *([str(tmp_path / "out")] if command == "record" else [])]
        if command == "logout-all":  # the server of this test knows no POST
            monkeypatch.setattr("stream_viz._cli._logout.ask", ask_by_get)
        with pytest.raises(SystemExit) as error:
            main(arguments)
    assert ESCAPED in str(error.value)
    assert str(error.value).isprintable()


def ask_by_get(url: str, *, method: str, headers: dict[str, str]) -> object:
    from stream_viz._wire._http import ask  # noqa: PLC0415

    assert method == "POST"
    return ask(url, headers=headers)


def test_a_pipeline_logs_what_a_relay_says_without_what_a_terminal_obeys() -> None:
    with answering(sending({"type": "error", "code": "x", "message": ESCAPES})) as url:
        assert said_to_producer(url) == f"the relay says x: {ESCAPED}"


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ([1, 2], 'it sent [1,2], which has no "type"'),
        ("no JSON", "it sent what is no JSON: "),
        (
            {"type": "ready"},
            'it sent a "ready" in which "ack" is null; it should be a whole number',
        ),
        ({"type": "error"}, 'it sent a "error" in which "message" is null; it should be a text'),
    ],
)
def test_a_producer_of_what_is_no_relay_says_so(message: object, why: str) -> None:
    with answering(sending(message)) as url:
        feed = f"ws{url.removeprefix('http')}/feed"
        assert said_to_producer(url).startswith(f"what answers at {feed} is no relay: {why}")


def said_to_producer(url: str) -> str:
    """Why a producer gets no link."""
    opening: OpenMessage = {"type": "open", "run": "r", "resume": False}
    feed = f"ws{url.removeprefix('http')}/feed"
    with pytest.raises(LinkError) as error:
        ProducerLink(feed, "token", opening, threading.Condition(), lambda _: None)
    return str(error.value)


@pytest.mark.parametrize("command", ["record", "snapshot", "logout-all"])
@pytest.mark.parametrize("address", ["http://127.0.0.1:9/?token=SECRET#SECRET", "x:9/?SECRET"])
def test_commands_show_no_query_of_an_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, address: str
) -> None:
    monkeypatch.setenv("STREAMVIZ_AUTH", "ada:secret")
    out = [] if command == "logout-all" else [str(tmp_path / "out")]
    with pytest.raises(SystemExit) as error:
        main([command, address, *out])
    assert address.partition("?")[0] in str(error.value)
    assert "SECRET" not in str(error.value)


def test_printable_texts_stay_as_they_are_and_long_ones_are_cut() -> None:
    for text in ("Zürich: 1 € \N{SNOWMAN}", "http://[::1]:8765/", 'widget "a"'):
        assert printable(text) == text
    assert printable("\ud800\t") == r"\ud800\t"
    assert printable("x" * 5000) == "x" * 4000 + "…"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("path", ["{elsewhere}/live", "/live/"])
def test_no_link_follows_a_redirect(tmp_path: Path, status: int, path: str) -> None:
    came: list[str] = []
    with answering(lambda _link: came.append("elsewhere")) as elsewhere:
        location = path.format(elsewhere=f"ws{elsewhere.removeprefix('http')}")
        headers = Headers([("Location", location), ("Content-Length", "0")])
        response = Response(status, "Redirect", headers)
        with answering(lambda _link: came.append("here"), response) as url:
            why = f"HTTP {status}, which leads elsewhere; give the address that is meant"
            said = said_by_record(url, tmp_path / "out")
            assert said == f"what answers at {url} takes no viewer: {why}"
            for subprotocol in ("streamviz.2", "streamviz.feed.2"):
                with pytest.raises(RedirectError) as error:
                    open_link(f"ws{url.removeprefix('http')}/feed", subprotocol, {})
                assert str(error.value) == why
    assert came == []
