import type { WidgetConfig } from '../core/messages.js';
import type { Column } from '../core/values.js';
import { ascending, parseThresholds, type Thresholds } from './thresholds.js';

/** What stat, metric and gauge can be told in attributes; what they are not told is in the widget's config. */
export interface ValueAttributes {
  readonly unit: string | undefined;
  readonly format: string | undefined;
  readonly thresholds: string | undefined;
}

/** How a value is shown. */
export interface ValueSettings {
  readonly unit: string;
  readonly format: string | undefined;
  readonly thresholds: Thresholds;
}

/** @throws With a sentence about the attribute that is wrong. */
export function settingsOf(attributes: ValueAttributes, config: WidgetConfig | undefined): ValueSettings {
  const { unit, format, thresholds } = attributes;
  return {
    unit: unit ?? config?.unit ?? '',
    format: format ?? config?.format,
    thresholds: thresholds === undefined ? ascending(config?.thresholds ?? []) : parseThresholds(thresholds),
  };
}

/** A column by its name, with the format that the settings say. */
export function valueColumn(columns: readonly Column[] | undefined, { format }: ValueSettings): Column {
  const column = columns?.find(({ name }) => name === 'value') ?? { name: 'value', type: 'number' };
  return format === undefined ? column : { ...column, format };
}

/** @throws If one of the columns that an element draws is not there; the sentence names those that are. */
export function requireColumns(columns: readonly Column[] | undefined, names: readonly string[]): void {
  if (columns === undefined) return;
  for (const name of names) {
    if (columns.some((column) => column.name === name)) continue;
    throw new Error(`Column "${name}" is not in this collection; it has: ${columns.map((one) => one.name).join(', ')}`);
  }
}

/** The sentence of the error that a check throws; `undefined` if it passes. */
export function mistakeIn(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
