"""StreamViz shows Pathway's tables, numbers and charts live, in a browser.

    import pathway as pw
    import stream_viz as sv

    sv.title("E-Commerce Analytics")
    sv.pathway_table(by_region, title="Orders by Region", sort_by="total", sort_desc=True)
    sv.start()
    pw.run()

The functions of this module declare widgets of one dashboard, which ``start()`` shows. Whatever
they are given to show, the pipeline neither waits for StreamViz nor ends because of it.
"""

from ._declaring._column_settings import column
from ._declaring._container import Container as Place
from ._declaring._dashboard import Dashboard
from ._declaring._page import Page
from ._declaring._widgets import Widget
from ._exceptions import RelayError
from ._running._server import Server

__version__ = "0.1.0"

_page = Page(Dashboard())

columns = _page.columns
description = _page.description
gauge = _page.gauge
metric = _page.metric
pathway_metric = _page.pathway_metric
pathway_stat = _page.pathway_stat
pathway_table = _page.pathway_table
row = _page.row
start = _page.start
stat = _page.stat
table = _page.table
tabs = _page.tabs
theme = _page.theme
title = _page.title

__all__ = [
    "Place",
    "RelayError",
    "Server",
    "Widget",
    "column",
    "columns",
    "description",
    "gauge",
    "metric",
    "pathway_metric",
    "pathway_stat",
    "pathway_table",
    "row",
    "start",
    "stat",
    "table",
    "tabs",
    "theme",
    "title",
]
