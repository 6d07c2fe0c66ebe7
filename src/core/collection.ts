import type { Retention } from './retention.js';
import { type Column, type KeyedRow, sameRow } from './values.js';

/** What a commit does to one collection. All deletes are applied before all upserts. */
export interface Change {
  readonly up?: readonly KeyedRow[];
  readonly del?: readonly string[];
}

/** One row as it was and as it is; `undefined` where it is not in the collection. */
export interface RowChange {
  readonly before: KeyedRow | undefined;
  readonly after: KeyedRow | undefined;
  /** Order of first appearance of the row that is (or, of a deleted one, was) there. */
  readonly place: number;
}

/** Called after each change; `reset` says that everything was replaced (then `changes` is empty). */
export type CollectionListener = (changes: readonly RowChange[], reset: boolean) => void;

export interface CollectionOptions {
  readonly columns: readonly Column[];
  /** How many rows are kept, and which. Default: every row. */
  readonly retention?: Retention | undefined;
}

/**
 * Rows by key, and what has changed since any position: the one structure behind every widget, in the relay and in the
 * browser.
 *
 *     rows     key → entry, in order of first appearance
 *     living   oldest change ⇄ … ⇄ newest change      a change moves its entry to the end
 *     graves   oldest delete ⇄ … ⇄ newest delete      tombstones, until they are too many or too old
 *
 * "What changed after position P" is a walk from the end of both lists: live updates, slow viewers and resumes are
 * that one operation, and P = 0 is the whole collection.
 *
 * ```js
 * const orders = new Collection({columns: [{name: 'region', type: 'string'}, {name: 'total', type: 'number'}]});
 * orders.upsert('eu', 'Europe', 42);
 * ```
 */
export class Collection {
  readonly columns: readonly Column[];
  readonly retention: Retention | undefined;
  readonly #rows = new Map<string, Entry>();
  readonly #tombstones = new Map<string, Entry>();
  readonly #living = new Chain();
  readonly #graves = new Chain();
  readonly #listeners = new Set<CollectionListener>();
  #position = 0;
  #floor = 0;
  #nextPlace = 1;

