"""A dashboard: its widgets, its layout, its run."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from typing import Literal, cast, get_args
from urllib.parse import urlsplit, urlunsplit

from ._colours import check_colour
from ._heap import freeze_heap
from ._layout import Box, Stack, layout_of
from ._options import check_id, check_text, slug
from ._pathway import Tables
from ._pending import Changes, Pending, Stream
from ._protocol import ConfigMessage
from ._relay import Relay
from ._relay_error import RelayError
from ._server import Server
from ._start_options import StartOptions
from ._values import RowEncoder
from ._views import KeySource, View

log = logging.getLogger("stream_viz")

Theme = Literal["auto", "light", "dark", "contrast"]


class Dashboard:
    """Widgets and the one run that shows them."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.pending = Pending()
        self.tables = Tables(self.pending, self._on_table_end)
        self.keys = KeySource()
        self.page = Stack()
        self.boxes: list[Box] = [self.page]  # the last is where widgets are declared now
        self._head: ConfigMessage = {"type": "config", "widgets": {}}
        self._views: dict[str, View] = {}
        #: Grows with every change of the config; written with ``pending.changed`` held.
        self.config_version = 0
        self._runs_ended = 0
        self._relay: Relay | None = None
        self._server: Server | None = None

    # Declaring

    def set_title(self, text: str) -> None:
        """See ``sv.title``."""
        self._head["title"] = check_text("title", text)
        self.on_config()

    def set_description(self, text: str) -> None:
        """See ``sv.description``."""
        self._head["description"] = check_text("description", text)
        self.on_config()

    def set_theme(self, theme: Theme | None, accent: str | None = None) -> None:
        """See ``sv.theme``."""
        if theme is None and accent is None:
            raise TypeError('theme needs a name, such as "dark", or an accent, such as "#0a7"')
        if theme is not None and theme not in get_args(Theme):
            raise ValueError(
                f'theme must be "auto", "light", "dark" or "contrast"; it is {theme!r}'
            )
        if accent is not None:
            self._head["accent"] = check_colour("accent", accent)
        if theme is not None:
            self._head["theme"] = theme
        self.on_config()

    def new_id(self, wanted: str | None, title: str) -> str:
        """The id that was asked for, if it is free, or one made of the title."""
        if wanted is not None:
            if check_id(wanted) in self._views:
                raise ValueError(f'the id "{wanted}" is taken by another widget; choose another')
            return wanted
        first = widget_id = slug(title, "widget")
        count = 1
        while widget_id in self._views:
            count += 1
            widget_id = f"{first}-{count}"
        return widget_id

    def add(self, widget_id: str, view: View, box: Box) -> None:
        """Adds a widget, in a box of the layout."""
        with self._lock:
            self._views = {**self._views, widget_id: view}
            box.items.append(widget_id)
        self.on_config()
        if self._server is not None:
            self.tables.subscribe()

    def on_config(self) -> None:
        """The config has changed. The first time, the relay's process starts, which takes long."""
        with self._lock:
            if self._server is None and _is_first_process():
                self._spawned_relay()
        with self.pending.changed:
            self.config_version += 1
            self.pending.changed.notify_all()

    # Running

    @property
    def url(self) -> str | None:
        """Where it is shown, while it is."""
        return None if self._server is None else self._server.url

    def start(self, options: StartOptions, on_stop: Callable[[], None]) -> Server:
        """See ``sv.start``. ``on_stop`` is called when the server is stopped."""
        with self._lock:
            if self._server is not None:
                if self._server._options != options:
                    raise RuntimeError(
                        f"the dashboard is running at {self._server.url} with other options; "
                        "stop() that server first, or start it once, with the options of both calls"
                    )
                return self._server
            self._server = self._start(options, on_stop)
            return self._server

    def close(self) -> None:
        """Ends what runs, or the relay's process that waits for a start."""
        if self._server is not None:
            self._server.stop()
        if self._relay is not None:
            self._relay.stop()
            self._relay = None

    def _start(self, options: StartOptions, on_stop: Callable[[], None]) -> Server:
        # While Node starts: with websockets, it is half of what this package takes to import.
        from ._feed import Feed  # noqa: PLC0415

        self.tables.subscribe()
        if not _is_first_process():
            return Server(options, on_stop=on_stop)
        token = options.producer_token or secrets.token_urlsafe(32)
        if options.relay is None:
            relay = self._spawned_relay()
            try:
                relay.configure(options.for_relay(token))
                freeze_heap()  # takes as long as Node does to start
                url = relay.listen()
            except RelayError:
                self.close()
                raise
            self._relay = None
            producer_url = relay.producer_url
        else:
            if options.warning is not None:
                log.warning("%s", options.warning)
            self.close()
            relay = None
            freeze_heap()
            producer_url = url = _page_url(options.relay)
        feed = Feed(self, self.pending, _feed_url(producer_url), token, resume=options.resume)
        return Server(options, url, feed, relay, on_stop)

    def _spawned_relay(self) -> Relay:
        """The relay's process, which waits for its options."""
        if self._relay is None:
            self._relay = Relay()
            self._relay.spawn()
        return self._relay

    def _on_table_end(self) -> None:
        """The run is over when all tables have ended, unless others can still send."""
        ended = min(stream.ends for stream in self.tables.streams)
        if ended == self._runs_ended:
            return
        self._runs_ended = ended
        if self._server is not None and all(
            view.stream in self.tables.streams for view in self._views.values()
        ):
            self._server.end()

    # What the sender asks (its thread)

    def config_message(self) -> ConfigMessage:
        """See ``Board``."""
        message = cast(ConfigMessage, {**self._head})
        message["widgets"] = {widget_id: view.config for widget_id, view in self._views.items()}
        layout = layout_of(self.page)
        if layout is not None:
            message["layout"] = layout
        return message

    def changes_of(self, taken: Mapping[Stream, Changes], now: int) -> dict[str, Changes]:
        """See ``Board``."""
        return {
            widget_id: view.changes(taken[view.stream], now)
            for widget_id, view in self._views.items()
            if view.stream in taken
        }

    def encoder_of(self, widget: str) -> RowEncoder:
        """See ``Board``."""
        return self._views[widget].encoder

    def begin_run(self) -> None:
        """See ``Board``."""
        for view in self._views.values():
            view.begin_run()


def _is_first_process() -> bool:
    """Under ``pathway spawn`` all processes run the script, but rows come to the first alone."""
    return os.environ.get("PATHWAY_PROCESS_ID", "0") == "0"


def _page_url(relay: str) -> str:
    """``wss://host/viz/feed`` or ``https://host/viz`` → ``https://host/viz/``."""
    parts = urlsplit(relay)
    scheme = {"ws": "http", "wss": "https"}.get(parts.scheme, parts.scheme)
    path = parts.path.removesuffix("/feed").rstrip("/") + "/"
    return urlunsplit((scheme, parts.netloc, path, "", ""))


def _feed_url(page: str) -> str:
    """Where a producer links to the relay whose page is there."""
    return f"ws{page.removeprefix('http')}feed"
