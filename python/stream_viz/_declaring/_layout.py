"""Rows, columns and tabs of widgets, as they are declared.

A page is a stack of items; an item is a widget, a row of items, or columns or tabs that are stacks
in turn. Widgets that stand in no row and no column arrange themselves, on the page and in a tab.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

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


def layout_of(page: Stack) -> Layout | None:
    """Makes the layout as it is sent; ``None`` if the page has widgets alone."""
    if all(isinstance(item, str) or not _row(item) for item in page.items):
        return None
    return _arranging(page)


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
    return {"rows": [row for row in rows if row]}


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


def _stack(stack: Stack) -> Layout:
    rows = [_row(item) for item in stack.items]
    return {"rows": [row for row in rows if row]}


def _row(item: Item) -> list[LayoutItem]:
    if isinstance(item, str):
        return [item]
    if isinstance(item, Row):
        return [part for inner in item.items for part in _row(inner)]
    if isinstance(item, Deck):
        return _deck(item)
    filled = [
        (column, width)
        for column, width in zip(item.columns, item.widths, strict=True)
        if column.items
    ]
    columns: Columns = {
        "columns": [_column(column) for column, _ in filled],
        "widths": [width for _, width in filled],
    }
    return [columns] if filled else []


def _deck(deck: Deck) -> list[LayoutItem]:
    tabs: Tabs = {
        "tabs": [
            {"title": title, **_arranging(tab)}
            for title, tab in zip(deck.titles, deck.tabs, strict=True)
            if tab.items
        ]
    }
    return [tabs] if tabs["tabs"] else []


def _column(stack: Stack) -> LayoutItem:
    match stack.items:
        case [str() as widget]:
            return widget
        case _:
            return _stack(stack)
