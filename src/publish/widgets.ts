import { checkColumns } from '../core/checks/column-checks.js';
import { type Fields, ProtocolError } from '../core/checks/rules.js';
import { checkTable } from '../core/checks/table-checks.js';
import type { WidgetConfig } from '../core/messages.js';
import type { Column } from '../core/values.js';

/** A table or log is declared with its columns; those of a stat, gauge or metric are known. */
export type WidgetDeclaration = Omit<
  WidgetConfig,
  'widget_type' | 'columns' | 'rows' | 'mode' | 'trimmed' | 'error'
> & {
  readonly widget_type: 'table' | 'log' | 'stat' | 'gauge' | 'metric';
  readonly columns?: readonly Column[];
  /** Gives a metric several lines, each with its name. */
  readonly series?: boolean;
};

/** Completes the widgets with the columns that a declaration may leave out. @throws TypeError for what the relay refuses */
export function completed(declared: Readonly<Record<string, WidgetDeclaration>>): Record<string, WidgetConfig> {
  const widgets = Object.entries(declared).map(([id, { series, columns, ...widget }]) => {
    if (columns !== undefined) return [id, checked(id, { ...widget, columns })] as const;
    if (widget.widget_type === 'table' || widget.widget_type === 'log') {
      const example = 'columns: [{ name: "total", type: "number" }]';
      throw new TypeError(`widget "${id}" is a ${widget.widget_type}, which needs its columns: ${example}`);
    }
    return [id, { ...widget, columns: series ? [TIME, VALUE, SERIES] : [TIME, VALUE] }] as const;
  });
  return Object.fromEntries(widgets);
}

function checked(id: string, widget: WidgetConfig): WidgetConfig {
  try {
    checkTable(widget as unknown as Fields, checkColumns(widget.columns));
    return widget;
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new TypeError(`widget "${id}": ${error.message}`);
  }
}

/** The rows of a widget without keys that are worth keeping: as many as the relay keeps, in each series of a metric. */
export function mostKept({ widget_type, max_rows = 1000, max_points = 10_000 }: WidgetConfig): number {
  return widget_type === 'log' ? max_rows : widget_type === 'metric' ? max_points : 900;
}

const TIME: Column = { name: 'time', type: 'datetime', zone: 'UTC' };
const VALUE: Column = { name: 'value', type: 'number' };
const SERIES: Column = { name: 'series', type: 'string' };
