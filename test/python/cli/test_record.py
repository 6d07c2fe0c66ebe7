"""Recordings, of the real relay."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pipeline import PACKAGE, Pipeline
from socket_server import SocketServer, send
from websockets.sync.server import ServerConnection

from stream_viz._cli._record import record
from stream_viz._exceptions import RecordError

MONDAY = 1767571200000


@pytest.fixture(scope="module")
def pipeline() -> Iterator[Pipeline]:
    with Pipeline("by_hand.py") as running:
        yield running


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def recorder(*arguments: str) -> subprocess.Popen[str]:
    """``streamviz record`` in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "stream_viz", "record", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE)},
    )


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_recording_has_the_frames_of_all_widgets_until_it_is_told_to_end(
    pipeline: Pipeline, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "out.ndjson"
    with recorder(pipeline.url, str(file)) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Recording ")
        while '"Ada"' not in file.read_text():
            assert process.poll() is None
            time.sleep(0.05)  # until the recorder has written
        process.send_signal(getattr(signal, name))
        _, told = process.communicate(timeout=30)
    assert process.returncode == 0, told
    assert "steps of" in told

    first, config, *others = lines_of(file)
    assert (first["type"], config["type"]) == ("hello", "config")
    assert others[-1]["type"] == "sync"
    subscribed = {line["widget"] for line in others if line["type"] == "subscribed"}
    assert subscribed == set(config["widgets"])
    people = [line for line in others if line["type"] == "rows" and line["widget"] == "people"]
    assert people[0]["up"][0][1:] == ["Ada", 36]


def test_one_widget_alone_for_so_long(pipeline: Pipeline, tmp_path: Path) -> None:
    file = tmp_path / "out.ndjson"
    told: list[str] = []
    record(pipeline.url, str(file), widget="latency", seconds=1, notify=told.append)
    lines = lines_of(file)
    assert list(lines[1]["widgets"]) == ["latency"]
    assert {line["widget"] for line in lines if "widget" in line} == {"latency"}
    assert told[0] == "Recording latency; Ctrl-C ends it."
    assert told[1].endswith(f"of 1 widgets in {file}.")


def test_an_unknown_widget_is_told_the_known_ones(pipeline: Pipeline, tmp_path: Path) -> None:
    file = tmp_path / "out.ndjson"
    with pytest.raises(RecordError) as error:
        record(pipeline.url, str(file), widget="ordres")
    assert str(error.value).startswith('widget "ordres" is not on this dashboard; it has: ')
    assert "people" in str(error.value)
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_named(pipeline: Pipeline, tmp_path: Path) -> None:
    file = tmp_path / "missing" / "out.ndjson"
    with pytest.raises(RecordError) as error:
        record(pipeline.url, str(file))
    assert str(error.value) == f"{file} cannot be written: No such file or directory"


def test_a_relay_that_does_not_answer(tmp_path: Path) -> None:
    with recorder("http://127.0.0.1:9", str(tmp_path / "out.ndjson")) as process:
        _, told = process.communicate(timeout=30)
    assert process.returncode == 1
    assert told.startswith(
        "streamviz: no relay answers at http://127.0.0.1:9: start it, or correct the address ("
    )


def test_an_address_that_is_none() -> None:
    with pytest.raises(RecordError) as error:
        record("127.0.0.1:8765", "out.ndjson")
    assert str(error.value) == (
        '"127.0.0.1:8765" is not the address of a relay; it should look like http://127.0.0.1:8765'
    )


def test_a_password_is_taken_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "out.ndjson"
    monkeypatch.setenv("STREAMVIZ_AUTH", "ada:secret")
    with Pipeline("by_hand.py") as guarded:
        monkeypatch.delenv("STREAMVIZ_AUTH")
        with pytest.raises(RecordError) as error:
            record(guarded.url, str(file))
        assert str(error.value) == (
            f"{guarded.url} asks who looks: set STREAMVIZ_AUTH=user:password, "
            "or STREAMVIZ_VIEWER_TOKEN to its viewer token"
        )
        monkeypatch.setenv("STREAMVIZ_AUTH", "ada:wrong")
        with pytest.raises(RecordError) as error:
            record(guarded.url, str(file))
        assert str(error.value) == f"{guarded.url} refuses the user and password in STREAMVIZ_AUTH"
        monkeypatch.setenv("STREAMVIZ_AUTH", "ada:secret")
        record(guarded.url, str(file), widget="people", seconds=1, notify=lambda _line: None)
    assert lines_of(file)[-1]["type"] == "sync"


def test_a_viewer_token_is_taken_from_the_environment_or_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, file = tmp_path / "token", tmp_path / "out.ndjson"
    token.write_text("a-token-of-the-tests\n")
    guard = {"STREAMVIZ_AUTH": "ada:secret", "STREAMVIZ_VIEWER_TOKEN_FILE": str(token)}
    with Pipeline("by_hand.py", **guard) as guarded:
        monkeypatch.setenv("STREAMVIZ_VIEWER_TOKEN", "a-token-of-others")
        with pytest.raises(RecordError) as error:
            record(guarded.url, str(file))
        assert str(error.value) == (
            f"{guarded.url} refuses the token in STREAMVIZ_VIEWER_TOKEN: "
            "in the pipeline it is server.viewer_token"
        )
        for name, value in (("", "a-token-of-the-tests"), ("_FILE", str(token))):
            monkeypatch.delenv("STREAMVIZ_VIEWER_TOKEN")
            monkeypatch.setenv(f"STREAMVIZ_VIEWER_TOKEN{name}", value)
            record(guarded.url, str(file), widget="people", seconds=1, notify=lambda _line: None)
            assert lines_of(file)[-1]["type"] == "sync"


def test_it_goes_on_after_a_lost_link_and_ends_with_the_pipeline(tmp_path: Path) -> None:
    file = tmp_path / "out.ndjson"
    told: list[str] = []
    states = ["live", "ended"]
    columns = [{"name": "total", "type": "number"}]
    table = {"widget_type": "table", "columns": columns}

    def serve_once(link: ServerConnection) -> None:
        send(link, {"type": "hello", "epoch": "e", "position": 0, "limits": {}})
        send(link, {"type": "config", "widgets": {"orders": table}})
        link.recv()
        send(link, {"type": "subscribed", "widget": "orders", "mode": "full", "from": 0})
        send(link, {"type": "rows", "widget": "orders", "up": [["eu", 1]], "from": 0, "to": 1})
        step = {"position": 1, "time": MONDAY, "commit": MONDAY, "rate": 30}
        send(link, {"type": "sync", "state": states.pop(0), **step})

    with SocketServer(serve_once) as relay:
        record(relay.url, str(file), seconds=60, notify=told.append)
    assert [line["state"] for line in lines_of(file) if line["type"] == "sync"] == ["live", "ended"]
    assert len([line for line in lines_of(file) if line["type"] == "hello"]) == 2
    assert any(line.startswith("The link was lost (") for line in told)
    assert told[-1] == f"Saved 2 steps of 1 widgets in {file}."
