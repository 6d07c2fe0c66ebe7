/**
 * Every message on the wire, as types. docs/protocol.md has an example of each; src/core/checks decides whether a text
 * from outside is one.
 */
import type { FilterTerm } from './filter.js';
import type { SortTerm } from './order.js';
import type { Column, KeyedRow, Threshold, Value } from './values.js';

export const VIEWER_SUBPROTOCOL = 'streamviz.2';
export const FEED_SUBPROTOCOL = 'streamviz.feed.2';

export type WidgetType =
  | 'gauge'
  | 'log'
  | 'metric'
  | 'pathway_metric'
  | 'pathway_stat'
  | 'pathway_table'
  | 'stat'
  | 'table';

export interface WidgetConfig {
  readonly widget_type: WidgetType;
  readonly columns: readonly Column[];
  readonly title?: string;
  readonly description?: string;
  /** Height in CSS pixels; default: the element's own. */
  readonly height?: number;

  /** Table: the column it is sorted by at first. Default: order of first appearance. */
  readonly sort_by?: string;
  readonly sort_desc?: boolean;
  /** Table: rows shown at the most. Log: rows kept (default 1,000). */
  readonly max_rows?: number;
  /** Table: what stands below columns, over all rows that pass the viewer's filter. */
  readonly totals?: Readonly<Record<string, TotalTerm[1]>>;
  /** Table: while unsorted, the row that came last is first. */
  readonly newest_first?: boolean;
  /** Standalone table: the columns that make the key. */
  readonly row_key?: readonly string[];

  /** Stat, metric, gauge: drawn beside the number; a currency sign before it, all else after. */
  readonly unit?: string;
  /** Stat, metric, gauge: d3-format specifier of the value. */
  readonly format?: string;
  readonly thresholds?: readonly Threshold[];
  /** Stat: what the delta compares with: `"previous"`, `"start"` or a duration such as `"5m"`. */
  readonly delta?: string;
  /** Stat without a column `rows`, as in older recordings: how many rows the table has, if more than the one shown. */
  readonly of?: number;
  /** Gauge: the ends of its scale. */
  readonly min_val?: number;
  readonly max_val?: number;
  /** Metric: points kept per series (default 10,000, at most 200,000). */
  readonly max_points?: number;

  /** Why rows are missing that the producer has sent: it does not have them any more, nor has the relay. */
  readonly incomplete?: string;

