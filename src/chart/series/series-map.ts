import type { Collection, RowChange } from '../../core/collection.js';
import { toNumeric } from '../../core/order.js';
import { type Column, isTime, type KeyedRow, type Value } from '../../core/values.js';
import { Series } from './series.js';

/** The names of a collection's columns that make a line; `series` distinguishes several lines. */
export interface SeriesColumns {
  readonly time: string;
  readonly value: string;
  readonly series?: string;
}

/**
 * The lines of a collection by the name of their series, updated by its changes. Without a series column there is one line,
 * named `''`. A row without a time is no point; a value that is no number is a gap.
 */
export class SeriesMap implements Iterable<[name: string, series: Series]> {
  readonly #read: (row: KeyedRow) => Point;
  readonly #series = new Map<string, Series>();

  constructor(columns: readonly Column[], { time, value, series }: SeriesColumns) {
    const numberAt = (name: string) => {
      const index = columns.findIndex((column) => column.name === name);
      const column = columns[index];
      return (row: KeyedRow) => (column === undefined ? Number.NaN : plotted(row[index + 1], column));
    };
    const timeOf = numberAt(time);
    const numberOf = numberAt(value);
    const seriesAt = series === undefined ? 0 : columns.findIndex(({ name }) => name === series) + 1;
    const seriesOf = (row: KeyedRow) => (seriesAt === 0 ? '' : nameOf(row[seriesAt]));
    this.#read = (row) => ({ name: seriesOf(row), time: timeOf(row), value: numberOf(row) });
  }

  /** The lines that have points, in the order in which their names appeared. */
  [Symbol.iterator](): Iterator<[name: string, series: Series]> {
    return this.#series.entries();
  }

  get(name: string): Series | undefined {
    return this.#series.get(name);
  }

  /** Takes all rows of a collection in place of those it has. */
  load(collection: Collection): void {
    this.#series.clear();
    for (const { row, ordinal } of collection.rowsByOrdinal()) this.#set(this.#read(row), ordinal);
  }

  follow(changes: readonly RowChange[]): void {
    for (const { before, after, ordinal } of changes) {
      const was = before && this.#read(before);
      const is = after && this.#read(after);
      if (was && !(is && is.time === was.time && is.name === was.name)) this.#remove(was, ordinal);
      if (is) this.#set(is, ordinal);
    }
  }

  #set({ name, time, value }: Point, ordinal: number): void {
    if (Number.isNaN(time)) return;
    let series = this.#series.get(name);
    if (series === undefined) this.#series.set(name, (series = new Series()));
    series.set(time, ordinal, value);
  }

  #remove({ name, time }: Point, ordinal: number): void {
    const series = this.#series.get(name);
    series?.remove(time, ordinal);
    if (series?.length === 0) this.#series.delete(name);
  }
}

interface Point {
  readonly name: string;
  readonly time: number;
  readonly value: number;
}

/** Converts a value to a position on an axis: milliseconds for times, NaN for anything that is no number. */
export function plotted(value: Value | undefined, column: Column): number {
  const numeric = toNumeric(typeof value === 'boolean' ? null : value);
  return isTime(column.type) && column.unit === 'ns' ? Number(numeric) / 1e6 : Number(numeric);
}

function nameOf(value: Value | undefined): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
