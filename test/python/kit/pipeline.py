"""A pipeline of real Pathway in a process of its own, driven line by line."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Any

SCRIPTS = Path(__file__).parents[1] / "pipelines"
PACKAGE = Path(__file__).parents[3] / "python"
#: Something hangs after as long. Importing Pathway alone may take 30 on a busy machine.
SECONDS = 100.0


class Pipeline:
    """Runs a script of ``pipelines/``, which prints ``{"url": …}`` when its dashboard is up."""

    def __init__(self, script: str, *args: str, launcher: tuple[str, ...] = (), **environment: str):
        self._lines: list[str] = []
        self._open = 2  # stdout, stderr
        self._changed = threading.Condition()
        self.process = subprocess.Popen(
            [*launcher, sys.executable, str(SCRIPTS / script), *args],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,  # of its own: logged text must not end up amid a printed line
            text=True,
            env={**os.environ, "PYTHONPATH": str(PACKAGE), **environment},
            start_new_session=True,
        )
        self._readers = [
            threading.Thread(target=self._read, args=[stream])
            for stream in (self.process.stdout, self.process.stderr)
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Pipeline:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(SECONDS)
        finally:
            with contextlib.suppress(ProcessLookupError):  # those that it started, too
                os.killpg(self.process.pid, signal.SIGKILL)
            for reader in self._readers:
                reader.join()
            for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
                assert stream is not None
                stream.close()
        if error is not None:
            print(self.output)

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            with self._changed:
                self._lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._open -= 1
            self._changed.notify_all()

    @property
    def output(self) -> str:
        """All it has printed."""
        with self._changed:
            return "\n".join(self._lines)

    @property
    def url(self) -> str:
        """The address of its dashboard; waits for it."""
        url: str = self.event("url")["url"]
        return url

    def event(self, name: str) -> dict[str, Any]:
        """The first line of JSON with this name in it; waits for it."""
        line = self.line(lambda line: line.startswith(f'{{"{name}"'))
        event: dict[str, Any] = json.loads(line)
        return event

    def line(self, is_it: Callable[[str], bool]) -> str:
        """The first line like this; waits for it."""
        return self.lines(is_it, 1)[0]

    def lines(self, is_it: Callable[[str], bool], count: int) -> list[str]:
        """The first lines like this; waits for them."""

        def found() -> list[str]:
            return [line for line in self._lines if is_it(line)][:count]

        with self._changed:
            self._changed.wait_for(lambda: len(found()) == count or self._open == 0, SECONDS)
            lines = found()
        assert len(lines) == count, f"the pipeline did not say so:\n{self.output}"
        return lines

    def send(self, *changes: Any) -> None:
        """One commit of its input."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(changes) + "\n")
        self.process.stdin.flush()

    def end_input(self) -> None:
        """Its input ends."""
        assert self.process.stdin is not None
        self.process.stdin.close()

    @property
    def relay_pid(self) -> int:
        """The relay, its only child; waits until there is one."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            relays = relays_of(self.process.pid)
            if len(relays) == 1:
                return relays[0]
            time.sleep(0.02)
        raise AssertionError(f"the pipeline has {len(relays)} relays")


def relays_of(parent: int) -> list[int]:
    """The relays that a process has started."""
    pgrep = ["pgrep", "-P", str(parent), "-f", "parent-stdin"]
    answer = subprocess.run(pgrep, capture_output=True, text=True, check=False).stdout
    return [int(pid) for pid in answer.split()]


def wait_for_end(pid: int) -> None:
    """Waits until a process is gone."""
    deadline = time.monotonic() + SECONDS
    while is_alive(pid):
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether a process is there, and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