  /** Added by the relay: rows, way of subscribing and rows that left for newer ones when the config was sent. */
  readonly rows?: number;
  readonly mode?: 'full' | 'window';
  readonly trimmed?: number;
  /** Added by the relay: the widget broke a rule; it keeps its last rows and takes no more until declared again. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** Widget ids in rows, or columns or tabs of such, or rows again; ids that no row names follow below. */
export type Layout = { readonly rows: readonly (readonly LayoutItem[])[] };
export type LayoutItem =
  | string
  | { readonly columns: readonly LayoutItem[]; readonly widths?: readonly number[] }
  | { readonly tabs: readonly TabLayout[] }
  /** Widgets that arrange themselves, as all do without a layout. */
  | { readonly auto: readonly string[] }
  | Layout;
/** Shown when its title is chosen; at first the first one is. */
export type TabLayout = Layout & { readonly title: string };

export interface ConfigMessage {
  readonly type: 'config';
  readonly title?: string;
  readonly description?: string;
  readonly theme?: 'auto' | 'light' | 'dark' | 'contrast';
  /** A CSS colour. */
  readonly accent?: string;
  /** The time zone in which times with a zone are shown, by its IANA name. Default: the viewer's. */
  readonly timezone?: string;
  readonly layout?: Layout;
  readonly widgets: Readonly<Record<string, WidgetConfig>>;
}

export interface ErrorMessage {
  readonly type: 'error';
  readonly code: string;
  readonly message: string;
  readonly widget?: string;
  readonly sub?: number;
  /** Milliseconds. */
  readonly retryAfter?: number;
}

/* Producer → relay */

export interface OpenMessage {
  readonly type: 'open';
  readonly run: string;
  readonly resume: boolean;
}
export interface CommitMessage {
  readonly type: 'commit';
  readonly seq: number;
  /** The producer's clock when the batch ended, in milliseconds since the epoch. */
  readonly time: number;
  /** How old the oldest change was at `time`, in milliseconds since it began its way through the pipeline. */
  readonly age?: number;
  readonly changes: Readonly<Record<string, WidgetChange>>;
  /** Further messages of the same `seq` follow; the commit is applied at the last. */
  readonly more?: boolean;
}
export interface WidgetChange {
  readonly up?: readonly KeyedRow[];
  readonly del?: readonly string[];
}
export interface EndMessage {
  readonly type: 'end';
  readonly error?: string;
}
export interface PingMessage {
  readonly type: 'ping';
}
export type ProducerMessage = OpenMessage | ConfigMessage | CommitMessage | EndMessage | PingMessage;

/* Relay → producer */

export interface ReadyMessage {
  readonly type: 'ready';
  readonly epoch: string;
  readonly position: number;
  /** The last `seq` of this run that is in the log; 0 for none. */
  readonly ack: number;
}
export interface AckMessage {
  readonly type: 'ack';
  readonly seq: number;
  readonly position: number;
  readonly refused?: readonly { readonly widget: string; readonly code: string; readonly message: string }[];
}
export type FeedReply = ReadyMessage | AckMessage | ErrorMessage;

/* Relay → viewer */

export type PipelineState = 'waiting' | 'live' | 'stale' | 'ended' | 'failed';

export interface Limits {
  readonly maxMessage: number;
  readonly maxSubscriptions: number;
  readonly maxWindow: number;
  readonly maxFullRows: number;
  readonly messagesPerSecond: number;
}
export interface HelloMessage {
  readonly type: 'hello';
  readonly epoch: string;
  readonly position: number;
  /** The relay's version. */
  readonly server: string;
  /** Longest time between two `sync`, in milliseconds. */
  readonly heartbeat: number;
  readonly limits: Limits;
}
export interface SubscribedMessage {
  readonly type: 'subscribed';
  readonly widget: string;
  readonly mode: 'full' | 'window' | 'waiting';
  /** 0: what follows replaces what the viewer has. */
  readonly from: number;
  /** The widget had rows, and all of them have gone: absent while it waits for the first one. */
  readonly emptied?: boolean;
  readonly sub?: number;
  readonly rev?: number;
}
export interface RowsMessage {
  readonly type: 'rows';
  readonly widget: string;
  readonly from: number;
  readonly to: number;
  readonly up?: readonly KeyedRow[];
  readonly del?: readonly string[];
  readonly more?: boolean;
}
export interface WindowMessage {
  readonly type: 'window';
  readonly sub: number;
  readonly rev: number;
  readonly to: number;
  readonly total: number;
  readonly matching: number;
  /** All rows of the widget; left out when all of them match. */
  readonly rows?: number;
  readonly offset: number;
  /** The keys of the window's rows; left out when they and the offset are as they were. */
  readonly order?: readonly string[];
  /** Rows that enter the window, and rows that changed. */
  readonly up: readonly KeyedRow[];
  /** Keys of rows that left the window. */
  readonly gone: readonly string[];
  /** In the order they were asked for; left out when they are as they were. */
  readonly totals?: readonly Value[];
  /** Of a frozen window: its rows that would stand elsewhere, or not be there, if it were not. */
  readonly moved?: number;
  /** Recent values of the columns asked for, oldest first, of rows that enter and have any. */
  readonly hist?: RecentByColumn;
  /** Further frames of this window follow in the same step, with more of `up` and `hist`: each has at most 64 KB. */
  readonly more?: boolean;
}
export type RecentValues = readonly [key: string, values: readonly Value[]];
export type RecentByColumn = Readonly<Record<string, readonly RecentValues[]>>;
/** Answers `find` at once. */
export interface FoundMessage {
  readonly type: 'found';
  readonly sub: number;
  readonly key: string;
  /** The row's place in the view, 0 for the first, also beyond `max_rows`; `null` if it is not in it. */
  readonly rank: number | null;
  readonly position: number;
}
export interface SyncMessage {
  readonly type: 'sync';
  readonly position: number;
  /** The relay's clock, and the time of the newest commit (0: none), in milliseconds since the epoch. */
  readonly time: number;
  readonly commit: number;
  /** The newest commit's, if its producer sends it. */
  readonly age?: number;
  readonly state: PipelineState;
  /** Why the pipeline failed. */
  readonly message?: string;
  /** Steps a second that the relay grants. */
  readonly rate: number;
}
export type RelayMessage =
  | HelloMessage
  | ConfigMessage
  | SubscribedMessage
  | RowsMessage
  | WindowMessage
  | FoundMessage
  | SyncMessage
  | ErrorMessage;

/* Viewer → relay */

/** The sum, … of a column over all rows that pass the filter. */
export type TotalTerm = readonly [column: string, of: 'sum' | 'avg' | 'min' | 'max' | 'count'];

export interface WindowRequest {
  /** Default, and `null`: the widget's own order. `[]`: unsorted. */
  readonly sort?: readonly SortTerm[] | null;
  /** All must hold. Default, `null` and `[]`: every row. */
  readonly filter?: readonly FilterTerm[] | null;
  readonly offset: number;
  /** At most `limits.maxWindow`. */
  readonly limit: number;
  /** A key: the window goes where its row goes, and `offset` is only where it begins while that row is not there. */
  readonly anchor?: string | null;
  /** Rows of the window before the anchor. Default 0. */
  readonly lead?: number;
  /** Keeps order and membership as they are; values still change, and deleted rows go. Default false. */
  readonly freeze?: boolean;
  readonly totals?: readonly TotalTerm[] | null;
  /** Columns whose recent values come with rows that enter the window. */
  readonly hist?: readonly string[] | null;
}
export interface SubscribeMessage {
  readonly type: 'subscribe';
  readonly widget: string;
  readonly epoch?: string;
  readonly after?: number;
  readonly sub?: number;
  readonly rev?: number;
  readonly window?: WindowRequest;
  /** Without a window: the whole widget, however many rows it has. */
  readonly all?: boolean;
}
export interface UnsubscribeMessage {
  readonly type: 'unsubscribe';
  readonly widget?: string;
  readonly sub?: number;
}
export interface PaceMessage {
  readonly type: 'pace';
  /** Steps a second. */
  readonly rate: number;
}
export interface ViewerAckMessage {
  readonly type: 'ack';
  /** `rows`, `window` and `sync` frames received on this connection. */
  readonly frames: number;
}
export interface MoveWindowMessage extends Partial<WindowRequest> {
  readonly type: 'window';
  readonly sub: number;
  readonly rev: number;
}
/** Asks where a row stands in the view of a window. */
export interface FindMessage {
  readonly type: 'find';
  readonly sub: number;
  readonly key: string;
}
export type ViewerMessage =
  | SubscribeMessage
  | UnsubscribeMessage
  | PaceMessage
  | ViewerAckMessage
  | MoveWindowMessage
  | FindMessage;
