"""``streamviz demo`` shows a pipeline; ``streamviz serve`` runs a relay of its own, for producers
elsewhere; ``streamviz record`` saves what a dashboard shows, to be replayed by its elements.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Sequence

from ._pathway import load_pathway
from ._record import RecordError, record
from ._relay import RelayError, find_node, find_script


def main(arguments: Sequence[str] | None = None) -> None:
    """The command ``streamviz``, which is also ``python -m stream_viz``."""
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
        "record", help="save what a dashboard shows over time; a password is in STREAMVIZ_AUTH"
    )
    recorder.add_argument("url", metavar="URL", help="of the dashboard: http://127.0.0.1:8765")
    recorder.add_argument("path", metavar="out.ndjson", help="the file; what it had is replaced")
    recorder.add_argument("--widget", metavar="ID", help="record this one. Default: all")
    recorder.add_argument(
        "--seconds", type=float, metavar="N", help="default: until Ctrl-C or the pipeline's end"
    )
    known, rest = parser.parse_known_args(arguments)
    if known.command == "serve":
        serve(rest)
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if known.command == "record":
        try:
            record(known.url, known.path, widget=known.widget, seconds=known.seconds)
        except RecordError as error:
            sys.exit(f"streamviz: {error}")
        except KeyboardInterrupt:
            sys.exit("streamviz: stopped before anything was recorded")
        return
    try:
        load_pathway()
        from ._demo import run_demo  # noqa: PLC0415 (it imports Pathway)

        run_demo(port=known.port, rate=known.rate)
    except KeyboardInterrupt:
        warnings.simplefilter("ignore")  # Pathway's, about a run that had not begun
        print("Stopped.")


def serve(options: Sequence[str]) -> None:
    """Becomes the relay, with these options of its command."""
    try:
        command = [find_node(), find_script(), *options]
    except RelayError as error:
        sys.exit(f"streamviz: {error}")
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
