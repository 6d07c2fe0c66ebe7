"""Every message between this package and the relay; ``docs/protocol.md`` has an example of each."""

from __future__ import annotations

from typing import Literal, TypedDict

FEED_SUBPROTOCOL = "streamviz.feed.2"
VIEWER_SUBPROTOCOL = "streamviz.2"

#: A commit goes in messages of at most this many bytes: the protocol's limit. Half would be as
#: good but for more messages; twice is more than a relay has to take.
PIECE_BYTES = 1_000_000
#: A commit above this many bytes goes as several, for a relay takes 256 MB. Twice as many would be
#: refused; half would only show huge changes in more steps.
COMMIT_BYTES = 200_000_000
#: No further commit is sent while so many commits or bytes are unacknowledged: changes wait, and
#: conflate. Twice of them makes rows older on a slow link, for more is under way that a newer value
#: replaces; with half of them a fast link with a long way stands idle between acknowledgements.
UNACKNOWLEDGED_COMMITS = 4
UNACKNOWLEDGED_BYTES = 8_000_000
#: Seconds after which a producer that has nothing to send sends a ping. A relay calls a
#: dashboard stale after 15 s of silence: twice leaves no room for a late one, half only sends more.
PING_SECONDS = 5.0
#: Seconds after which a run without a batch sends an empty commit, which ends what former runs
#: showed. Twice shows old rows for longer; half may empty a widget whose first batch is near.
FIRST_COMMIT_SECONDS = 5.0

ColumnType = Literal[
    "any",
    "array",
    "boolean",
    "bytes",
    "datetime",
    "duration",
    "integer",
    "json",
    "number",
    "pointer",
    "string",
]

WidgetType = Literal[
    "gauge",
    "log",
    "metric",
    "pathway_metric",
    "pathway_stat",
    "pathway_table",
    "stat",
    "table",
]

Level = Literal["good", "warn", "bad"]
#: Values at or above a limit count as the level beside it, until the next limit.
Threshold = tuple[float, Level]
#: What stands below a column: of all rows that pass the viewer's filter.
Total = Literal["sum", "avg", "min", "max", "count"]
Align = Literal["left", "center", "right"]


class ColumnLook(TypedDict, total=False):
    """How the values of a column are shown. Of a time ``unit`` says how they are written."""

    label: str
    format: str
    unit: str
    thresholds: list[Threshold]
    levels: dict[str, Level]
    bar: bool
    link: str
    width: int
    align: Align
    timezone: str
    sparkline: bool


class _ColumnName(TypedDict):
    name: str
    type: ColumnType


class Column(_ColumnName, ColumnLook, total=False):
    """A column of a widget's collection."""

    zone: str


class _WidgetColumns(TypedDict):
    widget_type: WidgetType
    columns: list[Column]


class WidgetConfig(_WidgetColumns, total=False):
    """The columns of a widget, and its look."""

    title: str
    description: str
    height: int
    sort_by: str
    sort_desc: bool
    max_rows: int
    totals: dict[str, Total]
    newest_first: bool
    row_key: list[str]
    unit: str
    format: str
    thresholds: list[Threshold]
    delta: str
    min_val: float
    max_val: float
    max_points: int
    incomplete: str


class Columns(TypedDict, total=False):
    """Widgets beside each other; ``widths`` are their shares."""

    columns: list[LayoutItem]
    widths: list[float]


class Layout(TypedDict):
    """Rows of widgets; those that no row names follow below."""

    rows: list[list[LayoutItem]]


class Tab(Layout):
    """A tab, which is chosen by its title."""

    title: str


class Tabs(TypedDict):
    """One of them is seen at a time, at first the first."""

    tabs: list[Tab]


class Auto(TypedDict):
    """Widgets that arrange themselves, as all do without a layout."""

    auto: list[str]


LayoutItem = str | Columns | Layout | Tabs | Auto


class _ConfigType(TypedDict):
    type: Literal["config"]
    widgets: dict[str, WidgetConfig]


class ConfigMessage(_ConfigType, total=False):
    """The whole dashboard; sent after ``ready`` and whenever it changes."""

    title: str
    description: str
    theme: Literal["auto", "light", "dark", "contrast"]
    accent: str
    timezone: str
    layout: Layout


class OpenMessage(TypedDict):
    """The first message of a link."""

    type: Literal["open"]
    run: str
    resume: bool


class _EndType(TypedDict):
    type: Literal["end"]


class EndMessage(_EndType, total=False):
    """The end of the pipeline, or its failure: ``error``."""

    error: str


class ReadyMessage(TypedDict):
    """The answer to ``open``: ``ack`` is the last ``seq`` of this run that the relay has."""

    type: Literal["ready"]
    epoch: str
    position: int
    ack: int


class Refusal(TypedDict):
    """A widget of a commit that broke a rule; the rest of the commit holds."""

    widget: str
    code: str
    message: str


class _AckType(TypedDict):
    type: Literal["ack"]
    seq: int
    position: int


class AckMessage(_AckType, total=False):
    """All commits up to ``seq`` are in the log."""

    refused: list[Refusal]


class _ErrorType(TypedDict):
    type: Literal["error"]
    code: str
    message: str


class ErrorMessage(_ErrorType, total=False):
    """The reason for which the relay closes the link; ``retryAfter`` is in milliseconds."""

    retryAfter: int


FeedReply = ReadyMessage | AckMessage | ErrorMessage
