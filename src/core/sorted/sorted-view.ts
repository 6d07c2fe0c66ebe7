import type { Collection, RowChange } from '../collection.js';
import { compileFilter, type FilterTerm } from '../filter.js';
import { compareRows, type SortTerm } from '../order.js';
import { SortedList } from '../sorted-list.js';
import type { KeyedRow } from '../values.js';
import { atOnce } from './sort-rows.js';
import { orderByArrival, orderByColumns, type ViewOrder } from './view-order.js';

export interface ViewOptions {
  /** Default `[]`: unsorted, in order of first appearance. */
  readonly sort?: readonly SortTerm[];
  /** All must hold. Default `[]`: every row. */
  readonly filter?: readonly FilterTerm[];
  /** A row after which none follows, in the order of `sort`: all others are left out. Default: no such row. */
  readonly upTo?: KeyedRow | undefined;
  /** Turns an unsorted view round, newest first: an event log. Default false. */
  readonly newestFirst?: boolean;
  /** Cuts the view last, after filter and sort. Default: no cut. */
  readonly maxRows?: number | undefined;
}

/**
 * The rows of a collection, sorted and filtered. It follows the collection's changes when it is read: however often a
 * row changed since, it is moved once, in O(log n). A row outside the first `maxRows` comes back when others leave.
 */
export class SortedView {
  readonly #collection: Collection;
  readonly #order: ViewOrder<unknown>;
  readonly #matches: (row: KeyedRow) => boolean;
  readonly #maxRows: number;
  /** Whether rows stay where they are when they change. */
  readonly #isStill: boolean;
  /** Rows that are filtered between two yields: a row's texts may be long. */
  readonly #rowsAStep: number;
  readonly #unsubscribe: () => void;
  #list: SortedList<unknown>;
  #isFilled = false;
  /** How often it was started anew: rows that were asked for before are void. */
  #round = 0;
  /** Whether changes are collected: for the list, or for the one that is being made. */
  #isFollowing = false;
  /** The keys that changed since the list was brought up to date, each with the item that the list has of it, if any. */
  readonly #pending = new Map<string, unknown>();

