"""Cuts a commit into messages of at most 1 MB, of fragments that are encoded once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Literal

from .._wire._output import Log
from .._wire._protocol import COMMIT_BYTES, PIECE_BYTES
from .._wire._row_encoder import RowEncoder
from .._wire._values import clean, dumps
from ._change_buffer import Changes

log = Log("stream_viz")

#: Rows encoded at a time. With 2,000 the engine waits twice as long, milliseconds, for the
#: interpreter; with 500 the calls begin to cost more than the rows.
_ROWS = 1_000
#: Bytes of a piece for its envelope and the commas, of which some 100 are used: half would do, and
#: twice is nothing beside 1 MB.
_ENVELOPE_BYTES = 1_000

_Operation = Literal["up", "del"]


def commit_messages(
    seq: int,
    time: int,
    changes: Mapping[str, tuple[RowEncoder, Changes]],
    age: int | None = None,
) -> Iterator[tuple[int, bytes]]:
    """Yields the messages of one commit with their ``seq``: all the same, or increasing where a
    commit has to be split.

    ``time`` is the wall clock in milliseconds, ``age`` how old the oldest change is by then. A
    commit without changes is one message.
    """
    moment = b'"time":%d' % time if age is None else b'"time":%d,"age":%d' % (time, age)
    piece = _Piece()
    total = 0
    for widget, operation, fragment in _fragments(changes):
        if piece.size + len(fragment) > PIECE_BYTES - _ENVELOPE_BYTES:
            total += piece.size
            split = total > COMMIT_BYTES
            yield seq, piece.message(seq, moment, more=not split)
            if split:
                seq, total = seq + 1, 0
            piece = _Piece()
        piece.add(widget, operation, fragment)
    yield seq, piece.message(seq, moment, more=False)


class _Piece:
    def __init__(self) -> None:
        self.size = 0
        self._changes: dict[str, dict[_Operation, list[bytes]]] = {}

    def add(self, widget: str, operation: _Operation, fragment: bytes) -> None:
        self._changes.setdefault(widget, {}).setdefault(operation, []).append(fragment)
        self.size += len(fragment) + 1

    def message(self, seq: int, moment: bytes, *, more: bool) -> bytes:
        widgets = b",".join(
            b'"%b":{%b}'
            % (
                widget.encode(),
                b",".join(
                    b'"%b":[%b]' % (operation.encode(), b",".join(fragments))
                    for operation, fragments in operations.items()
                ),
            )
            for widget, operations in self._changes.items()
        )
        end = b',"more":true}' if more else b"}"
        return b'{"type":"commit","seq":%d,%b,"changes":{%b}%b' % (seq, moment, widgets, end)


def _fragments(
    changes: Mapping[str, tuple[RowEncoder, Changes]],
) -> Iterator[tuple[str, _Operation, bytes]]:
    """Yields elements of the ``up`` and ``del`` arrays, comma-separated, each fit for a piece."""
    for widget, (encoder, rows) in changes.items():
        too_large: list[Any] = []
        upserts = ((key, row) for key, row in rows.items() if row is not None)
        for fragment in _encoded(upserts, encoder.encode, too_large):
            yield widget, "up", fragment
        if too_large:
            log.error(
                'widget "%s": %d rows are left out, for each takes more than %d bytes; '
                "show fewer columns or shorter values",
                widget,
                len(too_large),
                PIECE_BYTES,
            )
        deletes = [key for key, row in rows.items() if row is None]
        deletes += [key for key, _ in too_large]
        for fragment in _encoded(iter(deletes), _encode_keys, []):
            yield widget, "del", fragment


def _encoded(
    items: Iterator[Any], encode: Callable[[Sequence[Any]], bytes], too_large: list[Any]
) -> Iterator[bytes]:
    while chunk := list(islice(items, _ROWS)):
        yield from _fit(chunk, encode, too_large)


def _fit(
    chunk: Sequence[Any], encode: Callable[[Sequence[Any]], bytes], too_large: list[Any]
) -> Iterator[bytes]:
    """Halves what is too large for a piece until it fits; collects a single item that does not."""
    data = encode(chunk)
    if len(data) <= PIECE_BYTES - _ENVELOPE_BYTES:
        yield data[1:-1]
    elif len(chunk) == 1:
        too_large.extend(chunk)
    else:
        middle = len(chunk) // 2
        yield from _fit(chunk[:middle], encode, too_large)
        yield from _fit(chunk[middle:], encode, too_large)


def _encode_keys(keys: Iterable[object]) -> bytes:
    return dumps([clean(str(key)) for key in keys])
