"""A dashboard: its widgets, its layout, its run."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Collection, Mapping
from typing import Literal, cast, get_args
from weakref import WeakSet

from .._checking._checks import check_id, check_text, slug
from .._checking._colours import check_colour
from .._checking._look_checks import check_timezone
from .._exceptions import RelayError
from .._feeding._change_buffer import ChangeBuffer, Changes, PendingChanges
from .._feeding._projections import WidgetProjection
from .._feeding._subscription import Tables
from .._running._addresses import feed_url_of, page_url_of
from .._running._gc import freeze_heap
from .._running._relay_process import RelayProcess
from .._running._server import Server
from .._running._start_options import StartOptions
from .._wire._keys import KeySource
from .._wire._output import Log
from .._wire._protocol import ConfigMessage
from .._wire._row_encoder import RowEncoder
from ._cells import CellRun, cell_run
from ._layout import Box, Stack, layout_of, move

log = Log("stream_viz")

Theme = Literal["auto", "light", "dark", "contrast"]


class Dashboard:
    """Widgets and the one run that shows them. The sender sees it as its ``Source``."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.pending = PendingChanges()
        self.tables = Tables(self.pending, self._on_table_end)
        self.keys = KeySource()
        self.page = Stack()
        #: The last is where widgets are declared now.
        self.boxes: list[Box] = [self.page]
        #: Grows with every change of the config; written with ``pending.changed`` held.
        self.config_version = 0
        self._head: ConfigMessage = {"type": "config", "widgets": {}}
        self._projections: dict[str, WidgetProjection] = {}
        #: The cell of a notebook that declared a widget, by its id.
        self._runs: dict[str, CellRun | None] = {}
        self._runs_ended = 0
        #: The relay's process, until a server has it.
        self._waiting_relay: RelayProcess | None = None
        self._server: Server | None = None
        _dashboards.add(self)

    # Declaring

    def set_title(self, text: str) -> None:
        """See ``sv.title``."""
        self._head["title"] = check_text("title", text)
        self.mark_config_changed()

    def set_description(self, text: str) -> None:
        """See ``sv.description``."""
        self._head["description"] = check_text("description", text)
        self.mark_config_changed()

    def set_theme(self, theme: Theme | None, accent: str | None, timezone: str | None) -> None:
        """See ``sv.theme``."""
        if theme is None and accent is None and timezone is None:
            raise TypeError(
                'theme needs a name, such as "dark", an accent, such as "#0a7", or a timezone, '
                'such as "UTC"'
            )
        if theme is not None and theme not in get_args(Theme):
            raise ValueError(
                f'theme must be "auto", "light", "dark" or "contrast"; it is {theme!r}'
            )
        zone = None if timezone is None else check_timezone(timezone)
        if accent is not None:
            self._head["accent"] = check_colour("accent", accent)
        if zone is not None:
            self._head["timezone"] = zone
        if theme is not None:
            self._head["theme"] = theme
        self.mark_config_changed()

    def new_id(self, wanted: str | None, title: str) -> str:
        """Returns the id that was asked for, if it is free, or makes one of the title."""
        if wanted is not None:
            run = cell_run()
            is_free = check_id(wanted) not in self._projections
            if not is_free and (run is None or not run.repeats(self._runs.get(wanted))):
                raise ValueError(f'the id "{wanted}" is taken by another widget; choose another')
            return wanted
        first = widget_id = slug(title, "widget")
        count = 1
        run = cell_run()
        while widget_id in self._projections:
            if run is not None and run.is_same_cell(self._runs.get(widget_id)):
                break
            count += 1
            widget_id = f"{first}-{count}"
        return widget_id

    def add(self, widget_id: str, projection: WidgetProjection, box: Box) -> None:
        """Adds a widget, in a box of the layout; replaces one that its cell declared before."""
        with self._lock:
            former = self._projections.get(widget_id)
            self._projections = {**self._projections, widget_id: projection}
            self._runs[widget_id] = cell_run()
            if former is None:
                box.items.append(widget_id)
            else:
                move(self.page, widget_id, box)
                self._retire(widget_id, former)
        self.mark_config_changed()
        if self._server is not None:
            self.tables.subscribe()

    def _retire(self, widget_id: str, former: WidgetProjection) -> None:
        """Lets nothing of a widget that was replaced reach the new one."""
        if former.buffer in (one.buffer for one in self._projections.values()):
            return
        former.buffer.is_replaced = True
        self.tables.forget(former.buffer)
        self.pending.empty(widget_id)

    def mark_config_changed(self) -> None:
        """Wakes the sender. The first time, the relay's process starts, which takes long."""
        with self._lock:
            if self._server is None and _is_first_process():
                self._spawned_relay()
        with self.pending.changed:
            self.config_version += 1
            self.pending.changed.notify_all()

    # Running

    @property
    def url(self) -> str | None:
        """The address of the dashboard, while it runs."""
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
        """Ends the server, or the relay's process that waits for a start."""
        if self._server is not None:
            self._server.stop()
        if self._waiting_relay is not None:
            self._waiting_relay.stop()
            self._waiting_relay = None

    def after_fork(self) -> None:
        """Keeps the declarations, in a process that was forked, for a start of its own. The run is
        that of the other process.
        """
        self._lock = threading.RLock()
        self.keys.after_fork()
        server, self._server = self._server, None
        relay, self._waiting_relay = self._waiting_relay, None
        self.pending.after_fork(is_running=server is not None and server.is_running)
        if server is not None:
            server.forget()
        if relay is not None:
            relay.forget()

    def _start(self, options: StartOptions, on_stop: Callable[[], None]) -> Server:
        # While Node starts: websockets takes half of the time of importing this package.
        from .._feeding._sender import Sender  # noqa: PLC0415

        self.tables.subscribe()
        self.pending.begin()
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
            self._waiting_relay = None
            producer_url = relay.producer_url
        else:
            if options.warning is not None:
                log.warning("%s", options.warning)
            self.close()
            relay = None
            freeze_heap()
            producer_url = url = page_url_of(options.relay)
        feed_url = feed_url_of(producer_url)
        sender = Sender(self, self.pending, feed_url, token, resume=options.resume)
        return Server(
            options,
            url,
            sender,
            relay,
            on_stop=on_stop,
            is_input_over=self.tables.is_input_over,
        )

    def _spawned_relay(self) -> RelayProcess:
        """Returns the relay's process, which waits for its options."""
        if self._waiting_relay is None:
            self._waiting_relay = RelayProcess()
            self._waiting_relay.spawn()
        return self._waiting_relay

    def _on_table_end(self) -> None:
        """Ends the run when all tables have ended, unless other widgets can still be sent to."""
        ended = min(buffer.ends for buffer in self.tables.buffers)
        if ended == self._runs_ended:
            return
        self._runs_ended = ended
        if self._server is not None and all(
            projection.buffer in self.tables.buffers for projection in self._projections.values()
        ):
            self._server.end()

    # The sender's ``Source``, on its thread

    def config_message(self, left_out: Collection[str] = ()) -> ConfigMessage:
        """See ``Source``."""
        message = cast(ConfigMessage, {**self._head})
        message["widgets"] = {
            widget_id: projection.config
            for widget_id, projection in self._projections.items()
            if widget_id not in left_out
        }
        layout = layout_of(self.page, message["widgets"])
        if layout is not None:
            message["layout"] = layout
        return message

    def changes_of(self, taken: Mapping[ChangeBuffer, Changes], now: int) -> dict[str, Changes]:
        """See ``Source``."""
        return {
            widget_id: projection.changes(taken[projection.buffer], now)
            for widget_id, projection in self._projections.items()
            if projection.buffer in taken
        }

    def encoder_of(self, widget: str) -> RowEncoder:
        """See ``Source``."""
        return self._projections[widget].encoder

    def begin_run(self) -> None:
        """See ``Source``."""
        for projection in self._projections.values():
            projection.begin_run()


def _is_first_process() -> bool:
    """Whether rows come here: under ``pathway spawn`` all processes run the script."""
    return os.environ.get("PATHWAY_PROCESS_ID", "0") == "0"


_dashboards: WeakSet[Dashboard] = WeakSet()


def _after_fork() -> None:
    for dashboard in _dashboards:
        dashboard.after_fork()


os.register_at_fork(after_in_child=_after_fork)
