"""The options of ``start()``, with the environment and the defaults applied."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ._addresses import check_no_query, split_url, unencrypted
from ._names import (
    check_allowed_host,
    check_base_path,
    check_host,
    check_network,
    check_origin,
)
from ._secret_rules import check_auth, check_producer_token, check_viewer_token
from ._settings import (
    SettingError,
    list_setting,
    number_setting,
    secret_setting,
    switch_setting,
    text_setting,
)


@dataclass(frozen=True)
class StartOptions:
    """See ``start()``."""

    host: str
    port: int | None
    open_browser: bool
    auth: str | None = field(repr=False)
    viewer_token: str | None = field(repr=False)
    producer_token: str | None = field(repr=False)
    state_dir: str | None
    resume: bool
    relay: str | None
    allow_origin: list[str]
    allowed_host: list[str]
    trusted_proxy: list[str]
    base_path: str
    keep_serving: bool
    quiet: bool

    @classmethod
    def of(
        cls,
        *,
        host: str | None,
        port: int | None,
        open_browser: bool | None,
        auth: str | None,
        viewer_token: str | None,
        state_dir: str | os.PathLike[str] | None,
        resume: bool | None,
        relay: str | None,
        allow_origin: Iterable[str] | str,
        allowed_host: Iterable[str] | str,
        trusted_proxy: Iterable[str] | str,
        base_path: str | None,
        keep_serving: bool | None,
        quiet: bool | None,
    ) -> StartOptions:
        """Argument, else environment, else default."""
        port = number_setting("port", port)
        if port is not None and not 0 <= port <= 65535:
            raise SettingError(f"port must be from 0 (any free one) to 65535; it is {port}")
        relay = _relay_setting(relay)
        auth = secret_setting("auth", auth)
        viewer_token = secret_setting("viewer_token", viewer_token)
        if relay is None:
            _check_access(auth, viewer_token)
        is_terminal = sys.stdout is not None and sys.stdout.isatty()
        open_browser = switch_setting("open_browser", open_browser)
        keep_serving = switch_setting("keep_serving", keep_serving)
        state_dir = None if state_dir is None else os.fspath(state_dir)
        return cls(
            host=check_host(text_setting("host", host, "127.0.0.1")),
            port=port,
            open_browser=is_terminal and _has_desktop() if open_browser is None else open_browser,
            auth=auth,
            viewer_token=viewer_token,
            producer_token=_producer_token(),
            state_dir=text_setting("state_dir", state_dir, None),
            resume=switch_setting("resume", resume) or False,
            relay=relay,
            allow_origin=[*map(check_origin, list_setting("allow_origin", allow_origin))],
            # Empty, it would let a relay that others can reach answer for every name.
            allowed_host=[
                *map(
                    check_allowed_host,
                    list_setting("allowed_host", allowed_host, may_be_empty=False),
                )
            ],
            trusted_proxy=[*map(check_network, list_setting("trusted_proxy", trusted_proxy))],
            base_path=check_base_path(text_setting("base_path", base_path, "")),
            keep_serving=is_terminal if keep_serving is None else keep_serving,
            quiet=switch_setting("quiet", quiet) or False,
        )

    @property
    def warning(self) -> str | None:
        """What others could read on its way to a relay elsewhere."""
        if self.relay is None or self.producer_token is None:
            return None
        return unencrypted("the token in STREAMVIZ_PRODUCER_TOKEN", urlsplit(self.relay))

    def for_relay(self, token: str) -> dict[str, Any]:
        """The options of the relay's command."""
        options = {
            "host": self.host,
            "port": self.port,
            "state": self.state_dir,
            "allowOrigin": self.allow_origin,
            "allowedHost": self.allowed_host,
            "trustedProxy": self.trusted_proxy,
            "basePath": self.base_path,
            "auth": self.auth,
            "viewerToken": self.viewer_token,
            "producerToken": token,
        }
        return {name: value for name, value in options.items() if value is not None}


def _relay_setting(argument: str | None) -> str | None:
    relay = text_setting("relay", argument, None)
    if relay is None:
        return None
    instead = "set STREAMVIZ_PRODUCER_TOKEN to the token of that relay"
    parts = split_url("relay", relay, ("ws", "wss", "http", "https"), instead=instead)
    check_no_query("relay", relay)
    if parts is None:
        raise SettingError(f'relay must be a URL such as "wss://example.com/viz/"; it is {relay!r}')
    return relay


def _producer_token() -> str | None:
    token = secret_setting("producer_token", None)
    if token is not None:
        check_producer_token(token)
    return token


def _check_access(auth: str | None, viewer_token: str | None) -> None:
    if auth is not None:
        check_auth("auth", auth)
    if viewer_token is None:
        return
    check_viewer_token(viewer_token)
    if auth is None:
        raise SettingError(
            'viewer_token needs auth="user:password": without it everyone may look, '
            "with or without a token"
        )


def _has_desktop() -> bool:
    return sys.platform == "darwin" or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
