"""However a pipeline ends or is cut off: what it showed stays, and is all that it showed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from cutting_proxy import CuttingProxy
from pipeline import PACKAGE, Pipeline, wait_for_end
from viewer import Viewer

from stream_viz._declaring._dashboard import Dashboard
from stream_viz._declaring._page import Page
from stream_viz._exceptions import RelayError

TOKEN = "a producer token of the tests"


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    """The URL of a relay that no pipeline has started."""
    command = [sys.executable, "-m", "stream_viz", "serve", "--port", "0", "--memory", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE), "STREAMVIZ_PRODUCER_TOKEN": TOKEN}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as relay:
        try:
            assert relay.stdout is not None
            yield relay.stdout.readline().split('"url":"')[1].split('"')[0]
        finally:
            relay.send_signal(signal.SIGTERM)


def feeding(url: str) -> Pipeline:
    """A pipeline that shows its entries at a relay elsewhere."""
    relay = f"ws{url.removeprefix('http')}feed"
    return Pipeline("entries.py", STREAMVIZ_RELAY=relay, STREAMVIZ_PRODUCER_TOKEN=TOKEN)


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ("Ctrl-C", "ended"),
        ("SIGTERM", "ended"),
        ("an exception", "failed"),
        ("os._exit", "stale"),
        ("SIGKILL", "stale"),
    ],
)
def test_what_was_committed_before_the_end_is_on_the_screen(
    elsewhere: str, how: str, state: str
) -> None:
    with feeding(elsewhere) as pipeline, Viewer(elsewhere) as viewer:
        pipeline.send(["a", 1], ["b", 2])
        viewer.until_values("entries", [["a", 1], ["b", 2]])
        pipeline.send(["a", 10], ["c", 3], ["b", None])
        pipeline.line(lambda line: line == '{"seen": 6}')
        if state == "stale":  # it has no time to send anything more
            viewer.until_values("entries", [["a", 10], ["c", 3]])
        pid = pipeline.process.pid
        match how:
            case "Ctrl-C":
                os.kill(pid, signal.SIGINT)
            case "SIGTERM":
                os.kill(pid, signal.SIGTERM)
            case "SIGKILL":
                os.kill(pid, signal.SIGKILL)
            case "an exception":
                pipeline.send(["fail", 0])
            case _:
                pipeline.send(["exit", 0])
        viewer.until(lambda seen: seen.state == state, state)
        viewer.until_values("entries", [["a", 10], ["c", 3]])
        pipeline.process.wait(30)


def test_however_often_the_link_is_cut_each_row_is_applied_once(
    elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMVIZ_PRODUCER_TOKEN", TOKEN)
    monkeypatch.setenv("STREAMVIZ_GC_FREEZE", "0")
    rows = 2_000
    before = applied_rows(elsewhere)
    page = Page(Dashboard())
    with CuttingProxy(int(elsewhere.rstrip("/").rpartition(":")[2])) as proxy:
        events = page.table("events", columns={"n": "integer"}, max_rows=2 * rows)
        page.start(relay=f"ws://127.0.0.1:{proxy.port}/feed", quiet=True, open_browser=False)
        with Viewer(elsewhere) as viewer:
            for n in range(rows):
                events.send([n])
                if n % 200 == 100:
                    viewer.until(lambda seen, n=n: len(seen.rows.get("events", ())) > n - 100)
                    proxy.cut()
            viewer.until(lambda seen: len(seen.rows.get("events", ())) == rows)
            assert [row[1] for row in viewer.rows["events"].values()] == list(range(rows))
        assert proxy.cuts >= 5
        assert applied_rows(elsewhere) == before + rows
        page.dashboard.close()


def test_a_run_that_comes_back_after_another_says_that_its_rows_were_replaced(
    elsewhere: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("STREAMVIZ_PRODUCER_TOKEN", TOKEN)
    monkeypatch.setenv("STREAMVIZ_GC_FREEZE", "0")
    first, second = Page(Dashboard()), Page(Dashboard())
    reason = "another run has replaced the rows of this one; they appear as they change"
    port = int(elsewhere.rstrip("/").rpartition(":")[2])
    with CuttingProxy(port) as proxy, Viewer(elsewhere) as viewer:
        shop, idle = (
            first.table(name, columns={"n": "integer"}, row_key=["n"]) for name in ("shop", "idle")
        )
        shop.send([1])
        first.start(relay=f"ws://127.0.0.1:{proxy.port}/feed", quiet=True, open_browser=False)
        viewer.until_values("shop", [[1]])
        proxy.is_open = False
        proxy.cut()
        second.table("shop", columns={"n": "integer"}, row_key=["n"]).send([2])
        second.start(relay=f"ws://127.0.0.1:{port}/feed", quiet=True, open_browser=False)
        viewer.until_values("shop", [[2]])
        second.dashboard.close()
        proxy.is_open = True
        shop.send([3])
        viewer.until_values("shop", [[3]])
        widgets = viewer.config["widgets"]
        assert widgets["shop"]["incomplete"] == reason
        assert "incomplete" not in widgets["idle"]
        proxy.cut()
        idle.send([4])
        shop.send([5])
        viewer.until_values("shop", [[3], [5]])
        first.dashboard.close()
    assert [record.message for record in caplog.records].count(reason) == 1


def applied_rows(url: str) -> int:
    """Counts the rows that commits have brought to a relay."""
    with urllib.request.urlopen(f"{url}metrics") as answer:
        text = answer.read().decode()
    return int(text.split("\nstreamviz_rows_total ")[1].split()[0])


def test_a_pipeline_that_leaves_without_a_word_leaves_no_relay() -> None:
    with Pipeline("entries.py") as pipeline, Viewer(pipeline.url) as viewer:
        relay = pipeline.relay_pid
        pipeline.send(["a", 1])
        viewer.until_values("entries", [["a", 1]])
        pipeline.send(["exit", 0])
        assert pipeline.process.wait(30) == 3
        viewer.until_gone()
        wait_for_end(relay)
        assert viewer.values("entries") == [["a", 1]]


def test_a_pipeline_that_is_killed_leaves_no_rows_on_the_disk(tmp_path: Path) -> None:
    with (
        Pipeline("entries.py", TMPDIR=str(tmp_path)) as pipeline,
        Viewer(pipeline.url) as viewer,
    ):
        relay = pipeline.relay_pid
        pipeline.send(["a", 1])
        viewer.until_values("entries", [["a", 1]])
        assert len(list(tmp_path.glob("streamviz-*/key"))) == 1
        os.kill(pipeline.process.pid, signal.SIGKILL)
        wait_for_end(relay)
        assert list(tmp_path.glob("streamviz-*")) == []


def write(directory: Path, name: str, *orders: str) -> None:
    """A file of orders, which appears as a whole."""
    directory.mkdir(exist_ok=True)
    unfinished = directory.parent / name
    unfinished.write_text("region,amount\n" + "\n".join(orders) + "\n")
    unfinished.rename(directory / name)


def test_with_persistence_a_restarted_pipeline_shows_the_unchanged_rows_too(
    tmp_path: Path,
) -> None:
    files, engine, relay = (tmp_path / name for name in ("files", "engine", "relay"))
    arguments = [str(files), str(engine), str(relay)]
    write(files, "1.csv", "eu,1", "us,2")
    with Pipeline("persisted.py", *arguments) as pipeline, Viewer(pipeline.url) as viewer:
        viewer.until_values("totals", [["eu", 1], ["us", 2]])
        os.kill(pipeline.process.pid, signal.SIGKILL)
        pipeline.process.wait(30)
        viewer.until_gone()
    write(files, "2.csv", "eu,10", "asia,5")
    with Pipeline("persisted.py", *arguments) as pipeline, Viewer(pipeline.url) as viewer:
        viewer.until_values("totals", [["asia", 5], ["eu", 11], ["us", 2]])


def test_deletes_of_rows_that_a_relay_has_never_seen_are_harmless(tmp_path: Path) -> None:
    files, engine = tmp_path / "files", tmp_path / "engine"
    write(files, "1.csv", "eu,1", "us,2")
    with (
        Pipeline("persisted.py", str(files), str(engine), str(tmp_path / "first")) as pipeline,
        Viewer(pipeline.url) as viewer,
    ):
        viewer.until_values("totals", [["eu", 1], ["us", 2]])
        os.kill(pipeline.process.pid, signal.SIGTERM)
        pipeline.process.wait(30)
    write(files, "2.csv", "eu,10")
    with (
        Pipeline("persisted.py", str(files), str(engine), str(tmp_path / "second")) as pipeline,
        Viewer(pipeline.url) as viewer,
    ):
        # Pathway takes back the total that only the first relay knew.
        viewer.until(lambda seen: ["eu", 11] in seen.values("totals"))
        assert ["eu", 1] not in viewer.values("totals")
        assert viewer.state == "live"


HAND = """
import json, sys
import stream_viz as sv
sv.gauge("cpu").send(1)
server = sv.start(port=0, quiet=True, open_browser=False)
print(json.dumps({"url": server.url}), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("name", ["SIGHUP", "SIGTERM", "SIGKILL", "SIGINT", "stop"])
def test_however_a_script_without_pathway_ends_no_state_stays(tmp_path: Path, name: str) -> None:
    (tmp_path / "by_signal.py").write_text(HAND)
    with Pipeline(str(tmp_path / "by_signal.py"), TMPDIR=str(tmp_path)) as script:
        assert script.url
        relay = script.relay_pid
        assert len(list(tmp_path.glob("streamviz-*/key"))) == 1
        if name == "stop":
            script.end_input()
        else:
            script.process.send_signal(getattr(signal, name))
        wait_for_end(relay)
        code = script.process.wait(30)
    assert code == (0 if name == "stop" else -getattr(signal, name))
    assert list(tmp_path.glob("streamviz-*")) == []


def test_a_signal_to_the_script_and_its_relay_at_once_leaves_no_state(tmp_path: Path) -> None:
    """As systemd ends a service."""
    (tmp_path / "by_signal.py").write_text(HAND)
    with Pipeline(str(tmp_path / "by_signal.py"), TMPDIR=str(tmp_path)) as script:
        assert script.url
        relay = script.relay_pid
        script.process.send_signal(signal.SIGTERM)
        os.kill(relay, signal.SIGTERM)
        wait_for_end(relay)
        script.process.wait(30)
    assert list(tmp_path.glob("streamviz-*")) == []


def test_what_a_killed_relay_of_a_killed_script_left_goes_with_the_next_start(
    tmp_path: Path,
) -> None:
    (tmp_path / "by_signal.py").write_text(HAND)
    with Pipeline(str(tmp_path / "by_signal.py"), TMPDIR=str(tmp_path)) as script:
        assert script.url
        relay = script.relay_pid
        script.process.send_signal(signal.SIGSTOP)  # so that it starts no other relay
        os.kill(relay, signal.SIGKILL)
        script.process.kill()
        script.process.wait(30)
    (left,) = tmp_path.glob("streamviz-*")
    with Pipeline(str(tmp_path / "by_signal.py"), TMPDIR=str(tmp_path)) as script:
        assert script.url
        while left.exists():
            assert script.process.poll() is None
        script.end_input()
        assert script.process.wait(30) == 0
    assert list(tmp_path.glob("streamviz-*")) == []


def test_a_start_that_raises_leaves_no_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMVIZ_GC_FREEZE", "0")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    taken = socket.create_server(("127.0.0.1", 0))
    for options in (
        {"host": "0.0.0.0"},
        {"port": taken.getsockname()[1]},
        {"allowed_host": ["no name"]},
        {"state_dir": "/proc/nowhere"},
    ):
        page = Page(Dashboard())
        page.gauge("cpu")
        with pytest.raises((RelayError, ValueError)):
            page.start(**{"port": 0, "quiet": True, "open_browser": False, **options})
        page.dashboard.close()
    taken.close()
    assert list(tmp_path.iterdir()) == []