  constructor({ columns, retention }: CollectionOptions) {
    this.columns = columns;
    this.retention = retention;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** The position of the last change. */
  get position(): number {
    return this.#position;
  }

  /** The highest position of a forgotten tombstone: what changed since can only be told from here on. */
  get floor(): number {
    return this.#floor;
  }

  get(key: string): KeyedRow | undefined {
    return this.#rows.get(key)?.row;
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  /** The rows in order of first appearance. */
  *rows(): Generator<KeyedRow> {
    for (const entry of this.#rows.values()) yield entry.row;
  }

  /** The rows with their places, in order of first appearance. */
  *placedRows(): Generator<{ row: KeyedRow; place: number }> {
    for (const { row, place } of this.#rows.values()) yield { row, place };
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
    for (const key of change.del ?? []) if (this.#delete(key, position, now, changes)) changed = true;
    for (const row of change.up ?? []) if (this.#upsert(row, position, now, changes)) changed = true;
    if (!changed) return false;
    this.#position = position;
    this.#forget(now);
    if (changes !== undefined) this.#tell(changes, false);
    return true;
  }

  /** Replaces all rows, as one change: a first load. */
  replace(rows: Iterable<KeyedRow>, position = this.#position + 1): void {
    this.#empty();
    for (const row of rows) this.#upsert(row, position, 0, undefined);
    this.#position = position;
    this.#floor = position;
    this.#tell([], true);
  }

  /**
   * Every key changed after a position, at its newest value: `up` in order of first appearance; `del` with the keys
   * that went, those that went and came back too. Right only if `position` is 0 or not below the floor.
   */
  changedSince(position: number): { up: KeyedRow[]; del: string[] } {
    if (position <= 0) return { up: [...this.rows()], del: [] };
    const up: Entry[] = [];
    const del: string[] = [];
    for (let entry = this.#graves.last; entry && entry.gone > position; entry = entry.previous) del.push(entry.key);
    for (let entry = this.#living.last; entry && entry.changed > position; entry = entry.previous) {
      if (entry.gone > position) del.push(entry.key);
      up.push(entry);
    }
    up.sort((a, b) => a.place - b.place);
    return { up: up.map((entry) => entry.row), del };
  }

  /** Everything needed to continue elsewhere, as plain JSON: rows, positions, places, tombstones and floor. */
  save(): SavedCollection {
    return {
      rows: [...this.#rows.values()].map(({ row, changed, place, gone }) => [row, changed, place, gone]),
      tombstones: [...this.#graves].map(({ key, gone, buried }) => [key, gone, buried]),
      position: this.#position,
      floor: this.#floor,
      nextPlace: this.#nextPlace,
    };
  }

  /** Takes what `save` gave, in place of everything here. */
  restore(saved: SavedCollection): void {
    this.#empty();
    for (const [row, changed, place, gone] of saved.rows) {
      this.#rows.set(row[0], new Entry(row, changed, place, gone));
      this.retention?.add(row, place);
    }
    for (const entry of [...this.#rows.values()].sort((a, b) => a.changed - b.changed)) this.#living.append(entry);
    for (const [key, gone, buried] of saved.tombstones) this.#bury(new Entry([key], 0, 0, gone), buried);
    this.#position = saved.position;
    this.#floor = saved.floor;
    this.#nextPlace = saved.nextPlace;
    this.#tell([], true);
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
      this.retention?.remove(known.row, known.place);
      changes?.push({ before: known.row, after: row, place: known.place });
      known.row = row;
      known.changed = position;
      this.#living.remove(known);
      this.#living.append(known);
      this.#makeRoom(known, position, now, changes);
      return true;
    }
    if (this.retention?.admits(row) === false) return false;
    const tombstone = this.#tombstones.get(row[0]);
    if (tombstone !== undefined) this.#unbury(tombstone);
    const entry = new Entry(row, position, this.#nextPlace++, tombstone?.gone ?? 0);
    this.#rows.set(entry.key, entry);
    this.#living.append(entry);
    changes?.push({ before: undefined, after: row, place: entry.place });
    this.#makeRoom(entry, position, now, changes);
    return true;
  }

  /** Counts a row against the limit; another may have to leave for it. */
  #makeRoom({ row, place }: Entry, position: number, now: number, changes: RowChange[] | undefined): void {
    const leaving = this.retention?.add(row, place);
    if (leaving !== undefined) this.#delete(leaving, position, now, changes);
  }

  #delete(key: string, position: number, now: number, changes: RowChange[] | undefined): boolean {
    const entry = this.#rows.get(key);
    if (entry === undefined) return false;
    this.#rows.delete(key);
    this.#living.remove(entry);
    this.retention?.remove(entry.row, entry.place);
    changes?.push({ before: entry.row, after: undefined, place: entry.place });
    entry.gone = position;
    entry.row = [key];
    this.#bury(entry, now);
    return true;
  }

  #bury(entry: Entry, now: number): void {
    entry.buried = now;
    this.#tombstones.set(entry.key, entry);
    this.#graves.append(entry);
  }

  #unbury(entry: Entry): void {
    this.#tombstones.delete(entry.key);
    this.#graves.remove(entry);
  }

  #forget(now: number): void {
    const most = Math.max(MOST_TOMBSTONES, this.#rows.size / 4);
    for (let oldest = this.#graves.first; oldest; oldest = this.#graves.first) {
      if (this.#tombstones.size <= most && now - oldest.buried <= TOMBSTONE_AGE) return;
      this.#floor = oldest.gone;
      this.#unbury(oldest);
    }
  }

  #empty(): void {
    for (const entry of this.#rows.values()) this.retention?.remove(entry.row, entry.place);
    this.#rows.clear();
    this.#tombstones.clear();
    this.#living.clear();
    this.#graves.clear();
  }

  #tell(changes: readonly RowChange[], reset: boolean): void {
    for (const listener of this.#listeners) listener(changes, reset);
  }
}

export interface SavedCollection {
  /** Row, position of its last change, place, position of its last delete (0: never). */
  readonly rows: readonly (readonly [row: KeyedRow, changed: number, place: number, gone: number])[];
  /** Key, position of the delete, its time in milliseconds. */
  readonly tombstones: readonly (readonly [key: string, gone: number, buried: number])[];
  readonly position: number;
  readonly floor: number;
  readonly nextPlace: number;
}

const MOST_TOMBSTONES = 10_000;
const TOMBSTONE_AGE = 600_000;

/** A row, or what is left of one. */
class Entry {
  previous: Entry | undefined;
  next: Entry | undefined;
  buried = 0;

  constructor(
    public row: KeyedRow,
    public changed: number,
    readonly place: number,
    public gone: number,
  ) {}

  get key(): string {
    return this.row[0];
  }
}

/** A doubly linked list that an entry can leave without a search. */
class Chain {
  first: Entry | undefined;
  last: Entry | undefined;

  append(entry: Entry): void {
    entry.previous = this.last;
    entry.next = undefined;
    if (this.last) this.last.next = entry;
    else this.first = entry;
    this.last = entry;
  }

  remove(entry: Entry): void {
    if (entry.previous) entry.previous.next = entry.next;
    else this.first = entry.next;
    if (entry.next) entry.next.previous = entry.previous;
    else this.last = entry.previous;
  }

  clear(): void {
    this.first = undefined;
    this.last = undefined;
  }

  *[Symbol.iterator](): Generator<Entry> {
    for (let entry = this.first; entry; entry = entry.next) yield entry;
  }
}
