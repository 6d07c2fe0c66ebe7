import type { ChangeHistory } from './change-history.js';
import { Entry } from './entry.js';
import type { Retention } from './retention.js';
import { type Column, type KeyedRow, sameRow, sameShape, type Value } from './values.js';

/** The part of a commit that concerns one collection. All deletes are applied before all upserts. */
export interface Change {
  readonly up?: readonly KeyedRow[];
  readonly del?: readonly string[];
}

/** One row as it was and as it is; `undefined` where it is not in the collection. */
export interface RowChange {
  readonly before: KeyedRow | undefined;
  readonly after: KeyedRow | undefined;
  /** Order of first appearance of the row that is (or, of a deleted one, was) there. */
  readonly ordinal: number;
}

/** A row as a collection stores it: always the newest, until it is deleted. */
export type StoredRow = Readonly<Pick<Entry, 'row' | 'ordinal'>>;

/** A change for those who do not ask when the row appeared. */
export type RowUpdate = Omit<RowChange, 'ordinal'> & Partial<RowChange>;

/** Called after each change; with `reset` everything was replaced, and `changes` is empty. */
export type CollectionListener = (changes: readonly RowChange[], reset: boolean) => void;

export interface CollectionOptions {
  readonly columns: readonly Column[];
  /** The rows that are kept. Default: every row. */
  readonly retention?: Retention | undefined;
  /** Records what changed at which position. Default: nothing does. */
  readonly history?: ChangeHistory;
}

/**
 * Rows by key, in order of first appearance: the one structure behind every widget, in the relay and in the browser.
 * The relay's also have a history, which knows what changed after any position.
 *
 * ```js
 * const orders = new Collection({columns: [{name: 'region', type: 'string'}, {name: 'total', type: 'number'}]});
 * orders.upsert('eu', 'Europe', 42);
 * ```
 */
export class Collection {
  #columns: readonly Column[];
  readonly retention: Retention | undefined;
  readonly history: ChangeHistory | undefined;
  #rows = new Map<string, Entry>();
  readonly #listeners = new Set<CollectionListener>();
  #position = 0;
  #floor = 0;
  #nextOrdinal = 1;
  #hadRows = false;

  constructor({ columns, retention, history }: CollectionOptions) {
    this.#columns = columns;
    this.retention = retention;
    this.history = history;
  }

  get columns(): readonly Column[] {
    return this.#columns;
  }

