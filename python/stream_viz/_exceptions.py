"""Every error of the package. The text says what is wrong and what to do.

Exception
├─ ValueError
│  └─ SettingError        an option or a variable of the environment cannot be used
├─ RuntimeError
│  ├─ ForkedError         a process that was forked has no run of its own yet
│  ├─ ReplacedError       a cell of a notebook was run again, and declared the widget anew
│  ├─ RelayError          the relay cannot be started (public: ``stream_viz.RelayError``)
│  └─ CommandError        a command of ``streamviz`` cannot do its work
│     ├─ LogoutError
│     ├─ PictureError
│     └─ RecordError
├─ LinkError              a link to the relay is refused or lost
├─ MessageError           a message is none of a relay
├─ NoAnswerError          nothing answers a request
├─ RedirectError          an address leads to another one
├─ BrowserError           there is no browser, or it fails
└─ PortTakenError         another program listens there
"""

from __future__ import annotations


class SettingError(ValueError):
    """A setting that cannot be used; the text names it and says what it may be."""


class ForkedError(RuntimeError):
    """The run is that of the process that this one was forked from."""

    def __init__(self) -> None:
        super().__init__(
            "this process was forked from the one that called sv.start(), and only that one can "
            "send to its dashboard; send from there, or call sv.start() in this process, too, for "
            "a dashboard of its own"
        )


class ReplacedError(RuntimeError):
    """The widget was declared anew."""

    def __init__(self) -> None:
        super().__init__(
            "this widget was replaced by one with its id when its cell was run again; send by what "
            "that declaration returned"
        )


class RelayError(RuntimeError):
    """The relay cannot be started; the text says why and what to do."""


class CommandError(RuntimeError):
    """A command cannot do its work; the text says why and what to do."""


class LogoutError(CommandError):
    """The sessions have not ended."""


class PictureError(CommandError):
    """There is no picture."""


class RecordError(CommandError):
    """Nothing can be recorded."""


class LinkError(Exception):
    """The link cannot be had, or was lost. ``retry_after``: seconds, if the relay names them."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class MessageError(Exception):
    """A message that came is none of a relay."""


class NoAnswerError(Exception):
    """Nothing answers; the text is the cause."""


class RedirectError(Exception):
    """The address leads to another one, which is not followed: the user named this one."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}, which leads elsewhere; give the address that is meant")


class BrowserError(Exception):
    """There is no browser, or it does not do what it is asked."""


class PortTakenError(Exception):
    """Another program has the port at ``address``."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address
