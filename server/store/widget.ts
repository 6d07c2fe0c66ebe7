import type { WidgetConfig } from '../../src/core/messages.js';
import { Retention, type RowLimit } from '../../src/core/retention.js';
import { type TracedCollection, tracedCollection } from '../../src/core/traced-collection.js';
import type { Column } from '../../src/core/values.js';

/** One widget as the relay has it. */
export interface Widget {
  readonly id: string;
  /** As declared; with `error` if it broke a rule. */
  config: WidgetConfig;
  collection: TracedCollection;
  /** The run that declared it last. */
  run: string;
  /** It holds rows of a former run, which go with this run's first commit. */
  inherited: boolean;
  /** Position of the last delete by the producer: what was not merely trimmed. */
  retracted: number;
  /** Rows that its limit made leave for others, or did not let in. */
  trimmed: number;
}

/** @param position What a viewer has of an earlier collection of this widget up to here is worth nothing. */
export function newCollection(config: WidgetConfig, position: number): TracedCollection {
  const { columns } = config;
  const limit = limitOf(config);
  const collection = tracedCollection({ columns, retention: limit && new Retention(limit, columns) });
  collection.replace([], position);
  return collection;
}

/** How many rows a widget keeps, and which. */
export function limitOf(config: WidgetConfig): RowLimit | undefined {
  const [time, , series] = config.columns.map(({ name }) => name);
  switch (config.widget_type) {
    case 'log':
      return { by: 'arrival', rows: config.max_rows ?? 1000 };
    case 'metric':
    case 'pathway_metric': {
      const rows = config.max_points ?? 10_000;
      return { by: 'time', rows, time: time ?? '', ...(series === undefined ? {} : { series }) };
    }
    case 'stat':
    case 'pathway_stat':
    case 'gauge':
      return { by: 'time', rows: 900, time: time ?? '' };
    case 'table':
    case 'pathway_table':
      return undefined;
  }
}

/** Whether rows of the one can be kept as rows of the other. */
export function sameShape(a: readonly Column[], b: readonly Column[]): boolean {
  const shape = (columns: readonly Column[]) => JSON.stringify(columns.map((c) => [c.name, c.type, c.zone, c.unit]));
  return shape(a) === shape(b);
}

export function sameLimit(a: WidgetConfig, b: WidgetConfig): boolean {
  return JSON.stringify(limitOf(a)) === JSON.stringify(limitOf(b));
}

/** Whether a widget is shown as rows of a table, which only windows can show beyond a size. */
export function isTable({ widget_type }: WidgetConfig): boolean {
  return widget_type === 'table' || widget_type === 'pathway_table' || widget_type === 'log';
}
