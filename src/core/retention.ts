import { isMissing, toNumeric } from './order.js';
import { SortedList } from './sorted-list.js';
import type { Column, KeyedRow } from './values.js';

/** How many rows a collection keeps, and which. Changing a row does not renew it. */
export type RowLimit =
  /** The newest rows by arrival. */
  | { readonly by: 'arrival'; readonly rows: number }
  /** The rows with the latest times, per series; of equal times the one that came first leaves. */
  | { readonly by: 'time'; readonly rows: number; readonly time: string; readonly series?: string };

interface Kept {
  readonly key: string;
  readonly rank: number | bigint;
  readonly ordinal: number;
}

/** Which rows of a collection must leave for its limit to hold. */
export class Retention {
  readonly #limit: RowLimit;
  readonly #timeAt: number;
  readonly #seriesAt: number;
  readonly #lists = new Map<unknown, SortedList<Kept>>();
  /** Rows that had to leave for others, or were not taken in. */
  trimmed = 0;

  constructor(limit: RowLimit, columns: readonly Column[]) {
    this.#limit = limit;
    const indexOf = (name: string | undefined) => 1 + columns.findIndex((column) => column.name === name);
    this.#timeAt = limit.by === 'time' ? indexOf(limit.time) : 0;
    this.#seriesAt = limit.by === 'time' ? indexOf(limit.series) : 0;
  }

  /** Whether a new row is taken in: not if its series is full of later times. */
  admits(row: KeyedRow): boolean {
    const list = this.#lists.get(this.#seriesOf(row));
    const oldest = list?.first;
    if (list === undefined || oldest === undefined || list.length < this.#limit.rows) return true;
    const isAdmitted = this.#limit.by === 'arrival' || this.#rank(row, 0) >= oldest.rank;
    if (!isAdmitted) this.trimmed++;
    return isAdmitted;
  }

  /** The most rows by which these new ones would let the collection grow. */
  growth(rows: Iterable<KeyedRow>): number {
    const added = new Map<unknown, number>();
    for (const row of rows) added.set(this.#seriesOf(row), (added.get(this.#seriesOf(row)) ?? 0) + 1);
    let growth = 0;
    for (const [series, count] of added) {
      growth += Math.min(count, this.#limit.rows - (this.#lists.get(series)?.length ?? 0));
    }
    return growth;
  }

  /** Takes a row in; returns the key of the row that must leave for it. */
  add(row: KeyedRow, ordinal: number): string | undefined {
    const series = this.#seriesOf(row);
    let list = this.#lists.get(series);
    if (list === undefined) this.#lists.set(series, (list = new SortedList<Kept>({ compare: compareKept })));
    list.add({ key: row[0], rank: this.#rank(row, ordinal), ordinal });
    if (list.length <= this.#limit.rows) return undefined;
    this.trimmed++;
    return list.first?.key;
  }

  remove(row: KeyedRow, ordinal: number): void {
    const series = this.#seriesOf(row);
    const list = this.#lists.get(series);
    list?.remove({ key: row[0], rank: this.#rank(row, ordinal), ordinal });
    if (list?.length === 0) this.#lists.delete(series);
  }

  /** Forgets all rows. */
  clear(): void {
    this.#lists.clear();
  }

  #seriesOf(row: KeyedRow): unknown {
    return this.#seriesAt === 0 ? undefined : row[this.#seriesAt];
  }

  #rank(row: KeyedRow, ordinal: number): number | bigint {
    if (this.#limit.by === 'arrival') return ordinal;
    const time = row[this.#timeAt];
    return isMissing(time, 'datetime') ? Number.NEGATIVE_INFINITY : toNumeric(time);
  }
}

function compareKept(a: Kept, b: Kept): number {
  return a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.ordinal - b.ordinal;
}
