import type { Collection, RowChange } from './collection.js';
import { compileFilter, type FilterTerm } from './filter.js';
import { mergeSorted } from './merge-sorted.js';
import { compareRows, type SortTerm } from './order.js';
import type { KeyedRow } from './values.js';

export interface ViewOptions {
  /** Default `[]`: unsorted, in order of first appearance. */
  readonly sort?: readonly SortTerm[];
  /** All must hold. Default `[]`: every row. */
  readonly filter?: readonly FilterTerm[];
  /** Turns an unsorted view round, newest first: an event log. Default false. */
  readonly newestFirst?: boolean;
  /** Cuts the view last, after filter and sort. Default: no cut. */
  readonly maxRows?: number | undefined;
}

interface Ranked {
  readonly row: KeyedRow;
  readonly ordinal: number;
}

/**
 * The rows of a collection, sorted and filtered. It follows the collection's changes when it is read: however often a
 * row changed since, it is moved once. A row outside the first `maxRows` comes back when others leave.
 */
export class SortedView {
  readonly #collection: Collection;
  readonly #compare: (a: Ranked, b: Ranked) => number;
  readonly #matches: (row: KeyedRow) => boolean;
  readonly #maxRows: number;
  /** Whether rows stay where they are when they change. */
  readonly #isStill: boolean;
  readonly #unsubscribe: () => void;
  #list: readonly Ranked[];
  /** Changes that are not yet in the list, by ordinal: the row as the list has it and as it is now, if it is there. */
  readonly #pending = new Map<number, { before: KeyedRow | undefined; after: KeyedRow | undefined }>();
  #isRenewed = false;

  constructor(collection: Collection, { sort = [], filter = [], newestFirst = false, maxRows }: ViewOptions = {}) {
    this.#collection = collection;
    this.#maxRows = maxRows ?? Number.POSITIVE_INFINITY;
    this.#matches = compileFilter(collection.columns, filter);
    this.#isStill = sort.length === 0 && filter.length === 0;
    const byRow = compareRows(collection.columns, sort);
    this.#compare =
      sort.length > 0
        ? (a, b) => byRow(a.row, b.row)
        : newestFirst
          ? (a, b) => b.ordinal - a.ordinal
          : (a, b) => a.ordinal - b.ordinal;
    this.#list = this.#all();
    this.#unsubscribe = collection.subscribe((changes, reset) => {
      if (reset) this.#isRenewed = true;
      else if (!this.#isRenewed) this.#collect(changes);
    });
  }

  /** Rows that pass the filter. */
  get matching(): number {
    return this.#followed().length;
  }

  /** Rows that pass the filter and the cut. */
  get total(): number {
    return Math.min(this.matching, this.#maxRows);
  }

  /** The rows of `[offset, offset + limit)`. */
  window(offset: number, limit: number): KeyedRow[] {
    const ranked = this.#followed().slice(offset, Math.min(offset + limit, this.total));
    // A change that did not move its row was not collected.
    return ranked.map(({ row }) => this.#collection.get(row[0]) ?? row);
  }

  /** Stops following the collection. */
  close(): void {
    this.#unsubscribe();
  }

  #all(): Ranked[] {
    return this.#sorted([...this.#collection.rowsByOrdinal()]);
  }

  #sorted(rows: readonly Ranked[]): Ranked[] {
    return rows.filter(({ row }) => this.#matches(row)).sort(this.#compare);
  }

  #collect(changes: readonly RowChange[]): void {
    for (const { before, after, ordinal } of changes) {
      if (this.#isStill && before !== undefined && after !== undefined) continue;
      const pending = this.#pending.get(ordinal);
      if (pending === undefined) this.#pending.set(ordinal, { before, after });
      else pending.after = after;
    }
    if (this.#pending.size <= this.#list.length) return;
    this.#isRenewed = true; // With so many changes, sorting everything again is no slower
    this.#pending.clear();
  }

  /** Brings the list up to date. */
  #followed(): readonly Ranked[] {
    if (this.#isRenewed) this.#list = this.#all();
    else if (this.#pending.size > 0) this.#list = this.#merged();
    this.#isRenewed = false;
    this.#pending.clear();
    return this.#list;
  }

  #merged(): Ranked[] {
    const leaving: Ranked[] = [];
    const arriving: Ranked[] = [];
    for (const [ordinal, { before, after }] of this.#pending) {
      if (before !== undefined && this.#matches(before)) leaving.push({ row: before, ordinal });
      if (after !== undefined && this.#matches(after)) arriving.push({ row: after, ordinal });
    }
    return mergeSorted(this.#list, leaving, arriving, this.#compare);
  }
}
