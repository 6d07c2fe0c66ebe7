import { plotted } from '../../chart/series/series-map.js';
import type { Collection, RowChange } from '../../core/collection.js';
import type { KeyedRow } from '../../core/values.js';

/** The row with the latest time; of several with that time the one that appeared last. */
export class NewestRow {
  #collection: Collection | undefined;
  #row: KeyedRow | undefined;
  #time = Number.NaN;
  #ordinal = 0;

  get row(): KeyedRow | undefined {
    return this.#row;
  }

  /** Milliseconds; NaN without a row. */
  get time(): number {
    return this.#time;
  }

  /** Reads all rows of a collection. */
  load(collection: Collection): void {
    this.#collection = collection;
    this.#row = undefined;
    this.#time = Number.NaN;
    for (const { row, ordinal } of collection.rowsByOrdinal()) this.#consider(row, ordinal);
  }

  follow(changes: readonly RowChange[]): void {
    for (const { before, after, ordinal } of changes) {
      const isGone = before === this.#row && !(after !== undefined && this.#timeOf(after) >= this.#time);
      if (isGone && this.#collection !== undefined) {
        this.load(this.#collection); // all changes are in it already
        return;
      }
      if (after !== undefined) this.#consider(after, ordinal);
    }
  }

  #consider(row: KeyedRow, ordinal: number): void {
    const time = this.#timeOf(row);
    if (time < this.#time || (time === this.#time && ordinal < this.#ordinal) || Number.isNaN(time)) return;
    this.#row = row;
    this.#time = time;
    this.#ordinal = ordinal;
  }

  #timeOf(row: KeyedRow): number {
    const columns = this.#collection?.columns ?? [];
    const index = columns.findIndex(({ name }) => name === 'time');
    const column = columns[index];
    return column === undefined ? Number.NaN : plotted(row[index + 1], column);
  }
}
