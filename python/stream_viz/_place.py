"""Where widgets are declared: rows, columns, tabs, and the page with the package's functions."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import cast

from . import _pathway_widgets, _standalone_widgets
from ._dashboard import Dashboard, Theme
from ._layout import Box, Deck, Row, Split, Stack
from ._options import check_list, check_text
from ._server import Server
from ._start_options import StartOptions
from ._views import View


class Place:
    """A row, a column, a tab or the whole page.

    Usable as ``with place:`` (what is declared inside goes there) and by its methods
    (``place.pathway_table(…)``).
    """

    pathway_table = _pathway_widgets.pathway_table
    pathway_stat = _pathway_widgets.pathway_stat
    pathway_metric = _pathway_widgets.pathway_metric
    table = _standalone_widgets.table
    metric = _standalone_widgets.metric
    stat = _standalone_widgets.stat
    gauge = _standalone_widgets.gauge

    def __init__(self, dashboard: Dashboard, box: Box | None = None) -> None:
        self.dashboard = dashboard
        self._box = box

    def row(self) -> Place:
        """A row: ``with sv.row(): …`` puts what is declared inside beside each other."""
        box = Row()
        self._target().items.append(box)
        return Place(self.dashboard, box)

    def columns(self, columns: int | Sequence[float]) -> list[Place]:
        """Columns: ``a, b = sv.columns(2)``, or ``sv.columns([2, 1])`` with shares of the width.

        Each is used as ``with a: …`` or ``a.pathway_table(…)``; it stacks what it is given.
        """
        widths = [1.0] * columns if isinstance(columns, int) else columns
        if not (
            isinstance(widths, Sequence)
            and widths
            and all(isinstance(width, int | float) and width > 0 for width in widths)
        ):
            raise ValueError(
                "columns is a number of columns or a list of their shares, all above 0; "
                f"it is {columns!r}"
            )
        stacks = [Stack() for _ in widths]
        self._target().items.append(Split(stacks, list(widths)))
        return [Place(self.dashboard, stack) for stack in stacks]

    def tabs(self, titles: Sequence[str]) -> list[Place]:
        """Tabs, of which one is seen at a time: ``a, b = sv.tabs(["Overview", "Details"])``.

        Each is used as a column is: ``with a: …`` or ``a.pathway_table(…)``. They stand on the
        page, in a column or in another tab.
        """
        names = [check_text("a title", title) for title in check_list("tabs", titles, of="titles")]
        if not names or "" in names or len(set(names)) < len(names):
            raise ValueError(f"tabs is a list of different titles, at least one; it is {titles!r}")
        target = self._target()
        if isinstance(target, Row):
            raise ValueError(
                "tabs do not stand in a row; put them into a column: a, b = sv.columns(2), "
                f"then a.tabs({names!r})"
            )
        stacks = [Stack() for _ in names]
        target.items.append(Deck(names, stacks))
        return [Place(self.dashboard, stack) for stack in stacks]

    def add(self, widget_id: str, view: View) -> None:
        """Puts a widget here."""
        self.dashboard.add(widget_id, view, self._target())

    def url(self) -> str | None:
        """Where the dashboard is, while it runs."""
        return self.dashboard.url

    def __enter__(self) -> Place:
        self.dashboard.boxes.append(self._target())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.dashboard.boxes.pop()

    def _target(self) -> Box:
        return self.dashboard.boxes[-1] if self._box is None else self._box


class Page(Place):
    """The page of a dashboard: the functions of the package."""

    def title(self, text: str) -> None:
        """Sets the title of the dashboard."""
        self.dashboard.set_title(text)

    def description(self, text: str) -> None:
        """Sets the line below the title of the dashboard."""
        self.dashboard.set_description(text)

    def theme(self, name: Theme | None = None, *, accent: str | None = None) -> None:
        """Sets the colours: ``"light"``, ``"dark"`` or, by default, the viewer's: ``"auto"``.

        Args:
            name: which of the three, or ``"contrast"``: black on white or white on black, as the
                viewer's system is light or dark.
            accent: a CSS colour for what can be acted on, the focus and gauges, such as ``"#0a7"``,
                ``"teal"`` or ``"oklch(0.6 0.15 160)"``; to be seen on light and on dark.
        """
        self.dashboard.set_theme(name, accent)

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
            allow_origin: pages of these origins may show the widgets: ``"https://example.com"``, or
                several.
            allowed_host: host names, besides those of this machine, that requests may be for.
            trusted_proxy: networks, as CIDR, of reverse proxies whose X-Forwarded-For, -Proto and
                -Host count: ``"10.0.0.0/8"``, or several. Default: none.
            base_path: the path below which a reverse proxy shows the dashboard, such as ``"/viz"``.
            keep_serving: keep the dashboard up when all input has ended and the script is done,
                until Ctrl-C. Default: yes in a terminal.
            theme: as ``sv.theme()``.
            quiet: do not print the URL. Default: no.

        Returns:
            The server, with ``.url``, ``.viewer_token``, ``.stop()`` and ``.wait()``. A second call
            with the same options returns the same.

        Raises:
            RelayError: if the relay cannot be started: the port is taken, Node.js is missing.
            ValueError: for a setting that cannot be used.
        """
        if theme is None:
            theme = cast(Theme | None, os.environ.get("STREAMVIZ_THEME"))
        if theme is not None:
            self.theme(theme)
        options = StartOptions.of(
            host=host,
            port=port,
            open_browser=open_browser,
            auth=auth,
            viewer_token=viewer_token,
            state_dir=state_dir,
            resume=resume,
            relay=relay,
            allow_origin=allow_origin,
            allowed_host=allowed_host,
            trusted_proxy=trusted_proxy,
            base_path=base_path,
            keep_serving=keep_serving,
            quiet=quiet,
        )
        return self.dashboard.start(options, self._begin_anew)

    def _begin_anew(self) -> None:
        """What is declared after the stop is another dashboard."""
        self.dashboard = Dashboard()
