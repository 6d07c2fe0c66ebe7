"""Rows, columns and tabs of widgets, as they are declared.

A page is a stack of items; an item is a widget, a row of items, or columns or tabs that are stacks
in turn. A page of widgets alone has no layout: its elements arrange themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .._wire._protocol import Columns, Layout, LayoutItem, Tabs


@dataclass
class Stack:
    """Items below each other."""

    items: list[Item] = field(default_factory=list)


@dataclass
class Row:
    """Items beside each other."""

    items: list[Item] = field(default_factory=list)


@dataclass
class Split:
    """Columns with shares of the width."""

    columns: list[Stack]
    widths: list[float]


@dataclass
class Deck:
    """Tabs, of which one is seen at a time."""

    titles: list[str]
    tabs: list[Stack]


Box = Stack | Row
Item = str | Row | Split | Deck


def layout_of(page: Stack) -> Layout | None:
    """Makes the layout as it is sent; ``None`` if the page has widgets alone."""
    if all(isinstance(item, str) for item in page.items):
        return None
    return _stack(page)


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
            {"title": title, **_stack(tab)}
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
