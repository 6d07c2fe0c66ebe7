"""Starting, stopping and standalone widgets, with the real relay."""

from __future__ import annotations

import base64
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from pipeline import PACKAGE, Pipeline, is_alive, relays_of
from viewer import Viewer

from stream_viz._declaring._dashboard import Dashboard
from stream_viz._declaring._page import Page
from stream_viz._exceptions import RelayError
from stream_viz._running import _listener

MONDAY = 1767571200000


def test_widgets_without_pathway_show_what_they_are_sent() -> None:
    with Pipeline("by_hand.py") as pipeline, Viewer(pipeline.url) as viewer:
        viewer.until_values("people", [["Ada", 36]])
        viewer.until_values("pairs", [[1, "x", 2]])
        viewer.until_values("latency", [[MONDAY, 42.5]])
        viewer.until_values("by-shop", [[MONDAY, 1, "eu"], [MONDAY, 2, "us"]])
        viewer.until(lambda seen: [row[1] for row in seen.values("cpu")] == [1.5])
        viewer.until(lambda seen: [row[1] for row in seen.values("state")] == ["fine"])
        viewer.until(lambda seen: len(seen.values("events")) == 401)
        first, *others = viewer.rows["events"].values()
        assert first[1:] == [MONDAY, "INFO"]
        for thread in range(4):
            own = [row[2] for row in others if row[2].startswith(f"{thread}-")]
            assert own == [f"{thread}-{i}" for i in range(100)]
        widgets = viewer.config["widgets"]
        assert widgets["events"]["widget_type"] == "log"
        assert widgets["events"]["columns"] == [
            {"name": "time", "type": "datetime", "zone": "UTC"},
            {"name": "level", "type": "any"},
        ]
        assert widgets["state"]["columns"][1] == {"name": "value", "type": "string"}

        pipeline.send("stop")
        assert pipeline.event("stopped")["stopped"] == pipeline.url
        viewer.until_gone()


def test_start_twice_is_the_same_server_or_an_error(sv: Page) -> None:
    sv.gauge("cpu")
    server = sv.start(port=0, quiet=True)
    assert sv.start(port=0, quiet=True) is server
    with pytest.raises(RuntimeError) as error:
        sv.start(port=0, quiet=True, auth="ada:secret")
    assert str(error.value) == (
        f"the dashboard is running at {server.url} with other options; "
        "stop() that server first, or start it once, with the options of both calls"
    )


def test_after_stop_a_new_dashboard_begins(sv: Page) -> None:
    old = sv.gauge("cpu")
    sv.start(port=0, quiet=True).stop()
    old.send(1)
    sv.gauge("cpu")
    server = sv.start(port=0, quiet=True)
    with Viewer(server.url) as viewer:
        viewer.until(lambda seen: list(seen.config["widgets"]) == ["cpu"])
        assert viewer.values("cpu") == []


def test_a_dashboard_may_be_empty_and_grow_while_it_runs(sv: Page) -> None:
    server = sv.start(port=0, quiet=True)
    with Viewer(server.url) as viewer:
        sv.stat("late").send(True)
        viewer.until(lambda seen: [row[1] for row in seen.values("late")] == [True])
        assert viewer.config["widgets"]["late"]["columns"][1]["type"] == "boolean"


def test_the_url_is_printed(sv: Page, capsys: pytest.CaptureFixture[str]) -> None:
    server = sv.start(port=0)
    assert capsys.readouterr().out == f"StreamViz: {server.url}\n"


def test_a_port_that_was_asked_for_and_is_taken_is_an_error(sv: Page) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(RelayError) as error:
            sv.start(port=port)
    assert sv.start(port=0, quiet=True).url
    assert str(error.value) == (
        f"port {port} on 127.0.0.1 is taken by another program; choose another with "
        "sv.start(port=…), or leave it out to take the next free one"
    )


