"""The package as others see it."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from pathlib import Path

import stream_viz as sv

ROOT = Path(__file__).parents[2]


def test_all_public_names_are_listed_in_order() -> None:
    assert sv.__all__ == sorted(sv.__all__)
    public = {name for name in vars(sv) if not name.startswith("_")}
    modules = {name for name, value in vars(sv).items() if inspect.ismodule(value)}
    assert public - modules - {"Dashboard", "Page"} == set(sv.__all__)


def test_every_public_name_is_documented() -> None:
    for name in sv.__all__:
        assert inspect.getdoc(getattr(sv, name)), name


def test_all_parts_have_the_same_version() -> None:
    version = json.loads((ROOT / "package.json").read_text())["version"]
    assert sv.__version__ == version
    assert f'\nversion = "{version}" ' in (ROOT / "python" / "pyproject.toml").read_text()


def test_importing_it_imports_nothing_heavy() -> None:
    heavy = "pathway", "pandas", "numpy", "IPython", "asyncio"
    code = f"import sys, stream_viz; print([m for m in {heavy} if m in sys.modules])"
    command = [sys.executable, "-c", code]
    python = {"PYTHONPATH": str(ROOT / "python")}
    answer = subprocess.run(command, env=python, capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"