  constructor(collection: Collection, options: ViewOptions = {}) {
    const { sort = [], filter = [], newestFirst = false, maxRows } = options;
    this.#collection = collection;
    this.#maxRows = maxRows ?? Number.POSITIVE_INFINITY;
    this.#matches = testOf(collection, options);
    this.#rowsAStep = filter.length > 0 ? 1 : options.upTo === undefined ? BLOCK : COMPARED;
    this.#isStill = sort.length === 0 && filter.length === 0;
    this.#order = sort.length > 0 ? orderByColumns(collection, sort) : orderByArrival(collection, newestFirst);
    this.#list = new SortedList(this.#order.order);
    this.#unsubscribe = collection.subscribe((changes, reset) => {
      if (reset) this.#startAnew();
      else if (this.#isFollowing) this.#collect(changes);
    });
  }

  /**
   * Whether it has its rows; if not, reading it sorts all of them at once. It loses them when everything in the collection
   * is replaced, or so much that sorting is no slower than following.
   */
  get isFilled(): boolean {
    return this.#isFilled;
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
    const items = this.#followed().slice(offset, Math.min(limit, this.total - offset));
    return items.map((item) => this.#order.rowOf(item));
  }

  /** The place of a row, 0 for the first, also beyond the cut; `undefined` if it is not among those that match. */
  rank(key: string): number | undefined {
    const list = this.#followed();
    const item = this.#order.get(key);
    return item === undefined ? undefined : list.rank(item);
  }

  /**
   * Fills the view with the rows as they are, in steps that take part of a millisecond or one long value: it yields after
   * each, so that whoever runs it can give way. Meanwhile the collection may change.
   */
  *filling(): Generator<void, void> {
    const { rowOf, all, sorting, order } = this.#order;
    const round = this.#startAnew();
    this.#isFollowing = true;
    let steps = 0;
    const items: unknown[] = [];
    for (const item of all()) {
      if (this.#matches(rowOf(item))) items.push(item);
      if (++steps % this.#rowsAStep === 0) yield;
    }
    const list = new SortedList(order);
    let settled: unknown[] = [];
    for (const item of yield* sorting(items)) {
      // A row that changed meanwhile may be here as it was or as it is: it is added when the view is read.
      if (this.#pending.size === 0 || !this.#pending.has(rowOf(item)[0])) settled.push(item);
      if (++steps % BLOCK !== 0) continue;
      list.append(settled);
      settled = [];
      yield;
    }
    list.append(settled);
    if (round !== this.#round) return;
    this.#list = list;
    this.#isFilled = true;
  }

  /** Changes that it has not followed yet. Reading it follows all of them at once. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Follows what has changed until now in such steps as `filling` has: there may be too much for one go. */
  *following(): Generator<void, void> {
    if (!this.#isFilled || this.#isMostChanged) yield* this.filling();
    else yield* this.#moving();
  }

  /** Stops following the collection. */
  close(): void {
    this.#unsubscribe();
    this.#isFilled = true; // What is read from now on is what it had
  }

  #startAnew(): number {
    this.#list = new SortedList(this.#order.order);
    this.#pending.clear();
    this.#isFilled = false;
    this.#isFollowing = false;
    return ++this.#round;
  }

  #collect(changes: readonly RowChange[]): void {
    const pending = this.#pending;
    for (const { before, after, ordinal } of changes) {
      if (this.#isStill && before !== undefined && after !== undefined) continue;
      const [key] = (before ?? after) as KeyedRow;
      if (!pending.has(key)) pending.set(key, before && this.#order.before(before, ordinal));
      // It came and went; a list that is being made may have met it.
      else if (this.#isFilled && after === undefined && pending.get(key) === undefined) pending.delete(key);
    }
    if (this.#isFilled && pending.size > Math.max(FEW, this.#collection.size)) this.#startAnew();
  }

  /** Brings the list up to date. */
  #followed(): SortedList<unknown> {
    if (!this.#isFilled || this.#isMostChanged) atOnce(this.filling());
    if (this.#pending.size > 0) atOnce(this.#moving());
    return this.#list;
  }

  /** Compared with all rows, also where few pass the filter: it would have to look at each of them again. */
  get #isMostChanged(): boolean {
    return this.#pending.size > Math.max(FEW, this.#collection.size / MANY);
  }

  *#moving(): Generator<void, void> {
    const { get, rowOf, order } = this.#order;
    const list = this.#list;
    const round = this.#round;
    let steps = 0;
    // Not those that come meanwhile: they may come faster than they are followed.
    const most = this.#pending.size;
    for (const [key, before] of this.#pending) {
      if (steps === most) return;
      if (++steps % MOVES === 0) yield;
      if (round !== this.#round) return;
      this.#pending.delete(key);
      const now = get(key);
      const after = now !== undefined && this.#matches(rowOf(now)) ? now : undefined;
      if (before !== undefined && after !== undefined && order.compare(before, after) === 0 && list.replace(after))
        continue;
      if (before !== undefined) list.remove(before);
      if (after !== undefined) list.add(after);
    }
  }
}

function testOf({ columns }: Collection, { sort = [], filter = [], upTo }: ViewOptions): (row: KeyedRow) => boolean {
  const matches = filter.length === 0 ? () => true : compileFilter(columns, filter);
  if (upTo === undefined) return matches;
  const compare = compareRows(columns, sort);
  return (row) => compare(row, upTo) <= 0 && matches(row);
}

/** Short steps between two yields. */
const BLOCK = 4_096;
/** Rows that are compared between two yields. */
const COMPARED = 64;
/** Rows that are moved between two yields: a fraction of a millisecond. */
const MOVES = 32;
/** Changes that are never too many to follow one by one. */
const FEW = 500;
/**
 * One in so many rows has to have changed for sorting all to be quicker: moving one took 8.6 and 6.3 times as long as
 * sorting one of 10,000 and of 100,000.
 */
const MANY = 8;
