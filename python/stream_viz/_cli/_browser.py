"""An installed Chromium, without a window, driven by its DevTools protocol."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from .._exceptions import BrowserError
from .._running._environment import environment_without_secrets
from ._browser_pipe import BrowserPipe

_NAMES = (
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
    "chrome",
    "msedge",
)
_ON_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
#: A browser starts in a second, its first time on a slow disk in many. Half may fail there; twice
#: only reports a broken one later.
_START_SECONDS = 30.0
#: A picture of a very large page takes seconds. Half may fail there on a busy machine; twice only
#: reports a browser that hangs later.
_ANSWER_SECONDS = 60.0


def find_browser() -> str:
    """Finds ``CHROME_PATH``, else the first of the usual names."""
    asked = os.environ.get("CHROME_PATH")
    if asked:
        if shutil.which(asked) is None:
            raise BrowserError(f"CHROME_PATH is {asked}, which is not a program")
        return asked
    for name in (*_NAMES, _ON_MAC):
        found = shutil.which(name)
        if found is not None:
            return found
    raise BrowserError(
        "no browser found: install Chromium or Google Chrome, "
        "or name one: CHROME_PATH=/path/to/chrome"
    )


class Browser:
    """One page in a browser of its own, which ends with the ``with`` block."""

    def __init__(self, program: str) -> None:
        self._closing = ExitStack()
        self._count = 0
        self._session: str | None = None
        try:
            folder = Path(
                self._closing.enter_context(
                    tempfile.TemporaryDirectory(prefix="stream_viz-", ignore_cleanup_errors=True)
                )
            )
            log = self._closing.enter_context((folder / "log").open("w+"))
            self._pipe = self._closing.enter_context(BrowserPipe())
            process = _start(program, folder / "profile", self._pipe, log)
            self._closing.callback(_end, process)
            try:
                self._send("Browser.getVersion", {}, _START_SECONDS)
            except BrowserError:
                log.seek(0)
                last = "; ".join(line.strip() for line in log.readlines()[-5:])
                raise BrowserError(
                    f"{program} did not start; it said: {last or 'nothing'}"
                ) from None
            target = self.send("Target.createTarget", url="about:blank")["targetId"]
            attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
            self._session = attached["sessionId"]
        except BaseException:
            self._closing.close()
            raise

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._closing.close()

    def send(self, method: str, /, **parameters: object) -> dict[str, Any]:
        """Sends a command of the protocol; returns its answer."""
        return self._send(method, parameters, _ANSWER_SECONDS)

    def _send(self, method: str, parameters: dict[str, object], seconds: float) -> dict[str, Any]:
        self._count += 1
        message: dict[str, object] = {"id": self._count, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        try:
            self._pipe.send(json.dumps(message).encode())
            while True:
                answer = json.loads(self._pipe.receive(seconds))
                if answer.get("id") == self._count:
                    break
        except OSError as error:
            raise BrowserError(f"the browser does not answer to {method}: {error}") from error
        if "error" in answer:
            raise BrowserError(f"the browser refused {method}: {answer['error']['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def evaluate(self, script: str) -> Any:
        """Evaluates an expression in the page; a promise is awaited."""
        answer = self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            text = details.get("exception", {}).get("description", details["text"])
            raise BrowserError(f"the page failed: {text}")
        return answer["result"].get("value")


def _start(program: str, profile: Path, pipe: BrowserPipe, log: IO[str]) -> subprocess.Popen[bytes]:
    # Chromium has no sandbox for root, as in most containers.
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    command = [
        program,
        "--headless=new",
        "--remote-debugging-pipe",
        f"--user-data-dir={profile}",
        "--hide-scrollbars",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        *(["--no-sandbox"] if is_root else []),
        "about:blank",
    ]
    return pipe.start(
        command,
        env=environment_without_secrets(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
