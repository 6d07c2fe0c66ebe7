"""The page: the outermost container, with the functions of the package that are no widgets."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import cast

from .._running._server import Server
from .._running._start_options import StartOptions
from ._container import Container
from ._dashboard import Dashboard, Theme


class Page(Container):
    """The page of a dashboard. Its methods are the functions of the package."""

    def title(self, text: str) -> None:
        """Sets the title of the dashboard."""
        self.dashboard.set_title(text)

    def description(self, text: str) -> None:
        """Sets the line below the title of the dashboard."""
        self.dashboard.set_description(text)

    def theme(
        self,
        name: Theme | None = None,
        *,
        accent: str | None = None,
        timezone: str | None = None,
    ) -> None:
        """Sets the colours: ``"light"``, ``"dark"`` or, by default, the viewer's: ``"auto"``; and
        the time zone of the page.

        Args:
            name: which of the three, or ``"contrast"``: black on white or white on black, as the
                viewer's system is light or dark.
            accent: a CSS colour for what can be acted on, the focus and gauges, such as ``"#0a7"``,
                ``"teal"`` or ``"oklch(0.6 0.15 160)"``; to be seen on light and on dark.
            timezone: the IANA name of the zone in which times with a zone are shown, such as
                ``"UTC"`` or ``"Europe/Berlin"``. Default: the viewer's.
        """
        self.dashboard.set_theme(name, accent, timezone)

    def start(
        self,
        host: str | None = None,
        port: int | None = None,
        *,
        open_browser: bool | None = None,
        auth: str | None = None,
        viewer_token: str | None = None,
        state_dir: str | os.PathLike[str] | None = None,
        resume: bool | None = None,
        relay: str | None = None,
        allow_origin: Iterable[str] | str = (),
        allowed_host: Iterable[str] | str = (),
        trusted_proxy: Iterable[str] | str = (),
        base_path: str | None = None,
        keep_serving: bool | None = None,
        theme: Theme | None = None,
        quiet: bool | None = None,
    ) -> Server:
        """Shows the dashboard: starts its relay and subscribes to its tables. To be called before
        ``pw.run()``.

        Every argument can also come from the environment, as ``STREAMVIZ_PORT``,
        ``STREAMVIZ_AUTH``, …; lists with commas between. Secrets can also come from a file that
        ``STREAMVIZ_AUTH_FILE`` or ``STREAMVIZ_VIEWER_TOKEN_FILE`` names; an empty one is an error.

        Args:
            host: the address to listen on. Default: 127.0.0.1, this machine alone. Any other needs
                ``auth``.
            port: default: 8765, or the next free one. 0: any free one.
            open_browser: default: yes in a terminal with a desktop.
            auth: ``"user:password"`` that every viewer must give: people on a login page,
                scripts by HTTP Basic.
            viewer_token: what tags in pages of other origins may give instead, to read. Default:
                one that is made (``server.viewer_token``).
            state_dir: a directory in which the relay keeps what it shows, over restarts. Default: a
                temporary one.
            resume: for pipelines with Pathway persistence, which do not send old rows again: the
                rows of the run before stay. Default: no.
            relay: the URL of a relay that runs elsewhere, instead of one of this process:
                ``"wss://example.com/viz/"``. Its producer token is taken from
                ``STREAMVIZ_PRODUCER_TOKEN``, or the file that ``STREAMVIZ_PRODUCER_TOKEN_FILE``
                names.
            allow_origin: pages of these origins may show the widgets: ``"https://example.com"``,
                ``"https://*.example.com"`` for all names below it, or several.
            allowed_host: host names, besides those of this machine, that requests may be for.
            trusted_proxy: networks, as CIDR, of reverse proxies whose X-Forwarded-For, -Proto and
                -Host count: ``"10.0.0.0/8"``, or several. Default: none.
            base_path: the path below which a reverse proxy shows the dashboard, such as ``"/viz"``.
            keep_serving: keep the dashboard up when the script is done, until Ctrl-C, whatever
                feeds its widgets; not after an exception or a pipeline that was told to end.
                Default: yes in a terminal.
            theme: as ``sv.theme()``.
            quiet: do not print the URL. Default: no.

        Returns:
            The server, with ``.url``, ``.viewer_token``, ``.stop()`` and ``.wait()``. A second call
            with the same options returns the same.

        Raises:
            RelayError: if the relay cannot be started: the port is taken, Node.js is missing.
            ValueError: for a setting that cannot be used.
        """
        given = {name: value for name, value in locals().items() if name not in ("self", "theme")}
        if theme is None:
            theme = cast(Theme | None, os.environ.get("STREAMVIZ_THEME"))
        if theme is not None:
            self.theme(theme)
        return self.dashboard.start(StartOptions.of(given), self._begin_anew)

    def _begin_anew(self) -> None:
        """Begins another dashboard: widgets that are declared after the stop belong to it."""
        self.dashboard = Dashboard()
