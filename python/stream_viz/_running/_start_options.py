"""The options of ``start()``: one table, with an entry for each.

An entry says where a value comes from, which rule it has to keep, and its name among the options of
the relay's command, if it goes there:

    argument of start() ─┐
    STREAMVIZ_…          ├─ read ─▶ check ─▶ StartOptions ─ for_relay() ─▶ the relay's process
    default             ─┘

A new option is an entry here, a parameter of ``Page.start`` and a paragraph in its docstring; a
test holds the three together.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any, get_type_hints
from urllib.parse import urlsplit

from .._exceptions import SettingError
from ._addresses import check_relay, unencrypted
from ._environment import (
    list_setting,
    number_setting,
    path_setting,
    secret_setting,
    switch_setting,
    text_setting,
)
from ._names import check_allowed_host, check_base_path, check_host, check_network, check_origin
from ._secrets import check_auth, check_producer_token, check_viewer_token


@dataclass(frozen=True)
class Option:
    """One entry of the table."""

    #: Takes the name and the argument; looks into the environment; knows the default.
    read: Callable[[str, Any], Any]
    #: Returns a value that keeps the rule, or raises ``SettingError``. It is not asked about none.
    check: Callable[[Any], Any] = lambda value: value
    #: Its name among the options of the relay's command.
    relay: str | None = None
    #: Whether a relay elsewhere makes it meaningless, so that it is not checked.
    is_for_own_relay: bool = False


def _text(default: str | None) -> Callable[[str, Any], str | None]:
    return lambda name, argument: text_setting(name, argument, default)


def _switch(default: Callable[[], bool]) -> Callable[[str, Any], bool]:
    def read(name: str, argument: Any) -> bool:
        value = switch_setting(name, argument)
        return default() if value is None else value

    return read


def _each(check: Callable[[str], str]) -> Callable[[list[str]], list[str]]:
    return lambda values: list(map(check, values))


def _check_port(port: int) -> int:
    if not 0 <= port <= 65535:
        raise SettingError(f"port must be from 0 (any free one) to 65535; it is {port}")
    return port


def _no() -> bool:
    return False


def _is_terminal() -> bool:
    try:
        return sys.stdout is not None and sys.stdout.isatty()
    except Exception:  # it is closed, or what stands in its place has no such method
        return False


def _has_desktop() -> bool:
    is_graphical = "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    return _is_terminal() and (sys.platform == "darwin" or is_graphical)


@dataclass(frozen=True)
class StartOptions:
    """The values of all options. ``start()`` says what each is for."""

    port: Annotated[int | None, Option(number_setting, _check_port, "port")]
    relay: Annotated[str | None, Option(_text(None), check_relay)]
    auth: Annotated[
        str | None,
        Option(secret_setting, partial(check_auth, "auth"), "auth", is_for_own_relay=True),
    ] = field(repr=False)
    viewer_token: Annotated[
        str | None,
        Option(secret_setting, check_viewer_token, "viewerToken", is_for_own_relay=True),
    ] = field(repr=False)
    #: No argument of ``start()``: it would stand in the script.
    producer_token: Annotated[str | None, Option(secret_setting, check_producer_token)] = field(
        repr=False
    )
    open_browser: Annotated[bool, Option(_switch(_has_desktop))]
    keep_serving: Annotated[bool, Option(_switch(_is_terminal))]
    host: Annotated[str, Option(_text("127.0.0.1"), check_host, "host")]
    state_dir: Annotated[str | None, Option(path_setting, relay="state")]
    resume: Annotated[bool, Option(_switch(_no))]
    allow_origin: Annotated[list[str], Option(list_setting, _each(check_origin), "allowOrigin")]
    #: Set to nothing, it would let a relay that others can reach answer for every name.
    allowed_host: Annotated[
        list[str],
        Option(partial(list_setting, may_be_empty=False), _each(check_allowed_host), "allowedHost"),
    ]
    trusted_proxy: Annotated[list[str], Option(list_setting, _each(check_network), "trustedProxy")]
    base_path: Annotated[str, Option(_text(""), check_base_path, "basePath")]
    quiet: Annotated[bool, Option(_switch(_no))]

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> StartOptions:
        """Takes the argument, else the environment, else the default. Raises ``SettingError``."""
        values: dict[str, Any] = {}
        for name, option in OPTIONS.items():
            value = option.read(name, arguments.get(name))
            is_needed = not (option.is_for_own_relay and values["relay"] is not None)
            values[name] = option.check(value) if value is not None and is_needed else value
        options = cls(**values)
        if options.relay is None and options.viewer_token is not None and options.auth is None:
            raise SettingError(
                'viewer_token needs auth="user:password": without it everyone may look, '
                "with or without a token"
            )
        return options

    @property
    def warning(self) -> str | None:
        """Warns if others could read the token on its way to a relay elsewhere."""
        if self.relay is None or self.producer_token is None:
            return None
        return unencrypted("the token in STREAMVIZ_PRODUCER_TOKEN", urlsplit(self.relay))

    def for_relay(self, producer_token: str) -> dict[str, Any]:
        """Makes the options of the relay's command."""
        given = {option.relay: getattr(self, name) for name, option in OPTIONS.items()}
        options = {name: value for name, value in given.items() if name and value is not None}
        return {**options, "producerToken": producer_token}


#: The table, by name.
OPTIONS: dict[str, Option] = {
    name: hint.__metadata__[0]
    for name, hint in get_type_hints(StartOptions, include_extras=True).items()
}
