"""``streamviz demo`` shows a pipeline; ``streamviz serve`` runs a relay of its own, for producers
elsewhere; ``streamviz record`` saves what a dashboard shows, to be replayed by its elements;
``streamviz snapshot`` takes a picture of it; ``streamviz logout-all`` ends all sessions.
"""

from __future__ import annotations

import argparse
import math
import os
import signal
import sys
import warnings
from collections.abc import Callable, Sequence

from .._exceptions import CommandError, RelayError, SettingError
from .._feeding._subscription import load_pathway
from .._running._node import find_node, find_script, node_environment
from .._wire._output import print_line
from .._wire._printable import printable
from ._logout import logout_all
from ._picture import PictureOptions, take_picture
from ._record import record

_CREDENTIALS = "a password is in STREAMVIZ_AUTH, or a viewer token in STREAMVIZ_VIEWER_TOKEN"


def main(arguments: Sequence[str] | None = None) -> None:
    """The command ``streamviz``, which is also ``python -m stream_viz``."""
    parser = _parser()
    known, rest = parser.parse_known_args(arguments)
    if known.command == "serve":
        serve(rest)
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        _run(known)
    except (CommandError, SettingError) as error:
        sys.exit(printable(f"streamviz: {error}"))


def _run(known: argparse.Namespace) -> None:
    match known.command:
        case "record":
            _end_as_by_ctrl_c()
            try:
                record(known.url, known.path, widget=known.widget, seconds=known.seconds)
            except KeyboardInterrupt:
                sys.exit("streamviz: stopped before anything was recorded")
        case "snapshot":
            options = PictureOptions(
                width=known.width,
                height=known.height,
                scale=known.scale,
                theme=known.theme,
                widget=known.widget,
                seconds=known.timeout,
            )
            _end_as_by_ctrl_c()
            try:
                take_picture(known.url, known.path, options)
            except KeyboardInterrupt:
                sys.exit("streamviz: stopped before there was a picture")
        case "logout-all":
            logout_all(known.url)
        case _:
            _demonstrate(known.port, known.rate)


def _end_as_by_ctrl_c() -> None:
    """Lets an order to end not cut a recording short, and not leave the profile of a browser."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # another one is of nohup
            signal.signal(number, signal.default_int_handler)


def _demonstrate(port: int | None, rate: int) -> None:
    try:
        load_pathway()
        from ._demo import run_demo  # noqa: PLC0415 (it imports Pathway)

        run_demo(port=port, rate=rate)
    except KeyboardInterrupt:
        warnings.simplefilter("ignore")  # Pathway's, about a run that had not begun
        print_line("Stopped.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="streamviz", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser(
        "demo", help="show a shop's orders, in a pipeline that makes them up"
    )
    demo.add_argument("--port", type=int, help="default: 8765, or the next free one")
    demo.add_argument(
        "--rate", type=int, default=200, help="orders a second (default: %(default)s)"
    )
    commands.add_parser(
        "serve",
        add_help=False,
        help="run the relay alone; its options are told by: streamviz serve --help",
    )
    recorder = commands.add_parser(
        "record",
        help=f"save what a dashboard shows over time; {_CREDENTIALS}",
    )
    recorder.add_argument("url", metavar="URL", help="of the dashboard: http://127.0.0.1:8765")
    recorder.add_argument("path", metavar="out.ndjson", help="the file; what it had is replaced")
    recorder.add_argument("--widget", metavar="ID", help="record this one. Default: all")
    recorder.add_argument(
        "--seconds",
        type=_positive(float),
        metavar="N",
        help="default: until Ctrl-C or the pipeline's end",
    )
    pictures = commands.add_parser(
        "snapshot",
        help=f"take a picture of a dashboard with an installed Chromium or Chrome; {_CREDENTIALS}",
    )
    default = PictureOptions()
    pictures.add_argument("url", metavar="URL", help="of the dashboard: http://127.0.0.1:8765")
    pictures.add_argument("path", metavar="out.png", help="the file; what it had is replaced")
    pictures.add_argument("--width", type=_positive(int, below=100_000), default=default.width)
    pictures.add_argument("--height", type=_positive(int, below=100_000), default=default.height)
    pictures.add_argument("--scale", type=_positive(float, below=100), default=default.scale)
    themes = ("auto", "light", "dark", "contrast")
    pictures.add_argument("--theme", choices=themes, default=default.theme)
    pictures.add_argument("--widget", metavar="ID", help="this one alone")
    pictures.add_argument(
        "--timeout", type=_positive(float), default=default.seconds, metavar="SECONDS"
    )
    logout = commands.add_parser(
        "logout-all",
        help="end all sessions of a relay, so that everybody has to log in again; its user and "
        "password are in STREAMVIZ_AUTH",
    )
    logout.add_argument("url", metavar="URL", help="of the dashboard: http://127.0.0.1:8765")
    return parser


def _positive(kind: type[int | float], *, below: float = math.inf) -> Callable[[str], float]:
    def parse(text: str) -> float:
        try:
            value = kind(text)
        except ValueError:
            value = math.nan
        if not 0 < value < below:
            number = "a whole number" if kind is int else "a number"
            limit = "" if below == math.inf else f" and below {below:,}"
            raise argparse.ArgumentTypeError(f'must be {number} above 0{limit}; it is "{text}"')
        return value

    return parse


def serve(options: Sequence[str]) -> None:
    """Becomes the relay, with these options of its command."""
    try:
        command = [find_node(), find_script(), *options]
    except RelayError as error:
        sys.exit(f"streamviz: {error}")
    os.execve(command[0], command, node_environment(os.environ))
