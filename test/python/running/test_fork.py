"""A process that was forked has the declarations, and not the run."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from pipeline import PACKAGE, SCRIPTS

BEGIN = """
import multiprocessing, os, sys
import stream_viz as sv
from viewer import Viewer

def shows(server, value):
    with Viewer(server.url) as viewer:
        viewer.until(lambda seen: [row[1] for row in seen.values("cpu")] == [value])

def ends(child):
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

cpu = sv.gauge("cpu")
"""


def run(script: str) -> str:
    """Runs a script that has to end well, and what it started with it. Gives what it prints."""
    path = os.pathsep.join([str(PACKAGE), str(SCRIPTS.parent / "kit")])
    ended = subprocess.run(
        [sys.executable, "-c", BEGIN + script],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path, "STREAMVIZ_QUIET": "1", "STREAMVIZ_PORT": "0"},
        timeout=120,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout + ended.stderr
    return ended.stdout


def test_a_forked_process_says_that_it_cannot_send_and_leaves_the_run_alone() -> None:
    out = run("""
server = sv.start()
child = os.fork()
if child == 0:
    for act in (lambda: cpu.send(2), server.wait):
        try:
            act()
        except RuntimeError as error:
            print(error, flush=True)
    server.stop()
    sys.exit(5)
assert ends(child) == 5
cpu.send(1)
shows(server, 1)
""")
    first, second = out.splitlines()
    assert first == second
    assert first == (
        "this process was forked from the one that called sv.start(), and only that one can send "
        "to its dashboard; send from there, or call sv.start() in this process, too, for a "
        "dashboard of its own"
    )


def test_a_fork_amid_what_another_thread_sends_does_not_wait_for_its_locks() -> None:
    run("""
from stream_viz._wire import _clock
server = sv.start()
with _clock._stamps._lock, server._sender._pending.changed, server._sender._source._lock:
    child = os.fork()
    if child == 0:
        try:
            cpu.send(2)
        except RuntimeError:
            sv.gauge("more")
            os._exit(0)
assert ends(child) == 0
""")


def test_stop_does_not_wait_for_a_forked_process_that_lives_on() -> None:
    out = run("""
server = sv.start()
until, done = os.pipe()
child = os.fork()
if child == 0:
    os.close(done)
    os.read(until, 1)
    os._exit(0)
relay = server._relay._child
server.stop()
print(relay.returncode)
os.close(done)
ends(child)
""")
    assert out == "0\n"  # by order, and not killed when it had not ended in time


def test_a_forked_process_can_start_a_dashboard_of_its_own() -> None:
    run("""
server = sv.start()
child = os.fork()
if child == 0:
    own = sv.start()
    assert own.url != server.url
    cpu.send(2)
    sv.stat("more").send("late")
    shows(own, 2)
    own.stop()
    sys.exit(0)
cpu.send(1)
assert ends(child) == 0
shows(server, 1)
""")


def test_what_was_declared_before_workers_are_forked_is_started_by_each_of_them() -> None:
    run("""
def work(number):
    server = sv.start()
    cpu.send(number)
    shows(server, number)
    server.stop()

context = multiprocessing.get_context("fork")
workers = [context.Process(target=work, args=[number]) for number in (1, 2)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
assert [worker.exitcode for worker in workers] == [0, 0]
""")


def test_a_forked_process_that_fails_does_not_end_the_run() -> None:
    run("""
sys.stderr = open(os.devnull, "w")
server = sv.start()
child = os.fork()
if child == 0:
    raise ValueError("of the child")
assert ends(child) == 1
cpu.send(1)
with Viewer(server.url) as viewer:
    viewer.until(lambda seen: len(seen.values("cpu")) == 1)
    assert viewer.state == "live"
""")


@pytest.mark.parametrize("starts", [False, True])
def test_a_pipeline_in_a_forked_process_goes_on_with_or_without_a_dashboard(starts: bool) -> None:
    out = run(f"""
import logging
import pathway as pw
logging.basicConfig(stream=sys.stdout, format="%(name)s: %(message)s", level="ERROR")
rows = pw.debug.table_from_markdown("a\\n1\\n2")
sv.pathway_table(rows, id="rows")
seen = []
pw.io.subscribe(rows, on_change=lambda **change: seen.append(change["row"]["a"]))
sv.start()
child = os.fork()
if child == 0:
    own = sv.start() if {starts} else None
    pw.run(monitoring_level=pw.MonitoringLevel.NONE)
    assert sorted(seen) == [1, 2]
    if own is not None:
        with Viewer(own.url) as viewer:
            viewer.until_values("rows", [[1], [2]])
    os._exit(0)
assert ends(child) == 0
pw.internals.parse_graph.G.clear()  # Pathway warns of tables that were never run
""")
    assert out.startswith("" if starts else "stream_viz: rows of a pipeline are not shown: this")
    assert (out == "") == starts
