"""Rows, columns and tabs of widgets, as they are declared.

A page is a stack of items; an item is a widget, a row of items, or columns or tabs that are stacks
in turn. Widgets that stand in no row and no column arrange themselves, on the page and in a tab.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeVar

from .._wire._protocol import Auto, Columns, Layout, LayoutItem, Tabs


@dataclass(eq=False)
class Stack:
    """Items below each other."""

    items: list[Item] = field(default_factory=list)


@dataclass(eq=False)
class Row:
    """Items beside each other."""

    items: list[Item] = field(default_factory=list)


@dataclass(eq=False)
class Split:
    """Columns with shares of the width."""

    columns: list[Stack]
    widths: list[float]


@dataclass(eq=False)
class Deck:
    """Tabs, of which one is seen at a time."""

    titles: list[str]
    tabs: list[Stack]


Box = Stack | Row
Item = str | Row | Split | Deck
#: What goes with a stack: the width of a column, the title of a tab.
_Label = TypeVar("_Label", float, str)


def layout_of(page: Stack, widgets: Collection[str]) -> Layout | None:
    """Makes the layout of these widgets as it is sent; ``None`` if the page has widgets alone."""
    items = _filled(page.items, widgets)
    if all(isinstance(item, str) for item in items):
        return None
    return _arranging(Stack(items))


def _filled(items: Sequence[Item], widgets: Collection[str]) -> list[Item]:
    """Copies items, without other widgets than these and without containers that hold none, such as
    those of a cell that was run again.
    """
    copies = (_copy(item, widgets) for item in items)
    return [copy for copy in copies if copy is not None]


def _copy(item: Item, widgets: Collection[str]) -> Item | None:
    match item:
        case str():
            return item if item in widgets else None
        case Row():
            items = _filled(item.items, widgets)
            return Row(items) if items else None
        case Split():
            columns = _filled_stacks(zip(item.widths, item.columns, strict=True), widgets)
            widths = [width for width, _ in columns]
            return Split([column for _, column in columns], widths) if columns else None
        case Deck():
            tabs = _filled_stacks(zip(item.titles, item.tabs, strict=True), widgets)
            titles = [title for title, _ in tabs]
            return Deck(titles, [tab for _, tab in tabs]) if tabs else None


def _filled_stacks(
    stacks: Iterable[tuple[_Label, Stack]], widgets: Collection[str]
) -> list[tuple[_Label, Stack]]:
    copies = [(label, Stack(_filled(stack.items, widgets))) for label, stack in stacks]
    return [(label, copy) for label, copy in copies if copy.items]


def _arranging(stack: Stack) -> Layout:
    """Makes the layout of a page or a tab; neighbours that nothing places arrange themselves."""
    rows: list[list[LayoutItem]] = []
    for _, run in groupby(stack.items, key=lambda item: isinstance(item, str)):
        items = list(run)
        widgets = [item for item in items if isinstance(item, str)]
        if len(widgets) > 1:
            group: Auto = {"auto": widgets}
            rows.append([group])
        else:
            rows += [_row(item) for item in items]
    return {"rows": rows}


def move(page: Stack, widget_id: str, box: Box) -> None:
    """Moves a widget into a box, to the end; one that stands there keeps its position."""
    former = next(one for one in _boxes(page) if widget_id in one.items)
    if former is box:
        return
    former.items.remove(widget_id)
    if not box.items:
        _take_position(page, former, box)
    box.items.append(widget_id)


def _take_position(page: Stack, former: Box, box: Box) -> None:
    """Puts a container before its like, which a former run of its cell has made."""
    for parent in _boxes(page):
        old, new = _item_with(parent, former), _item_with(parent, box)
        if old is not None and new is not None and old is not new and type(old) is type(new):
            parent.items.remove(new)
            parent.items.insert(parent.items.index(old), new)
            return


def _item_with(parent: Box, box: Box) -> Item | None:
    return next((item for item in parent.items if any(one is box for one in _boxes(item))), None)


def _boxes(item: Item | Stack) -> Iterator[Box]:
    """All boxes in an item, itself included."""
    match item:
        case Stack() | Row():
            yield item
            inner: Sequence[Item | Stack] = item.items
        case Split():
            inner = item.columns
        case Deck():
            inner = item.tabs
        case _:
            inner = ()
    for one in inner:
        yield from _boxes(one)


def _row(item: Item) -> list[LayoutItem]:
    match item:
        case str():
            return [item]
        case Row():
            return [part for inner in item.items for part in _row(inner)]
        case Split():
            columns: Columns = {
                "columns": [_column(column) for column in item.columns],
                "widths": item.widths,
            }
            return [columns]
        case Deck():
            tabs: Tabs = {
                "tabs": [
                    {"title": title, **_arranging(tab)}
                    for title, tab in zip(item.titles, item.tabs, strict=True)
                ]
            }
            return [tabs]


def _column(stack: Stack) -> LayoutItem:
    match stack.items:
        case [str() as widget]:
            return widget
        case _:
            return {"rows": [_row(item) for item in stack.items]}
