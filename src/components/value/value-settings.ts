import { memoize } from '../../chart/axes/memoize.js';
import type { WidgetConfig } from '../../core/messages.js';
import type { Column } from '../../core/values.js';
import { ascending, parseThresholds, type Thresholds } from '../../text/thresholds.js';

/** The attributes of stat, metric and gauge that win over the widget's config. */
export interface ValueAttributes {
  readonly unit: string | undefined;
  readonly format: string | undefined;
  readonly thresholds: string | undefined;
}

/** The settings by which a value is shown. */
export interface ValueSettings {
  readonly unit: string;
  readonly format: string | undefined;
  readonly thresholds: Thresholds;
  /** The column of the value, with the format that holds. */
  readonly column: Column;
  /** The index of the value in a row. */
  readonly at: number;
  /** The mistake in the attributes or the columns: rule, value and fix. */
  readonly mistake: string | undefined;
}

/** Reads the settings of an element, and anew only when what they are read from has changed. */
export class ValueReader {
  readonly #settingsOf = memoize(settingsOf);

  read(
    { unit, format, thresholds }: ValueAttributes,
    config: WidgetConfig | undefined,
    columns: readonly Column[] | undefined,
  ): ValueSettings {
    return this.#settingsOf(unit, format, thresholds, config, columns);
  }
}

function settingsOf(
  unit: string | undefined,
  format: string | undefined,
  thresholds: string | undefined,
  config: WidgetConfig | undefined,
  columns: readonly Column[] | undefined,
): ValueSettings {
  const at = columns?.findIndex(({ name }) => name === COLUMNS.value) ?? -1;
  const column = columns?.[at] ?? { name: COLUMNS.value, type: 'number' };
  const ownFormat = format ?? config?.format ?? column.format;
  const limits = () => (thresholds === undefined ? ascending(config?.thresholds ?? []) : parseThresholds(thresholds));
  const mistake = mistakeIn(() => requireColumns(columns)) ?? mistakeIn(limits);
  return {
    unit: unit ?? config?.unit ?? '',
    format: ownFormat,
    thresholds: mistake === undefined ? limits() : [],
    column: ownFormat === undefined ? column : { ...column, format: ownFormat },
    at: at + 1,
    mistake,
  };
}

/** The columns that every collection of values has. */
export const COLUMNS = { time: 'time', value: 'value' } as const;

/** Gives the message of the error that a check throws; `undefined` if it passes. */
export function mistakeIn(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function requireColumns(columns: readonly Column[] | undefined): void {
  if (columns === undefined) return;
  for (const name of Object.values(COLUMNS)) {
    if (columns.some((column) => column.name === name)) continue;
    throw new Error(`Column "${name}" is not in this collection; it has: ${columns.map((one) => one.name).join(', ')}`);
  }
}
