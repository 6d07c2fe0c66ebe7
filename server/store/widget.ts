import type { WidgetConfig } from '../../src/core/messages.js';
import type { SortTerm } from '../../src/core/order.js';
import { Retention, type RowLimit } from '../../src/core/retention.js';
import { type TracedCollection, tracedCollection } from '../../src/core/traced-collection.js';
import { type KeyedRow, sameShape, type Value } from '../../src/core/values.js';

/** A widget with its rows. */
export interface Widget {
  readonly id: string;
  /** As the producer declared it; with `error` if it broke a rule. */
  config: WidgetConfig;
  collection: TracedCollection;
  /** The run that declared it last. */
  run: string;
  /** Whether it holds rows of a former run, which are removed at this run's first commit. */
  inherited: boolean;
  /** Position of the producer's last delete; rows that the limit trims do not count. */
  retracted: number;
  /** Rows that its limit has trimmed, or not let in. */
  trimmed: number;
  /** Of a stat or gauge that has one. */
  reading?: NewestReading | undefined;
}

/** The reading of a stat or gauge that came last. */
export interface NewestReading {
  readonly row: KeyedRow;
  /** The value before it, also if both came in one second; `undefined` if there was none. */
  readonly before: Value | undefined;
}

/** @param position Where it begins: a viewer that has an earlier position of this widget must load it as a whole. */
export function newCollection(config: WidgetConfig, position: number): TracedCollection {
  const { columns } = config;
  const limit = limitOf(config);
  const collection = tracedCollection({ columns, retention: limit && new Retention(limit, columns) });
  collection.replace([], position);
  return collection;
}

/** Declares a widget, or declares a known one again: it keeps its rows if they are still rows of it. */
export function redeclared(
  known: Widget | undefined,
  { id, config, run, position }: Pick<Widget, 'id' | 'config' | 'run'> & { readonly position: number },
): Widget {
  if (known === undefined || known.config.error !== undefined || !sameShape(known.config.columns, config.columns)) {
    return {
      id,
      config,
      run,
      collection: newCollection(config, position),
      inherited: false,
      retracted: 0,
      trimmed: 0,
    };
  }
  const widget = { ...known, config, run };
  if (!sameLimit(known.config, config)) {
    widget.collection = copiedCollection(widget, position);
    widget.trimmed += widget.collection.retention?.trimmed ?? 0;
  }
  return widget;
}

/** Copies a widget's rows into a collection that begins at a position. */
export function copiedCollection({ config, collection }: Widget, position: number): TracedCollection {
  const copy = newCollection(config, position);
  copy.replace(collection.rows(), position);
  return copy;
}

/** The documented default of `max_rows` of a log: more lines than anybody scrolls through. */
const LOG_ROWS = 1000;
/** The documented default of `max_points` of a metric, for each series: more than a chart has pixels. */
const METRIC_POINTS = 10_000;
/**
 * Readings of a stat or gauge, one a second: its sparkline shows 15 minutes. Python and the publisher cut at the same
 * number: with another here, they would send readings that are not kept, or leave out some that would be.
 */
const READINGS = 900;

/** Gives how many rows a widget keeps, and which. */
export function limitOf(config: WidgetConfig): RowLimit | undefined {
  const [time, , series] = config.columns.map(({ name }) => name);
  switch (config.widget_type) {
    case 'log':
      return { by: 'arrival', rows: config.max_rows ?? LOG_ROWS };
    case 'metric':
    case 'pathway_metric': {
      const rows = config.max_points ?? METRIC_POINTS;
      return { by: 'time', rows, time: time ?? '', ...(series === undefined ? {} : { series }) };
    }
    case 'stat':
    case 'pathway_stat':
    case 'gauge':
      return { by: 'arrival', rows: READINGS };
    case 'table':
    case 'pathway_table':
      return undefined;
  }
}

function sameLimit(a: WidgetConfig, b: WidgetConfig): boolean {
  return JSON.stringify(limitOf(a)) === JSON.stringify(limitOf(b));
}

/** Whether a widget shows the value that came last: its rows are readings. */
export function hasReadings({ widget_type }: WidgetConfig): boolean {
  return widget_type === 'stat' || widget_type === 'pathway_stat' || widget_type === 'gauge';
}

/** The order in which a widget shows its rows if nobody asks for another. */
export function ownOrder(config: WidgetConfig): { readonly sort: readonly SortTerm[]; readonly newestFirst: boolean } {
  const { widget_type, sort_by, sort_desc, newest_first } = config;
  return {
    sort: sort_by === undefined ? [] : [[sort_by, sort_desc ? 'desc' : 'asc']],
    newestFirst: widget_type === 'log' || newest_first === true,
  };
}

/** Whether a widget is shown as the rows of a table, which viewers do not get as a whole beyond a size. */
export function isTable({ widget_type }: WidgetConfig): boolean {
  return widget_type === 'table' || widget_type === 'pathway_table' || widget_type === 'log';
}
