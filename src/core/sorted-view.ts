import type { Collection, RowChange } from './collection.js';
import { compileFilter, type FilterTerm } from './filter.js';
import { compareRows, type SortTerm } from './order.js';
import { SortedList } from './sorted-list.js';
import type { KeyedRow } from './values.js';

export interface ViewOptions {
  /** Default `[]`: unsorted, in order of first appearance. */
  readonly sort?: readonly SortTerm[];
  /** All must hold. Default `[]`: every row. */
  readonly filter?: readonly FilterTerm[];
  /** Of an unsorted view, newest first: an event log. Default false. */
  readonly newestFirst?: boolean;
  /** Cuts the view last, after filter and sort. Default: no cut. */
  readonly maxRows?: number | undefined;
}

interface Placed {
  readonly row: KeyedRow;
  readonly place: number;
}

/**
 * A sorted, filtered look at a collection that follows its changes row by row. It does so when it is looked at: a row
 * that changed many times since is moved once. A row outside the first `maxRows` comes back when others leave.
 */
export class SortedView {
  readonly #collection: Collection;
  readonly #compare: (a: Placed, b: Placed) => number;
  readonly #matches: (row: KeyedRow) => boolean;
  readonly #maxRows: number;
  readonly #unsubscribe: () => void;
  #list: SortedList<Placed>;
  /** By place: a row as the list still has it, and as it is now. */
  readonly #behind = new Map<number, Lag>();
  #isRenewed = false;

  constructor(collection: Collection, { sort = [], filter = [], newestFirst = false, maxRows }: ViewOptions = {}) {
    this.#collection = collection;
    this.#maxRows = maxRows ?? Number.POSITIVE_INFINITY;
    this.#matches = compileFilter(collection.columns, filter);
    const byRow = compareRows(collection.columns, sort);
    this.#compare =
      sort.length > 0
        ? (a, b) => byRow(a.row, b.row)
        : newestFirst
          ? (a, b) => b.place - a.place
          : (a, b) => a.place - b.place;
    this.#list = this.#all();
    this.#unsubscribe = collection.subscribe((changes, reset) => {
      if (reset) this.#isRenewed = true;
      else if (!this.#isRenewed) this.#note(changes);
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
    const list = this.#followed();
    return list.slice(offset, Math.min(limit, this.total - offset)).map(({ row }) => row);
  }

  /** Stops following the collection. */
  close(): void {
    this.#unsubscribe();
  }

  #all(): SortedList<Placed> {
    const placed = [...this.#collection.placedRows()].filter(({ row }) => this.#matches(row));
    return new SortedList(this.#compare, placed);
  }

  #note(changes: readonly RowChange[]): void {
    for (const { before, after, place } of changes) {
      const lag = this.#behind.get(place);
      if (lag === undefined) this.#behind.set(place, { before, after });
      else if (lag.before === undefined && after === undefined) this.#behind.delete(place);
      else lag.after = after;
    }
    if (this.#behind.size > this.#list.length / 2) this.#isRenewed = true; // Then sorting anew is faster
    if (this.#isRenewed) this.#behind.clear();
  }

  /** The list as the collection is now. */
  #followed(): SortedList<Placed> {
    if (this.#isRenewed) {
      this.#isRenewed = false;
      this.#behind.clear();
      this.#list = this.#all();
    }
    for (const [place, { before, after }] of this.#behind) {
      if (before !== undefined && this.#matches(before)) this.#list.remove({ row: before, place });
      if (after !== undefined && this.#matches(after)) this.#list.add({ row: after, place });
    }
    this.#behind.clear();
    return this.#list;
  }
}

interface Lag {
  readonly before: KeyedRow | undefined;
  after: KeyedRow | undefined;
}