def test_without_a_port_the_next_free_one_is_taken(
    sv: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(_listener, "DEFAULT_PORT", port)
        url = sv.start(quiet=True).url
        assert port < int(url.rstrip("/").rpartition(":")[2]) < port + 100


def test_a_relay_that_does_not_start_says_why(sv: Page) -> None:
    with pytest.raises(RelayError, match=r"the relay did not start: .*without authentication"):
        sv.start(host="0.0.0.0", port=0)


def _get(url: str, **headers: str) -> int:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def _basic(auth: str) -> str:
    return f"Basic {base64.b64encode(auth.encode()).decode()}"


def test_with_auth_viewers_need_the_password_or_the_token(sv: Page) -> None:
    server = sv.start(port=0, quiet=True, auth="ada:se:cret")
    page = f"{server.url}config.json"
    assert _get(page) == 401
    assert _get(page, Authorization=_basic("ada:secret")) == 401
    assert _get(page, Authorization=_basic("ada:se:cret")) == 200
    assert _get(page, Authorization=f"Bearer {server.viewer_token}") == 200
    assert "se:cret" not in repr(server._options)
    assert server.viewer_token not in repr(server._options)
    for pid in relays_of(os.getpid()):
        for file in ("cmdline", "environ"):
            assert b"se:cret" not in Path(f"/proc/{pid}/{file}").read_bytes()


def test_the_viewer_token_stays_with_the_state(tmp_path: Path) -> None:
    tokens = []
    for auth in ("ada:secret", "ada:secret", "ada:other"):
        page = Page(Dashboard())
        server = page.start(port=0, quiet=True, auth=auth, state_dir=tmp_path)
        tokens.append(server.viewer_token)
        server.stop()
    assert tokens[0] == tokens[1] != tokens[2]


def test_without_auth_there_is_no_viewer_token(sv: Page) -> None:
    assert sv.start(port=0, quiet=True).viewer_token is None


def test_secrets_come_from_the_environment_or_files_and_go_no_further(
    sv: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("a-token-of-the-tests.1\n")
    monkeypatch.setenv("STREAMVIZ_AUTH", "ada:secret")
    monkeypatch.setenv("STREAMVIZ_VIEWER_TOKEN_FILE", str(tmp_path / "token"))
    server = sv.start(port=0, quiet=True)
    assert server.viewer_token == "a-token-of-the-tests.1"
    assert _get(f"{server.url}metrics", Authorization=_basic("ada:secret")) == 200
    assert _get(f"{server.url}metrics", Authorization=f"Bearer {server.viewer_token}") == 200
    for pid in relays_of(os.getpid()):
        assert b"ada:secret" not in Path(f"/proc/{pid}/environ").read_bytes()


@pytest.mark.parametrize(("said", "arenas"), [(None, 2), ("8", 8)])
def test_the_relay_gets_few_arenas_of_malloc_if_nobody_says_how_many(
    sv: Page, monkeypatch: pytest.MonkeyPatch, said: str | None, arenas: int
) -> None:
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    if said is not None:
        monkeypatch.setenv("MALLOC_ARENA_MAX", said)
    sv.start(port=0, quiet=True)
    (pid,) = relays_of(os.getpid())
    variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    assert b"MALLOC_ARENA_MAX=%d" % arenas in variables


def test_a_relay_elsewhere_is_fed_with_its_token(sv: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMVIZ_PRODUCER_TOKEN", "secret")
    command = [sys.executable, "-m", "stream_viz", "serve", "--port", "0", "--memory", "--json"]
    package = str(PACKAGE)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": package}
    ) as elsewhere:
        try:
            assert elsewhere.stdout is not None
            url = elsewhere.stdout.readline().split('"url":"')[1].split('"')[0]
            sv.gauge("cpu").send(7)
            server = sv.start(relay=f"ws{url.removeprefix('http')}feed", quiet=True)
            assert server.url == url
            with Viewer(url) as viewer:
                viewer.until(lambda seen: [row[1] for row in seen.values("cpu")] == [7])
            server.stop()
            assert is_alive(elsewhere.pid)
        finally:
            elsewhere.send_signal(signal.SIGTERM)


def test_a_notebook_shows_the_running_dashboard(sv: Page) -> None:
    widget = sv.table("log", columns=["a"])
    server = sv.start(port=0, quiet=True)
    assert f'<iframe src="{server.url}"' in server._repr_html_()
    assert widget._repr_html_() == (
        f'<script type="module" src="{server.url}streamviz.js"></script>'
        f'<sv-table src="{server.url}" widget="log"></sv-table>'
    )
