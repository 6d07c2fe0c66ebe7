"""Whether a dashboard stays when its script is done."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest
from pipeline import Pipeline
from viewer import Viewer

DECLARE = {
    "none": "",
    "hand": "cpu = sv.gauge('cpu'); cpu.send(1)",
    "tables": "sv.pathway_table(rows, id='rows')",
    "mixed": "cpu = sv.gauge('cpu'); cpu.send(1); sv.pathway_table(rows, id='rows')",
}
RUN = "pw.run(monitoring_level=pw.MonitoringLevel.NONE)"
BEGIN = """
import json, signal, sys, threading
import stream_viz as sv
"""
ROWS = """
import pathway as pw

class Two(pw.io.python.ConnectorSubject):
    def run(self):
        self.next(a=1)
        self.next(a=2)
        if "endless" in sys.argv:
            sys.stdin.read()

class Row(pw.Schema):
    a: int

rows = pw.io.python.read(Two(), schema=Row, autocommit_duration_ms=20)
"""
START = """
server = sv.start(port=0, open_browser=False, keep_serving={keep})
print(json.dumps({{"url": server.url}}), flush=True)
"""


def script(path: Path, declare: str, end: str = "", *, keep: bool | None = True) -> str:
    """Writes a script that declares, starts and ends so."""
    needs_pathway = "rows" in DECLARE[declare]
    parts = [BEGIN, ROWS if needs_pathway else "", DECLARE[declare], START.format(keep=keep), end]
    path = path / "script.py"
    path.write_text("\n".join(parts))
    return str(path)


def stays(pipeline: Pipeline) -> None:
    pipeline.line(lambda line: line.endswith("stays until Ctrl-C"))


@pytest.mark.parametrize(
    ("declare", "end", "code"),
    [
        ("none", "", 0),
        ("hand", "", 0),
        ("hand", "sys.exit(3)", 3),
        ("mixed", RUN, 0),
        ("tables", f"try: {RUN}\nfinally: sys.exit(3)", 3),
    ],
)
def test_a_dashboard_stays_whoever_feeds_it_until_ctrl_c(
    tmp_path: Path, declare: str, end: str, code: int
) -> None:
    with Pipeline(script(tmp_path, declare, end)) as pipeline:
        stays(pipeline)
        with Viewer(pipeline.url) as viewer:
            if declare in ("hand", "mixed"):
                viewer.until(lambda seen: [row[1] for row in seen.values("cpu")] == [1])
            if declare in ("tables", "mixed"):
                viewer.until_values("rows", [[1], [2]])
        pipeline.process.send_signal(signal.SIGINT)
        assert pipeline.process.wait(30) == code


def test_threads_go_on_feeding_and_running_while_it_stays(tmp_path: Path) -> None:
    end = f"""
def feed():
    for line in sys.stdin:
        cpu.send(float(line))

seen = threading.Event()
pw.io.subscribe(rows, on_change=lambda **_: seen.set())
threading.Thread(target=feed, daemon=True).start()
threading.Thread(target=lambda: {RUN}, daemon=True).start()
seen.wait()
"""
    source = Path(script(tmp_path, "mixed", end))
    text = source.read_text().replace('if "endless" in sys.argv:', "if True:")
    source.write_text(
        text.replace("            sys.stdin.read()", "            threading.Event().wait()")
    )
    with Pipeline(str(source)) as pipeline, Viewer(pipeline.url) as viewer:
        stays(pipeline)
        viewer.until_values("rows", [[1], [2]])
        pipeline.send(75)
    assert pipeline.process.returncode == -signal.SIGTERM


@pytest.mark.parametrize(
    ("declare", "end", "keep"),
    [
        ("hand", "", False),
        ("hand", "", None),  # stdout is no terminal
        ("mixed", RUN, False),
        ("mixed", "", True),  # the tables have not run
    ],
)
def test_it_ends_with_the_script_unless_it_is_to_stay(
    tmp_path: Path, declare: str, end: str, keep: bool | None
) -> None:
    with Pipeline(script(tmp_path, declare, end, keep=keep)) as pipeline:
        assert pipeline.process.wait(60) == 0
        assert "stays until" not in pipeline.output


@pytest.mark.parametrize("error", ["1 / 0", "raise KeyboardInterrupt"])
def test_an_exception_ends_it(tmp_path: Path, error: str) -> None:
    with Pipeline(script(tmp_path, "hand", error)) as pipeline:
        assert pipeline.process.wait(60) != 0
        assert "stays until" not in pipeline.output


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("declare", ["tables", "mixed"])
def test_a_pipeline_that_is_told_to_end_takes_it_along(
    tmp_path: Path, declare: str, name: str
) -> None:
    with (
        Pipeline(script(tmp_path, declare, RUN), "endless") as pipeline,
        Viewer(pipeline.url) as viewer,
    ):
        viewer.until_values("rows", [[1], [2]])
        pipeline.process.send_signal(getattr(signal, name))
        assert pipeline.process.wait(60) in (130, 143, -signal.SIGINT, -signal.SIGTERM, 0, 1)
        assert "stays until" not in pipeline.output


@pytest.mark.parametrize("moment", ["while it is said", "seen by another thread"])
def test_ctrl_c_at_any_moment_ends_it_in_order(tmp_path: Path, moment: str) -> None:
    """Python runs a handler in the main thread alone, which a signal does not wake if another
    thread takes it, or if it comes right before a wait.
    """
    at = "os.kill(os.getpid(), signal.SIGINT)" if moment.startswith("while") else "said.set()"
    end = f"""
import os
said = threading.Event()

class Stdout:
    def write(self, text):
        if "stays until" in text:
            {at}

    def flush(self):
        pass

def interrupt():
    said.wait()
    signal.pthread_kill(threading.get_ident(), signal.SIGINT)

threading.Thread(target=interrupt, daemon=True).start()
sys.stdout = Stdout()
"""
    with Pipeline(script(tmp_path, "hand", end)) as pipeline:
        assert pipeline.process.wait(30) == 0
        assert "Traceback" not in pipeline.output


def test_a_handler_of_sigterm_that_exits_ends_it(tmp_path: Path) -> None:
    end = "signal.signal(signal.SIGTERM, lambda *_: sys.exit(9))"
    with Pipeline(script(tmp_path, "hand", end)) as pipeline:
        stays(pipeline)
        pipeline.process.send_signal(signal.SIGTERM)
        assert pipeline.process.wait(30) == 0
        assert "Traceback" not in pipeline.output


def test_an_interactive_session_ends_when_its_user_says_so(tmp_path: Path) -> None:
    run = "import runpy, sys; runpy.run_path(sys.argv[2])"
    path = script(tmp_path, "hand")
    with Pipeline(path, launcher=(sys.executable, "-i", "-c", run)) as pipeline:
        assert pipeline.url
        pipeline.end_input()
        assert pipeline.process.wait(30) == 0
        assert "stays until" not in pipeline.output
