import type { RowUpdate } from './collection.js';
import { toNumeric } from './order.js';
import type { KeyedRow, Value } from './values.js';

/** Points kept for one cell, at most one a second. */
const MAX_POINTS = 60;
const SECOND = 1_000;
/** Cells that are remembered: those that changed last. */
const MAX_CELLS = 50_000;

interface Recent {
  readonly values: number[];
  second: number;
}

/** The recent values of one column, by key, for its sparklines: of so many cells, so many points. */
export class CellHistory {
  readonly #at: number;
  /** In the order of their last changes, by seconds. */
  readonly #cells = new Map<string, Recent>();

  /** @param at The index of the column in a row. */
  constructor(at: number) {
    this.#at = at;
  }

  /** The newest value is last, NaN where there is no number; a row that has not changed yet has none. */
  values(key: string): readonly number[] {
    return this.#cells.get(key)?.values ?? [];
  }

  record(changes: readonly RowUpdate[], now: number): void {
    const second = Math.floor(now / SECOND);
    for (const { before, after } of changes) {
      if (after === undefined) this.#cells.delete(before?.[0] ?? '');
      else if (before === undefined || before[this.#at] !== after[this.#at]) this.#record(before, after, second);
    }
  }

  /** Takes values that were recorded elsewhere, oldest first. */
  fill(key: string, values: readonly Value[]): void {
    this.#cells.delete(key);
    const numbers = values.slice(-MAX_POINTS).map((value) => Number(toNumeric(value)));
    this.#keep(key, { values: numbers, second: Number.NEGATIVE_INFINITY });
  }

  clear(): void {
    this.#cells.clear();
  }

  #record(before: KeyedRow | undefined, after: KeyedRow, second: number): void {
    const value = Number(toNumeric(after[this.#at]));
    const recent = this.#cells.get(after[0]);
    if (recent?.second === second) {
      recent.values[recent.values.length - 1] = value;
      return;
    }
    this.#cells.delete(after[0]);
    this.#keep(after[0], { values: this.#extended(recent?.values, before, value), second });
  }

  #keep(key: string, recent: Recent): void {
    this.#cells.set(key, recent);
    if (this.#cells.size > MAX_CELLS) this.#cells.delete(this.#cells.keys().next().value ?? '');
  }

  #extended(values: number[] | undefined, before: KeyedRow | undefined, value: number): number[] {
    if (values !== undefined) {
      if (values.push(value) > MAX_POINTS) values.shift();
      return values;
    }
    const first = Number(toNumeric(before?.[this.#at]));
    return Number.isFinite(first) ? [first, value] : [value];
  }
}
