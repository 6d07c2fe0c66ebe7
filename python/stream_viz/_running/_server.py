"""A running dashboard, and how it begins and ends."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from .._exceptions import ForkedError
from .._wire._output import Log, print_line
from ._notebook import dashboard_html
from ._relay_process import RelayProcess
from ._start_options import StartOptions

if TYPE_CHECKING:
    from .._feeding._sender import Sender

log = Log("stream_viz")

#: Pending changes get so long. Twice keeps a script that ends waiting for a relay that is away;
#: half loses rows on a slow link.
_STOP_SECONDS = 5.0
#: The relay ends so long after the run: three steps, in one of which viewers get the end. Twice is
#: nothing but later; with half a busy relay may end before that step.
_LAST_STEP_SECONDS = 0.1
#: Python may miss the signal that comes right before a wait, until that wait ends. Twice keeps the
#: user of Ctrl-C waiting for longer; half wakes an idle process more often.
_SIGNAL_SECONDS = 0.5


class Server:
    """A running dashboard. Made by ``start()``.

    In all but the first process of ``pathway spawn`` it is empty: the first process serves for all.
    """

    def __init__(
        self,
        options: StartOptions,
        url: str = "",
        sender: Sender | None = None,
        relay: RelayProcess | None = None,
        *,
        on_stop: Callable[[], None] = lambda: None,
        is_input_over: Callable[[], bool] = lambda: True,
    ) -> None:
        self._options = options
        self._url = url
        self._sender = sender
        self._relay = relay
        self._on_stop = on_stop
        self._is_input_over = is_input_over
        self._process = os.getpid()
        self._has_failed = False
        self._stopped = threading.Event()
        self._excepthook = sys.excepthook
        if sender is not None:
            self._begin(sender)

    @property
    def url(self) -> str:
        """The address of the dashboard."""
        return self._url

    @property
    def viewer_token(self) -> str | None:
        """The token with which tags in other pages may read if there is ``auth``:
        ``<sv-table token="…">``.

        The one that was set; else the relay makes one, which stays the same as long as it keeps its
        ``state_dir`` and its password.
        """
        if self._relay is None:
            return self._options.viewer_token
        return self._relay.viewer_token

    def stop(self) -> None:
        """Ends the dashboard: sends what is pending, ends the run, stops the relay.

        Values sent to its widgets afterwards are dropped. The next declaration begins a new
        dashboard. In a process that was forked it does nothing, for the dashboard is that of the
        process that called ``start()``.
        """
        if self._is_forked or self._stopped.is_set():
            return
        self._stopped.set()
        self._on_stop()
        atexit.unregister(self._at_exit)
        if sys.excepthook == self._on_exception:
            sys.excepthook = self._excepthook
        if self._sender is not None:
            self._sender.stop(_STOP_SECONDS)
        if self._relay is not None:
            time.sleep(_LAST_STEP_SECONDS)
            self._relay.stop()

    def wait(self) -> None:
        """Keeps the dashboard up until Ctrl-C, or ``stop()`` from another thread."""
        if self._is_forked:
            raise ForkedError
        try:
            while not self._stopped.wait(_SIGNAL_SECONDS):
                pass
        except KeyboardInterrupt:
            self.stop()

    def end(self) -> None:
        """Notes that the pipeline has finished. Called by its last subscription."""
        if self._sender is not None:
            self._sender.end()

    def forget(self) -> None:
        """Leaves the run to the process that this one was forked from."""
        if self._sender is not None:
            self._sender.forget()
        if self._relay is not None:
            self._relay.forget()

    @property
    def is_running(self) -> bool:
        """Whether it has not been stopped."""
        return not self._stopped.is_set()

    @property
    def _is_forked(self) -> bool:
        return os.getpid() != self._process

    def __repr__(self) -> str:
        return f"<stream_viz Server {self._url}>"

    def _repr_html_(self) -> str:
        return dashboard_html(self._url)

    def _begin(self, sender: Sender) -> None:
        sys.excepthook = self._on_exception
        # Pathway's console hides lines that were printed before the run, and shows the log.
        self._print(f"StreamViz: {self._url}")
        sender.start(lambda: log.info("the dashboard is at %s", self._url))
        atexit.register(self._at_exit)  # now that there is something to stop
        if self._options.open_browser:
            threading.Thread(target=webbrowser.open, args=(self._url,), daemon=True).start()

    def _print(self, text: str) -> None:
        if not self._options.quiet:
            print_line(text)

    def _at_exit(self) -> None:
        if self._is_forked:
            return
        if self._options.keep_serving and self._is_done():
            # Ctrl-C may come at any moment, and SystemExit from the user's handler of a signal.
            with contextlib.suppress(KeyboardInterrupt, SystemExit):
                self._print(f"StreamViz: the run has ended; {self._url} stays until Ctrl-C")
                self.wait()
        self.stop()

    def _is_done(self) -> bool:
        """Whether the script has come to its end: not by an exception, and not because its pipeline
        was told to end. What ends an interactive session is its user.
        """
        is_interactive = hasattr(sys, "ps1")
        return not (self._has_failed or is_interactive) and self._is_input_over()

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        """Notes that the pipeline has failed: then an exception leaves ``pw.run()``."""
        self._has_failed = True
        if issubclass(kind, Exception) and self._sender is not None and not self._is_forked:
            self._sender.end(f"{kind.__name__}: {error}"[:1_000])
        self._excepthook(kind, error, traceback)
