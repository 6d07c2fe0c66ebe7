"""Real Pathway to the real relay to a viewer."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import pytest
from free_ports import first_free_port
from pipeline import Pipeline, is_alive, wait_for_end
from viewer import Viewer


def newest(viewer: Viewer, widget: str, column: str = "value") -> object:
    """The value of a stat, or the number of rows it is one of."""
    rows = viewer.rows.get(widget, {}).values()
    if not rows:
        return None
    names = [column["name"] for column in viewer.config["widgets"][widget]["columns"]]
    return max(rows, key=lambda row: row[1])[1 + names.index(column)]


def test_a_table_shows_exactly_what_the_pipeline_has() -> None:
    with Pipeline("entries.py") as pipeline, Viewer(pipeline.url) as viewer:
        pipeline.send(["a", 1], ["b", 2])
        viewer.until_values("entries", [["a", 1], ["b", 2]])
        key = next(key for key, row in viewer.rows["entries"].items() if row[1] == "a")
        assert key.startswith("^")

        pipeline.send(["a", 10], ["c", 3], ["b", None])
        viewer.until_values("entries", [["a", 10], ["c", 3]])
        assert viewer.rows["entries"][key] == [key, "a", 10]
        assert viewer.state == "live"
        assert viewer.sync["age"] >= 0  # Pathway's times are the wall clock

        with Viewer(pipeline.url) as late:
            late.until_values("entries", [["a", 10], ["c", 3]])
            late.until_values("names", [["a"], ["c"]])

        config = viewer.config["widgets"]["entries"]
        assert config["columns"] == [
            {"name": "name", "type": "string"},
            {"name": "amount", "type": "number"},
        ]
        assert (config["sort_by"], config["max_rows"]) == ("amount", 2)
        assert viewer.config["title"] == "Entries"


def test_stats_and_metrics_follow_their_rows() -> None:
    with Pipeline("entries.py") as pipeline, Viewer(pipeline.url) as viewer:
        pipeline.send(["a", 1])
        viewer.until(lambda seen: newest(seen, "total") == 1)
        pipeline.send(["b", 2])
        viewer.until(lambda seen: newest(seen, "total") == 3 and newest(seen, "newest") == 2)
        viewer.until_values("points", [[1, 1], [2, 2]])
        viewer.until(lambda seen: [row[1] for row in seen.values("history")] == [1, 3])
        viewer.until(lambda seen: newest(seen, "newest", "rows") == 2)
        config = viewer.config
        pipeline.send(["b", None])
        viewer.until(lambda seen: newest(seen, "newest") == 1)
        assert newest(viewer, "newest", "rows") == 1
        assert viewer.config is config, "the count is no part of the config"
        viewer.until_values("points", [[1, 1]])
        pipeline.send(["a", None])
        viewer.until(lambda seen: newest(seen, "newest") is None)
        assert 'stat "amount" shows one of 2 rows' in pipeline.output


def test_odd_values_are_shown_and_stop_nothing() -> None:
    with Pipeline("odd_values.py") as pipeline, Viewer(pipeline.url) as viewer:
        pipeline.send(1)
        viewer.until(lambda seen: len(seen.values("odd")) == 1)
        pipeline.send(2)
        viewer.until(lambda seen: len(seen.values("odd")) == 2)
        columns = viewer.config["widgets"]["odd"]["columns"]
        row = dict(zip([c["name"] for c in columns], viewer.values("odd")[0], strict=True))
        assert row.pop("pointer") in viewer.rows["odd"]
        assert row == {
            "n": 1,
            "utc": 1760000000123.456,
            "exact": "1760000000123456789",
            "naive": 1760000000123.456,
            "duration": 60_000,
            "json": {"list": [None, "</script>", str(2**60)]},
            "nan": "NaN",
            "endless": "-Infinity",
            "array": [0, 1, 2],
            "huge": str(2**53 + 1),
            "raw": "AP8=",
            "nothing": None,
            "pair": [1, "NaN"],
            "grumpy": "<Grumpy whose repr raises RuntimeError>",
            "flag": True,
            "@timestamp": 1,
            "__proto__": 1,
            "key": 1,
            "": 1,
        }
        kinds = {column.pop("name"): column for column in columns}
        assert kinds["utc"] == {"type": "datetime", "zone": "UTC"}
        assert kinds["exact"] == {"type": "datetime", "zone": "UTC", "unit": "ns"}
        assert kinds["naive"] == {"type": "datetime"}
        types = {name: kind["type"] for name, kind in kinds.items()}
        assert types | {"utc": "datetime", "exact": "datetime", "naive": "datetime"} == {
            **dict.fromkeys(["n", "huge", "@timestamp", "__proto__", "key", ""], "integer"),
            **dict.fromkeys(["nan", "endless"], "number"),
            **dict.fromkeys(["json", "pair"], "json"),
            **dict.fromkeys(["nothing", "grumpy"], "string"),
            **dict.fromkeys(["utc", "exact", "naive"], "datetime"),
            "duration": "duration",
            "array": "array",
            "raw": "bytes",
            "pointer": "pointer",
            "flag": "boolean",
        }


def test_a_relay_that_is_killed_is_started_again_and_has_all() -> None:
    with Pipeline("entries.py") as pipeline, Viewer(pipeline.url) as viewer:
        pipeline.send(["a", 1], ["b", 2])
        viewer.until_values("entries", [["a", 1], ["b", 2]])
        first, epoch = pipeline.relay_pid, viewer.epoch
        os.kill(first, signal.SIGKILL)
        pipeline.send(["a", 10], ["b", None])
        pipeline.send(["c", 3])
        viewer.until_values("entries", [["a", 10], ["c", 3]])
        assert pipeline.relay_pid != first
        assert viewer.epoch == epoch
        pipeline.send(["d", 4])
        viewer.until_values("entries", [["a", 10], ["c", 3], ["d", 4]])


def test_the_pipeline_goes_on_while_the_relay_is_frozen() -> None:
    with Pipeline("entries.py") as pipeline, Viewer(pipeline.url) as viewer:
        pipeline.send(["a", 1])
        viewer.until_values("entries", [["a", 1]])
        relay = pipeline.relay_pid
        os.kill(relay, signal.SIGSTOP)
        try:
            for round_ in range(100):
                pipeline.send(*([f"key {i}", round_] for i in range(100)))
            pipeline.line(lambda line: line == '{"seen": 19901}')
        finally:
            os.kill(relay, signal.SIGCONT)
        viewer.until_values("entries", [["a", 1], *([f"key {i}", 99] for i in range(100))])


def test_the_end_of_the_input_is_shown_and_the_script_goes_on() -> None:
    with (
        Pipeline("entries.py", STREAMVIZ_KEEP_SERVING="1") as pipeline,
        Viewer(pipeline.url) as viewer,
    ):
        pipeline.send(["a", 1])
        viewer.until_values("entries", [["a", 1]])
        pipeline.end_input()
        viewer.until(lambda seen: seen.state == "ended")
        viewer.until_values("entries", [["a", 1]])
        pipeline.event("finished")
        pipeline.line(lambda line: line.endswith("stays until Ctrl-C"))
        with Viewer(pipeline.url) as late:
            late.until_values("entries", [["a", 1]])
            assert late.state == "ended"
        relay = pipeline.relay_pid
        os.kill(pipeline.process.pid, signal.SIGINT)
        assert pipeline.process.wait(30) == 0
        assert not is_alive(relay)


def test_a_script_that_is_done_ends_with_its_relay() -> None:
    with Pipeline("entries.py", STREAMVIZ_KEEP_SERVING="0") as pipeline:
        assert pipeline.url
        relay = pipeline.relay_pid
        pipeline.end_input()
        assert pipeline.process.wait(30) == 0
        assert not is_alive(relay)


def test_a_failure_is_shown_with_its_text_and_ends_the_script_as_ever() -> None:
    with Pipeline("entries.py") as pipeline, Viewer(pipeline.url) as viewer:
        pipeline.send(["a", 1])
        viewer.until_values("entries", [["a", 1]])
        relay = pipeline.relay_pid
        pipeline.send(["fail", 0])
        viewer.until(lambda seen: seen.state == "failed")
        assert "the input is on fire" in viewer.sync["message"]
        assert pipeline.process.wait(30) == 1
        assert "the input is on fire" in pipeline.output
        assert not is_alive(relay)


def test_the_demo_of_the_package_moves() -> None:
    with Pipeline("demo.py") as pipeline:
        url = pipeline.line(lambda line: line.startswith("StreamViz: ")).split()[1]
        with Viewer(url) as viewer:
            viewer.until(lambda seen: len(seen.values("orders-by-region")) == 5)
            first = newest(viewer, "orders")
            viewer.until(lambda seen: newest(seen, "orders") != first)
            viewer.until(lambda seen: len(seen.values("orders-a-second")) > 1)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_no_relay_outlives_its_pipeline(how: signal.Signals) -> None:
    with Pipeline("entries.py") as pipeline:
        relay = pipeline.relay_pid
        # A pipeline at work: an interrupt in the first moments of pw.run() lets Pathway hang.
        pipeline.send(["a", 1])
        pipeline.event("seen")
        os.kill(pipeline.process.pid, how)
        pipeline.process.wait(30)
        with Viewer(pipeline.url) as viewer:
            viewer.until_gone()
        wait_for_end(relay)


def test_of_the_processes_of_pathway_spawn_the_first_alone_serves() -> None:
    pathway = str(Path(sys.executable).parent / "pathway")
    spawn = (pathway, "spawn", "-n", "2", "--first-port", str(first_free_port(2)))
    with Pipeline("entries.py", launcher=spawn) as pipeline:
        urls = pipeline.lines(lambda line: line.startswith('{"url"'), 2)
        (url,) = {json.loads(line)["url"] for line in urls} - {""}
        with Viewer(url) as viewer:
            pipeline.send(["a", 1])  # and a pipeline at work: see above
            viewer.until(lambda seen: len(seen.values("entries")) == 1 and seen.state == "live")
            os.killpg(pipeline.process.pid, signal.SIGTERM)
            viewer.until_gone()
