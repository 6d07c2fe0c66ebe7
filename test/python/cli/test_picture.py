"""Pictures of a dashboard, by a real Chromium."""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pipeline import PACKAGE, Pipeline

from stream_viz._cli._browser import Browser, find_browser

#: In the tables of /proc/net.
LISTENS = "0A"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def take(*arguments: str | Path, **environment: str) -> tuple[int, str]:
    """The command's exit code, and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "stream_viz", "snapshot", *map(str, arguments)],
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(PACKAGE), **environment},
        check=False,
    )
    return done.returncode, done.stderr.strip()


def size_of(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]
    assert head.startswith(SIGNATURE)
    width, height = struct.unpack(">II", head[16:])
    return width, height


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with Pipeline("pictured.py") as pipeline:
        yield pipeline.url


def test_it_is_the_page_at_twice_its_size(url: str, tmp_path: Path) -> None:
    path = tmp_path / "board.png"
    assert take(url, path, "--width", "1200", "--height", "850") == (0, "")
    assert size_of(path) == (2400, 1700)


def test_one_widget_alone_in_another_theme(url: str, tmp_path: Path) -> None:
    light, dark = tmp_path / "light.png", tmp_path / "dark.png"
    for path, theme in ((light, "light"), (dark, "dark")):
        arguments = ("--widget", "orders", "--theme", theme, "--scale", "1")
        assert take(url, path, *arguments) == (0, "")
    assert size_of(light) == size_of(dark)
    assert size_of(light)[0] < 1440
    assert light.read_bytes() != dark.read_bytes()


def test_it_waits_for_data_and_says_what_has_none(tmp_path: Path) -> None:
    path = tmp_path / "board.png"
    with Pipeline("pictured.py", "--empty") as pipeline:
        code, said = take(pipeline.url, path, "--timeout", "1")
        assert (code, path.exists()) == (1, False)
        assert said == (
            f"streamviz: {pipeline.url} shows no data after 1 s (load: waiting, orders: waiting); "
            "--timeout gives it longer"
        )
        pipeline.send("orders")
        code, said = take(pipeline.url, path, "--timeout", "5")
        assert (code, said) == (0, "Still without data after 5 s: load.")
        assert path.exists()


def test_an_unknown_widget_is_named_with_those_that_are_there(url: str, tmp_path: Path) -> None:
    code, said = take(url, tmp_path / "x.png", "--widget", "ordres")
    assert code == 1
    assert said == 'streamviz: widget "ordres" is not on this page; it has: load, orders'


def test_a_widget_is_found_in_any_tab(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    with Pipeline("pictured.py", "--tabs") as pipeline:
        for name in ("first", "above", "below"):
            assert take(pipeline.url, path, "--widget", name, "--scale", "1") == (0, "")
            assert size_of(path)[0] > 100
            path.unlink()
        code, said = take(pipeline.url, path, "--widget", "nowhere")
        assert code == 1
        assert said.startswith('streamviz: widget "nowhere" is not on this page; it has: load, ')
        for name in ("orders", "first", "above", "below"):
            assert name in said


def test_a_missing_browser_and_a_wrong_one_are_said(url: str, tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    code, said = take(url, path, CHROME_PATH="", PATH=str(tmp_path))
    assert (code, said) == (
        1,
        "streamviz: no browser found: install Chromium or Google Chrome, "
        "or name one: CHROME_PATH=/path/to/chrome",
    )
    code, said = take(url, path, CHROME_PATH="/nowhere/chrome")
    assert (code, said) == (1, "streamviz: CHROME_PATH is /nowhere/chrome, which is not a program")
    code, said = take(url, path, CHROME_PATH=sys.executable)
    assert code == 1
    assert "did not start; it said: " in said


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_command_that_is_told_to_end_leaves_no_profile(
    url: str, tmp_path: Path, name: str
) -> None:
    browser, temporary, started = (tmp_path / part for part in ("browser", "temporary", "started"))
    browser.write_text(f"#!/bin/sh\ntouch {started}\nexec sleep 100\n")  # one that hangs
    browser.chmod(0o755)
    temporary.mkdir()
    with subprocess.Popen(
        [sys.executable, "-m", "stream_viz", "snapshot", url, tmp_path / "x.png"],
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(PACKAGE),
            "CHROME_PATH": str(browser),
            "TMPDIR": str(temporary),
        },
    ) as command:
        while not started.exists():
            assert command.poll() is None
            time.sleep(0.05)
        assert [one.name[:11] for one in temporary.iterdir()] == ["stream_viz-"]
        command.send_signal(getattr(signal, name))
        _, said = command.communicate(timeout=60)
    assert (command.returncode, said) == (1, "streamviz: stopped before there was a picture\n")
    assert list(temporary.iterdir()) == []


def test_a_page_that_does_not_answer_is_said(tmp_path: Path) -> None:
    code, said = take("127.0.0.1:9", tmp_path / "x.png")
    assert code == 1
    assert said.startswith("streamviz: nothing answers at http://127.0.0.1:9 (")
    assert said.endswith("): start the dashboard, or correct the address")


def test_a_password_comes_from_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "board.png"
    with Pipeline("pictured.py", STREAMVIZ_AUTH="user:pass word") as pipeline:
        asked = (
            f"streamviz: {pipeline.url} asks who looks: set STREAMVIZ_AUTH=user:password, "
            "or STREAMVIZ_VIEWER_TOKEN to its viewer token"
        )
        assert take(pipeline.url, path) == (1, asked)
        refused = f"streamviz: {pipeline.url} refuses the user and password in STREAMVIZ_AUTH"
        assert take(pipeline.url, path, STREAMVIZ_AUTH="user:wrong") == (1, refused)
        assert take(pipeline.url, path, STREAMVIZ_AUTH="user:pass word") == (0, "")
    assert size_of(path)[0] == 2880


def test_a_viewer_token_comes_from_the_environment_or_a_file(tmp_path: Path) -> None:
    path, file = tmp_path / "board.png", tmp_path / "token"
    token = "a-token-of-the-tests"
    file.write_text(f"{token}\n")
    file.chmod(0o600)
    guard = {"STREAMVIZ_AUTH": "user:password", "STREAMVIZ_VIEWER_TOKEN": token}
    with Pipeline("pictured.py", **guard) as pipeline:
        refused = (
            f"streamviz: {pipeline.url} refuses the token in STREAMVIZ_VIEWER_TOKEN: "
            "in the pipeline it is server.viewer_token"
        )
        assert take(pipeline.url, path, STREAMVIZ_VIEWER_TOKEN=f"{token}-too") == (1, refused)
        assert take(pipeline.url, path, STREAMVIZ_VIEWER_TOKEN_FILE=str(file)) == (0, "")
        picture = path.read_bytes()
        assert take(pipeline.url, path, STREAMVIZ_VIEWER_TOKEN=token) == (0, "")
    assert size_of(path)[0] == 2880
    assert len(picture) > 10_000


def test_a_viewer_token_that_none_can_be_is_said(tmp_path: Path) -> None:
    said = take("127.0.0.1:9", tmp_path / "x.png", STREAMVIZ_VIEWER_TOKEN="to ken")
    assert said == (
        1,
        "streamviz: STREAMVIZ_VIEWER_TOKEN is no viewer token: those have at least 16 letters, "
        'digits, "-", ".", "_" or "~"; in the pipeline it is server.viewer_token',
    )


@pytest.mark.parametrize(
    ("option", "value", "rule"),
    [
        ("--width", "0", "a whole number above 0 and below 100,000"),
        ("--height", "100000", "a whole number above 0 and below 100,000"),
        ("--width", "12.5", "a whole number above 0 and below 100,000"),
        ("--scale", "100", "a number above 0 and below 100"),
        ("--timeout", "soon", "a number above 0"),
        ("--timeout", "inf", "a number above 0"),
    ],
)
def test_a_number_that_cannot_be_is_told_its_limits(
    option: str, value: str, rule: str, tmp_path: Path
) -> None:
    code, said = take("127.0.0.1:9", tmp_path / "x.png", option, value)
    assert code == 2
    assert said.endswith(f'error: argument {option}: must be {rule}; it is "{value}"')


def test_no_other_process_can_talk_to_the_browser() -> None:
    with Browser(find_browser()) as browser:
        browser.send("Page.navigate", url="about:blank")
        assert browser.evaluate("1 + 1") == 2
        inodes = {inode for pid in browsers_of(os.getpid()) for inode in sockets_of(pid)}
        tables = [Path(f"/proc/net/{name}").read_text() for name in ("tcp", "tcp6")]
    assert inodes
    rows = [line.split() for table in tables for line in table.splitlines()[1:]]
    assert [row for row in rows if row[9] in inodes and row[3] == LISTENS] == []


def browsers_of(pid: int) -> list[int]:
    """The processes of the browser that a process has started."""
    return [one for child in children_of(pid, "-f", "user-data-dir") for one in family_of(child)]


def family_of(pid: int) -> list[int]:
    """A process, those that it has started, and theirs."""
    return [pid, *(one for child in children_of(pid) for one in family_of(child))]


def children_of(pid: int, *options: str) -> list[int]:
    command = ["pgrep", "-P", str(pid), *options]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return [int(child) for child in answer.stdout.split()]


def sockets_of(pid: int) -> list[str]:
    """The inodes of a process's sockets."""
    found = []
    with contextlib.suppress(OSError):  # it has ended
        for entry in os.scandir(f"/proc/{pid}/fd"):
            with contextlib.suppress(OSError):
                kind, _, inode = os.readlink(entry.path).partition(":")
                found += [inode.strip("[]")] if kind == "socket" else []
    return found


def test_a_file_that_cannot_be_written_is_said(url: str, tmp_path: Path) -> None:
    path = tmp_path / "missing" / "x.png"
    code, said = take(url, path)
    assert (code, said) == (1, f"streamviz: {path} cannot be written: No such file or directory")
