"""The relay as a child process: started, supervised, stopped.

spawn()      at the first declaration: Node starts while the pipeline is still being declared
configure()  in start(): options and tokens go down its stdin
listen()     one line of JSON comes back: it serves
…            a relay that dies is started again on the same socket (``_listener.py``); its state is
             in its directory
stop()       a line on its stdin is the order to finish; so is its end, when this process is gone
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections import deque
from typing import Any

from .._exceptions import RelayError
from .._wire._output import Log
from .._wire._printable import printable
from ._environment import environment_without_secrets
from ._listener import Listener
from ._node import find_node, find_script, node_environment

log = Log("stream_viz.relay")

#: A relay serves after some 0.3 s. With 10 a machine that is very busy fails; 40 keeps the user of
#: a relay that hangs waiting for longer.
_START_SECONDS = 20.0
#: The relay writes its last state meanwhile. With 5 a slow disk loses it; 20 keeps a script that
#: ends waiting for a relay that hangs.
_STOP_SECONDS = 10.0
#: A relay that lived shorter than this is started again only after as long. Twice keeps viewers
#: waiting for longer after one crash; half costs more CPU when it crashes at every start.
_CRASH_SECONDS = 2.0
#: Lines of its output that are kept, for the reason why it ended; two or three are shown.
_LINES_KEPT = 20
#: The line of an error of Node's, which has its stack after it.
_ERROR = re.compile(r"(^|: )\w*Error( \[\w+\])?: ")


class RelayProcess:
    """The relay of this process."""

    def __init__(self) -> None:
        self._options: dict[str, Any] = {}
        self._listener = Listener()
        #: Held while a child takes the sockets, which must not be closed meanwhile.
        self._spawning = threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        self._listening = threading.Event()
        self._serves = False
        self._url = ""
        self.viewer_token: str | None = None
        #: Where the state is that the relays of this process hand on.
        self._temporary_state: str | None = None
        self._stopping = threading.Event()
        self._output: deque[str] = deque(maxlen=_LINES_KEPT)
        self._thread = threading.Thread(
            target=self._supervise, name="stream_viz-relay", daemon=True
        )
        self._configured = threading.Event()
        self._has_options = threading.Event()

    def spawn(self) -> None:
        """Starts Node in the background; it waits for its options."""
        self._thread.start()

    def configure(self, options: dict[str, Any]) -> None:
        """Lets the relay serve, with the options of its command in camelCase. Node starts on.

        From here on the port is taken. Raises ``RelayError`` if it cannot be had.
        """
        self._listener.listen(options["host"], options.get("port"))
        options = {**options, "port": self._listener.port, "fds": self._listener.fds}
        if options.get("state") is None:
            # The relay makes it, and removes it with this process, which may be killed.
            options = {**options, "stateIsTemporary": True}
        self._options = options
        self._configured.set()
        self._has_options.wait(_START_SECONDS)

    def listen(self) -> str:
        """Waits until the relay serves. Returns its URL."""
        self._listening.wait(_START_SECONDS)
        if not self._url:
            self.stop()
            raise RelayError(f"the relay did not start: {self._last_output()}")
        return self._url

    @property
    def producer_url(self) -> str:
        """The URL for the producer's token: by the address, for ``localhost`` may have others."""
        address = self._listener.address
        name = f"[{address}]" if ":" in address else address
        return self._url.replace("//localhost:", f"//{name}:", 1)

    def stop(self) -> None:
        """Ends the relay, at the latest after 10 s, and removes state that was only this run's."""
        self._stopping.set()
        self._configured.set()
        with self._spawning:
            self._listener.close()
        if self._child is not None:
            _order_to_finish(self._child)
        self._thread.join(_STOP_SECONDS)
        if self._thread.is_alive() and self._child is not None:
            self._child.kill()
        if self._temporary_state is not None:  # of a relay that was killed
            shutil.rmtree(self._temporary_state, ignore_errors=True)

    def forget(self) -> None:
        """Leaves the relay to the process that this one was forked from, with its pipes.

        A thread of that process may hold the locks of their buffers, so these are passed by.
        """
        if self._child is not None:
            for stream in (self._child.stdin, self._child.stdout):
                with contextlib.suppress(Exception):  # it is closed
                    stream.buffer.raw.close()  # type: ignore[union-attr]

    def _supervise(self) -> None:
        try:
            command = [find_node(), find_script(), "--json", "--parent-stdin"]
            while not self._stopping.is_set():
                started = time.monotonic()
                self._serves = False
                try:
                    self._run_once(command)
                except Exception as error:  # such as no memory for another process
                    self._output.append(str(error))
                if self._stopping.is_set() or not self._url:
                    break
                log.warning("the relay ended (%s); it is started again", self._last_output())
                # The port is kept for as long as the producer may send its token there. Viewers
                # wait for one start at most; then they are let go, and try again by themselves.
                if not self._serves:
                    self._listener.release_waiting()
                self._stopping.wait(started + _CRASH_SECONDS - time.monotonic())
        except Exception as error:
            self._output.append(str(error))
        self._has_options.set()
        self._listening.set()

    def _run_once(self, command: list[str]) -> None:
        """One process, from its start to its end."""
        with self._spawning:
            if self._stopping.is_set():
                return
            self._child = child = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                env=_environment_of_child(),
                pass_fds=self._listener.inherited,
                # Ctrl-C is for the pipeline, which stops the relay when all is sent.
                start_new_session=True,
            )
        try:
            self._follow(child)
        finally:
            child.kill()  # if it lives: following it has failed
            child.wait()
            _close_stdin(child)

    def _follow(self, child: subprocess.Popen[str]) -> None:
        self._configured.wait()
        if self._stopping.is_set():
            _order_to_finish(child)
        else:
            _write_line(child, json.dumps(self._options))
        self._has_options.set()
        assert child.stdout is not None
        with child.stdout as lines:
            for line in lines:
                self._handle(line.strip())
        self._output.append(f"exit code {child.wait()}")

    def _handle(self, line: str) -> None:
        if line.startswith('{"event":"listening"'):
            started = json.loads(line)
            self._url = started["url"]
            self.viewer_token = started.get("viewerToken")
            if self._options.get("stateIsTemporary"):
                self._temporary_state = started["state"]
                self._options = {**self._options, "state": self._temporary_state}
            self._serves = True
            self._listening.set()
        elif line:
            self._output.append(printable(line))
            log.info("%s", printable(line))

    def _last_output(self) -> str:
        lines = list(self._output)
        errors = [line for line in lines[:-1] if _ERROR.search(line)]
        shown = [errors[-1], lines[-1]] if errors else lines[-3:]
        return "; ".join(shown) or "it said nothing"


def _environment_of_child() -> dict[str, str]:
    """Leaves out our secrets, which come down its stdin and count alone, and what is for other
    programs in Node; limits malloc's arenas.

    glibc gives each thread of Node one of its own, and what is free in one arena is of no use to
    the other threads (``docs/decisions/010-what-makes-the-relay-fast.md``).
    """
    inherited = node_environment(environment_without_secrets())
    return {"MALLOC_ARENA_MAX": "2", **inherited, "TMPDIR": tempfile.gettempdir()}


def _write_line(child: subprocess.Popen[str], line: str) -> None:
    assert child.stdin is not None
    with contextlib.suppress(OSError, ValueError):  # it is gone; its output says why
        child.stdin.write(line + "\n")
        child.stdin.flush()


def _order_to_finish(child: subprocess.Popen[str]) -> None:
    """Does not rely on the end of its stdin, which a process that was forked may hold open."""
    _write_line(child, "stop")
    _close_stdin(child)


def _close_stdin(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    with contextlib.suppress(OSError):  # it is gone
        child.stdin.close()
