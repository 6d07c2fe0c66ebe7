"""Running a cell again, in a real IPython."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pipeline import PACKAGE, SCRIPTS

BEGIN = """
import sys
from IPython.core.interactiveshell import InteractiveShell
from viewer import Viewer
shell = InteractiveShell.instance()

def run(code, cell_id=None):
    result = shell.run_cell(code, store_history=True, cell_id=cell_id)
    result.raise_error()

def fails(code, cell_id=None):
    sys.stdout = open("/dev/null", "w")
    error = shell.run_cell(code, store_history=True, cell_id=cell_id).error_in_exec
    sys.stdout = sys.__stdout__
    return f"{type(error).__name__}: {error}"

def layout():
    return sv.start()._sender._source.config_message().get("layout")

run("import stream_viz as sv")
sv = shell.user_ns["sv"]
TAKEN = 'ValueError: the id "cpu" is taken by another widget; choose another'
"""


def ipython(script: str, cwd: Path) -> None:
    """Runs a script that runs cells."""
    path = os.pathsep.join([str(PACKAGE), str(SCRIPTS.parent / "kit")])
    ended = subprocess.run(
        [sys.executable, "-c", BEGIN + script],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": path,
            "STREAMVIZ_QUIET": "1",
            "STREAMVIZ_PORT": "0",
            "IPYTHONDIR": str(cwd),
        },
        cwd=cwd,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_cell_that_is_run_again_replaces_its_widgets_with_fresh_rows(tmp_path: Path) -> None:
    ipython(
        """
cell = "cpu = sv.gauge('cpu', max_val=10); log = sv.table('log', columns=['a'])"
run(cell)
run("sv.stat('other'); server = sv.start()")
server, first = shell.user_ns["server"], shell.user_ns["log"]
run("log.send(['old'])")
with Viewer(server.url) as viewer:
    viewer.until_values("log", [["old"]])
    run(cell.replace("10", "20"))
    viewer.until(lambda seen: seen.config["widgets"].get("cpu", {}).get("max_val") == 20)
    run("log.send(['new'])")
with Viewer(server.url) as viewer:
    viewer.until_values("log", [["new"]])
    assert set(viewer.config["widgets"]) == {"cpu", "log", "other"}
try:
    first.send(["lost"])
except RuntimeError as error:
    assert "was replaced by one with its id when its cell was run again" in str(error)
else:
    raise AssertionError("it sends to nobody")
run("assert sv.start() is server")
server.stop()
""",
        tmp_path,
    )


@pytest.mark.parametrize(
    "place",
    [
        "with sv.row(): log, other = sv.table('log', columns=['a']), sv.stat('other')",
        "left, right = sv.columns(2); log, other = right.table('log', columns=['a']), sv.stat('b')",
        "one, two = sv.tabs(['One', 'Two']); log = two.row().table('log', columns=['a'])",
    ],
    ids=["row", "columns", "tabs"],
)
def test_a_cell_with_a_layout_that_is_run_again_keeps_the_link(tmp_path: Path, place: str) -> None:
    ipython(
        f"""
import logging
warnings = []
logging.getLogger("stream_viz").addHandler(
    type("Kept", (logging.Handler,), {{"emit": lambda _, record: warnings.append(record)}})()
)
cell = "{place}"
run("server = sv.start()")
run(cell)
before = layout()
assert before is not None
with Viewer(shell.user_ns["server"].url) as viewer:
    for value in ("old", "new"):
        run(cell)
        run(f"log.send(['{{value}}'])")
        viewer.until_values("log", [[value]])
    assert viewer.config["layout"] == before == layout()
    assert not warnings, warnings
""",
        tmp_path,
    )


def test_one_run_of_a_cell_takes_an_id_once(tmp_path: Path) -> None:
    ipython(
        """
assert fails("for _ in range(2): sv.gauge('cpu')") == TAKEN
assert fails("for _ in range(2): sv.gauge('cpu')") == TAKEN
run("sv.gauge('cpu')")
""",
        tmp_path,
    )


def test_where_cells_have_ids_another_cell_may_not_take_the_id_of_a_widget(tmp_path: Path) -> None:
    ipython(
        """
run("sv.gauge('cpu')", "one")
run("\\n\\nsv.stat('cpu')", "one")
assert fails("sv.stat('cpu')", "two") == TAKEN
""",
        tmp_path,
    )


def test_a_module_that_is_loaded_again_replaces_its_widgets(tmp_path: Path) -> None:
    (tmp_path / "board.py").write_text("import stream_viz as sv\nsv.gauge('cpu')\n")
    ipython(
        """
import importlib
sys.path.insert(0, "")
run("import board", "one")
run("import importlib; importlib.reload(board)", "two")
assert fails("sv.gauge('cpu')", "three") == TAKEN
""",
        tmp_path,
    )


def test_ids_that_are_made_and_the_layout_stay_the_same(tmp_path: Path) -> None:
    ipython(
        """
import pathway as pw
shell.user_ns["rows"] = pw.debug.table_from_markdown("a\\n1")
cell = "with sv.row(): [sv.pathway_table(rows, title='Rows') for _ in range(2)]"
run(cell)
run("sv.gauge('cpu')")
run("sv.pathway_table(rows, title='Rows')")
run(cell)
run("sv.gauge('cpu')")
assert layout() == {"rows": [["rows", "rows-2"], [{"auto": ["cpu", "rows-3"]}]]}, layout()
run("sv.gauge('cpu')")
assert len(sv.start()._sender._source.tables.buffers) == 1
pw.run(monitoring_level=pw.MonitoringLevel.NONE)
with Viewer(sv.start().url) as viewer:
    for widget in ("rows", "rows-2", "rows-3"):
        viewer.until_values(widget, [[1]])
    viewer.until(lambda seen: seen.state == "live")
sv.start().stop()
""",
        tmp_path,
    )