  /**
   * Describes the columns anew: their labels, formats and all else by which they are only shown.
   *
   * @returns Whether the rows are rows of these columns; if not, nothing changes.
   */
  describe(columns: readonly Column[]): boolean {
    if (!sameShape(this.#columns, columns)) return false;
    this.#columns = columns;
    return true;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Whether all its rows have gone: it is empty, but had rows since everything was replaced last. */
  get wasEmptied(): boolean {
    return this.#hadRows && this.size === 0;
  }

  /** The position of the last change. */
  get position(): number {
    return this.#position;
  }

  /** The position at which everything was replaced last, or a tombstone was forgotten: changes are known from here on. */
  get floor(): number {
    return Math.max(this.#floor, this.history?.floor ?? 0);
  }

  /** The ordinal of the next row that appears. */
  get nextOrdinal(): number {
    return this.#nextOrdinal;
  }

  get(key: string): KeyedRow | undefined {
    return this.#rows.get(key)?.row;
  }

  /** The row of a key, with its ordinal. */
  stored(key: string): StoredRow | undefined {
    return this.#rows.get(key);
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  /** The rows in order of first appearance. */
  *rows(): Generator<KeyedRow> {
    for (const entry of this.#rows.values()) yield entry.row;
  }

  /** The rows with their ordinals, in order of first appearance. */
  rowsByOrdinal(): Iterable<StoredRow> {
    return this.#rows.values();
  }

  /** The rows in the order of their last changes; those of one commit in order of first appearance. */
  rowsByLastChange(): KeyedRow[] {
    const entries = [...this.#rows.values()].sort((a, b) => a.changedAt - b.changedAt || a.ordinal - b.ordinal);
    return entries.map(({ row }) => row);
  }

  upsert(...row: KeyedRow): void {
    this.apply({ up: [row] });
  }

  delete(key: string): void {
    this.apply({ del: [key] });
  }

  /**
   * Applies one commit at a position (default: the next one) above the last.
   *
   * An upsert that changes nothing is dropped; so is the delete of an unknown key. A key that is deleted and comes
   * again appears anew, at the end.
   *
   * @param now Milliseconds since the epoch, for the age of tombstones.
   * @returns Whether anything changed; if not, the position is still free.
   */
  apply(change: Change, position = this.#position + 1, now = Date.now()): boolean {
    const changes: RowChange[] | undefined = this.#listeners.size > 0 ? [] : undefined;
    let changed = false;
    const { up = [], del = [] } = change;
    for (const key of del) {
      if (!this.#delete(key, position, now, changes)) continue;
      changed = true;
      // Otherwise the key may come again in this very commit.
      if (up.length === 0) this.history?.forget(now, this.#rows.size);
    }
    for (const row of up) if (this.#upsert(row, position, now, changes)) changed = true;
    if (!changed) return false;
    this.#position = position;
    this.history?.forget(now, this.#rows.size);
    if (changes !== undefined) this.#notify(changes, false);
    return true;
  }

  /**
   * Replaces all rows, as one change: a first load.
   *
   * @param options.wasEmptied The rows come from a collection all whose rows have gone.
   */
  replace(rows: Iterable<KeyedRow>, position = this.#position + 1, { wasEmptied = false } = {}): void {
    this.#empty();
    this.#hadRows = wasEmptied;
    for (const row of rows) this.#upsert(row, position, 0, undefined);
    this.#position = position;
    this.#floor = position;
    this.#notify([], true);
  }

  /** Replaces everything by the entries of a history that was kept elsewhere. */
  restore(entries: Iterable<Entry>, position: number, nextOrdinal: number): void {
    this.#empty();
    for (const entry of entries) {
      this.#rows.set(entry.key, entry);
      this.retention?.add(entry.row, entry.ordinal);
    }
    this.#position = position;
    this.#floor = 0;
    this.#nextOrdinal = nextOrdinal;
    this.#hadRows = nextOrdinal > 1;
    this.#notify([], true);
  }

  /** Calls back after each change, until the returned function is called. */
  subscribe(listener: CollectionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #upsert(row: KeyedRow, position: number, now: number, changes: RowChange[] | undefined): boolean {
    const known = this.#rows.get(row[0]);
    if (known !== undefined) {
      if (sameRow(known.row, row)) return false;
      this.retention?.remove(known.row, known.ordinal);
      changes?.push({ before: known.row, after: row, ordinal: known.ordinal });
      if (this.history !== undefined) shareTexts(known.row, row);
      known.row = row;
      known.changedAt = position;
      this.history?.changed(known);
      this.#makeRoom(known, position, now, changes);
      return true;
    }
    if (this.retention?.admits(row) === false) return false;
    const entry = new Entry(row, this.#nextOrdinal++);
    entry.changedAt = position;
    this.#hadRows = true;
    this.#rows.set(entry.key, entry);
    this.history?.added(entry);
    changes?.push({ before: undefined, after: row, ordinal: entry.ordinal });
    this.#makeRoom(entry, position, now, changes);
    return true;
  }

  /** Counts a row against the limit; another may have to leave for it. */
  #makeRoom({ row, ordinal }: Entry, position: number, now: number, changes: RowChange[] | undefined): void {
    const leaving = this.retention?.add(row, ordinal);
    if (leaving === undefined) return;
    this.#delete(leaving, position, now, changes);
    // Now, for one commit may trim millions.
    this.history?.forget(now, this.#rows.size);
  }

  #delete(key: string, position: number, now: number, changes: RowChange[] | undefined): boolean {
    const entry = this.#rows.get(key);
    if (entry === undefined) return false;
    this.#rows.delete(key);
    this.retention?.remove(entry.row, entry.ordinal);
    changes?.push({ before: entry.row, after: undefined, ordinal: entry.ordinal });
    this.history?.deleted(entry, position, now);
    return true;
  }

  #empty(): void {
    this.retention?.clear();
    // A new map: a walk over the rows, a few at a time, goes on with the old one.
    this.#rows = new Map();
    this.history?.clear();
  }

  #notify(changes: readonly RowChange[], reset: boolean): void {
    for (const listener of this.#listeners) listener(changes, reset);
  }
}

/**
 * Gives a row the texts that are the same in the row before it, its key among them, which stays in the map. A relay would
 * otherwise have the key of each row twice, and V8 would collect the former texts of each change.
 */
function shareTexts(before: KeyedRow, row: KeyedRow): void {
  const values = row as [string, ...Value[]];
  for (let i = 0; i < values.length; i++) {
    const value = before[i] as Value;
    if (typeof value === 'string' && values[i] === value) values[i] = value;
  }
}
