"""Rows and columns of widgets, as they are declared.

A page is a stack of items; an item is a widget, a row of items, or columns that are stacks in turn.
A page without rows and columns has no layout: its elements arrange themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ._protocol import Columns, Layout, LayoutItem


@dataclass
class Stack:
    """Items below each other."""

    items: list[str | Row | Split] = field(default_factory=list)


@dataclass
class Row:
    """Items beside each other."""

    items: list[str | Row | Split] = field(default_factory=list)


@dataclass
class Split:
    """Columns with shares of the width."""

    columns: list[Stack]
    widths: list[float]


Box = Stack | Row


def layout_of(page: Stack) -> Layout | None:
    """The layout as it is sent; ``None`` if the page has no rows and columns."""
    if all(isinstance(item, str) for item in page.items):
        return None
    return _stack(page)


def _stack(stack: Stack) -> Layout:
    rows = [_row(item) for item in stack.items]
    return {"rows": [row for row in rows if row]}


def _row(item: str | Row | Split) -> list[LayoutItem]:
    if isinstance(item, str):
        return [item]
    if isinstance(item, Row):
        return [part for inner in item.items for part in _row(inner)]
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


def _column(stack: Stack) -> LayoutItem:
    match stack.items:
        case [str() as widget]:
            return widget
        case _:
            return _stack(stack)
