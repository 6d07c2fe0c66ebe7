"""Whatever becomes of stdout and stderr, a pipeline runs, and its exit code is its own."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pipeline import PACKAGE, Pipeline

from stream_viz._wire._output import Log
from stream_viz._wire._websocket import _log as library_log

BY_HAND = """
import sys
import stream_viz as sv

cpu = sv.gauge("cpu")
cpu.send(1)
server = sv.start(port=0, open_browser=False)
sys.stdout = sys.__stdout__
open(sys.argv[1], "w").write(server.url)
server.stop()
sys.exit(7)
"""


def run(tmp_path: Path, redirected: str, script: str, **environment: str) -> tuple[int, str, str]:
    """Runs a script that writes what it did into a file; gives exit code, that, and stderr."""
    done = tmp_path / "done"
    command = f'set -o pipefail; "$0" -c "$1" "$2" {redirected}'
    ended = subprocess.run(
        ["bash", "-c", command, sys.executable, script, str(done)],
        capture_output=True,
        text=True,
        env={
            **{name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
            "PYTHONPATH": str(PACKAGE),
            **environment,
        },
        timeout=120,
        check=False,
    )
    return ended.returncode, done.read_text() if done.exists() else "", ended.stderr


@pytest.mark.parametrize("redirected", ["| true", ">/dev/full", ">&- 2>&- <&-"])
def test_what_cannot_be_printed_is_not(tmp_path: Path, redirected: str) -> None:
    code, done, errors = run(tmp_path, redirected, BY_HAND)
    assert (code, errors) == (7, "")
    assert done.startswith("http://127.0.0.1:")


def test_a_stream_that_is_none_or_fails_stops_nothing(tmp_path: Path) -> None:
    script = f"""
import io, sys

class Broken:
    encoding = 7

    def write(self, text):
        raise ZeroDivisionError

    isatty = flush = fileno = write

closed = open("/dev/null", "w")
closed.close()
full = io.TextIOWrapper(io.BufferedWriter(io.FileIO("/dev/full", "wb")))
for stream in (None, object(), closed, full, Broken()):
    sys.stdout = sys.stderr = stream
    import stream_viz as sv
    sv.gauge("cpu").send(1)
    sv.start(port=0).stop()
sys.stderr = sys.__stderr__
{BY_HAND}
"""
    code, done, errors = run(tmp_path, "", script)
    assert (code, errors) == (7, "")
    assert done.startswith("http://127.0.0.1:")


def test_a_line_is_printed_as_far_as_its_encoding_goes(tmp_path: Path) -> None:
    script = """
import sys
from stream_viz._wire._output import print_line, print_note
print_line("Größe ─ 1")
print_note("Größe")
open(sys.argv[1], "w").write("done")
"""
    out = tmp_path / "out"
    redirected = f">{out}"
    code, done, errors = run(tmp_path, redirected, script, PYTHONIOENCODING="ascii")
    assert (code, done, errors) == (0, "done", "Gr\\xf6\\xdfe\n")
    assert out.read_text() == "Gr\\xf6\\xdfe \\u2500 1\n"


def test_a_print_comes_after_what_was_printed_before(tmp_path: Path) -> None:
    out = tmp_path / "out"
    script = """
import sys
from stream_viz._wire._output import print_line
print("before"); print_line("between"); print("after")
"""
    assert run(tmp_path, f">{out}", script)[0] == 0
    assert out.read_text() == "before\nbetween\nafter\n"


def test_an_error_of_a_handler_of_the_log_stays_there(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:  # noqa: ARG002
            raise RuntimeError("the disk of the log is gone")

    for name in ("stream_viz", "stream_viz.websockets"):
        monkeypatch.setattr(logging.getLogger(name), "handlers", [Failing()])
    Log("stream_viz").error("not shown")
    library_log.error("not shown")


def test_a_log_names_its_caller(caplog: pytest.LogCaptureFixture) -> None:
    Log("stream_viz").warning("%s is late", "it")
    (record,) = caplog.records
    assert (record.getMessage(), record.pathname) == ("it is late", __file__)


@pytest.mark.parametrize("redirected", ["| true", ">&-"])
def test_a_pipeline_runs_without_a_reader_of_its_output(tmp_path: Path, redirected: str) -> None:
    script = """
import sys
import pathway as pw
import stream_viz as sv
rows = pw.debug.table_from_markdown("a\\n1\\n2")
sv.pathway_table(rows, id="rows")
seen = []
pw.io.subscribe(rows, on_change=lambda **change: seen.append(change["row"]["a"]))
sv.start(port=0, open_browser=False)
pw.run(monitoring_level=pw.MonitoringLevel.NONE)
open(sys.argv[1], "w").write(str(sorted(seen)))
"""
    code, done, _ = run(tmp_path, redirected, script)
    assert (code, done) == (0, "[1, 2]")


def test_a_command_says_that_its_result_cannot_be_written() -> None:
    with Pipeline("pictured.py") as pipeline:
        command = [sys.executable, "-m", "stream_viz", "record", pipeline.url, "/dev/full"]
        ended = subprocess.run(
            [*command, "--seconds", "5"],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(PACKAGE)},
            timeout=120,
            check=False,
        )
    assert ended.returncode == 1
    last = ended.stderr.splitlines()[-1]
    assert last == "streamviz: /dev/full cannot be written: No space left on device"
