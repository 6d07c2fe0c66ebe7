"""HTML that a notebook shows for a widget and for a running dashboard.

A notebook is a page of another origin, so the relay must allow it:
``sv.start(allow_origin="http://localhost:8888")``. Without that the element says which origin it
came from.
"""

from __future__ import annotations

from html import escape

_ELEMENTS = {"log": "sv-table"}


def widget_html(url: str | None, widget_id: str, widget_type: str) -> str:
    """Makes the element of one widget."""
    if url is None:
        return f"<p><code>{escape(widget_id)}</code> is shown after <code>sv.start()</code>.</p>"
    kind = widget_type.removeprefix("pathway_")
    element = _ELEMENTS.get(kind, f"sv-{kind}")
    return (
        f'<script type="module" src="{escape(url)}streamviz.js"></script>'
        f'<{element} src="{escape(url)}" widget="{escape(widget_id)}"></{element}>'
    )


def dashboard_html(url: str) -> str:
    """Makes a frame with the whole dashboard, and a link to it."""
    return (
        f'<iframe src="{escape(url)}" title="StreamViz" width="100%" height="600"></iframe>'
        f'<p><a href="{escape(url)}" target="_blank">{escape(url)}</a></p>'
    )
