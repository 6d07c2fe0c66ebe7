import { type Entry, Tombstone } from './entry.js';
import type { KeyedRow } from './values.js';

/**
 * Knows what changed in a collection since any position. Only the relay's collections have one; viewers pass nothing on.
 *
 *     rows         oldest change ⇄ … ⇄ newest change      a change moves its entry to the end
 *     tombstones   oldest delete ⇄ … ⇄ newest delete      until they are too many or too old
 *
 * "Everything after position P" is a walk from the end of both lists: live updates, slow viewers and resumes are that
 * one operation, and P = 0 is the whole collection.
 */
export class ChangeHistory {
  /** The highest position of a forgotten tombstone. */
  floor = 0;
  readonly #rows = new Chain<Entry>();
  readonly #tombstones = new Chain<Tombstone>();
  readonly #tombstoneOf = new Map<string, Tombstone>();

  get tombstones(): Iterable<Tombstone> {
    return this.#tombstones;
  }

  added(entry: Entry): void {
    const tombstone = this.#tombstoneOf.get(entry.key);
    if (tombstone !== undefined) {
      this.#removeTombstone(tombstone);
      entry.deletedAt = tombstone.deletedAt;
    }
    this.#rows.append(entry);
  }

  changed(entry: Entry): void {
    this.#rows.remove(entry);
    this.#rows.append(entry);
  }

  /** @param now Milliseconds since the epoch. */
  deleted(entry: Entry, position: number, now: number): void {
    this.#rows.remove(entry);
    this.#addTombstone(new Tombstone(entry.key, position, now));
  }

  /** Drops tombstones that are too old, or too many beside the rows. */
  forget(now: number, rows: number): void {
    const most = Math.max(MOST_TOMBSTONES, rows / 4);
    for (let oldest = this.#tombstones.first; oldest; oldest = this.#tombstones.first) {
      if (this.#tombstoneOf.size <= most && now - oldest.deletedTime <= TOMBSTONE_AGE) return;
      this.floor = oldest.deletedAt;
      this.#removeTombstone(oldest);
    }
  }

  clear(): void {
    this.#tombstoneOf.clear();
    this.#rows.clear();
    this.#tombstones.clear();
  }

  /** Every key that changed after a position, at its newest value; `up` in order of first appearance. */
  since(position: number): { up: KeyedRow[]; del: string[] } {
    const up: Entry[] = [];
    const del: string[] = [];
    for (let entry = this.#tombstones.last; entry && entry.deletedAt > position; entry = entry.previous)
      del.push(entry.key);
    for (let entry = this.#rows.last; entry && entry.changedAt > position; entry = entry.previous) {
      if (entry.deletedAt > position) del.push(entry.key);
      up.push(entry);
    }
    up.sort((a, b) => a.ordinal - b.ordinal);
    return { up: up.map((entry) => entry.row), del };
  }

  /** Whether more than `most` changes are newer than a position; looks at no more than that. */
  hasMoreSince(position: number, most: number): boolean {
    let count = 0;
    for (let entry = this.#rows.last; entry && entry.changedAt > position; entry = entry.previous) {
      if (++count > most) return true;
    }
    for (let entry = this.#tombstones.last; entry && entry.deletedAt > position; entry = entry.previous) {
      if (++count > most) return true;
    }
    return false;
  }

  /** The entry of the row that changed last. */
  get newest(): Entry | undefined {
    return this.#rows.last;
  }

  /** The rows' entries in the order of their last change. */
  get entries(): Iterable<Entry> {
    return this.#rows;
  }

  restore(entries: readonly Entry[], tombstones: Iterable<SavedTombstone>, floor: number): void {
    for (const entry of entries.toSorted((a, b) => a.changedAt - b.changedAt)) this.#rows.append(entry);
    for (const tombstone of tombstones) this.#addTombstone(new Tombstone(...tombstone));
    this.floor = floor;
  }

  #addTombstone(tombstone: Tombstone): void {
    this.#tombstoneOf.set(tombstone.key, tombstone);
    this.#tombstones.append(tombstone);
  }

  #removeTombstone(tombstone: Tombstone): void {
    this.#tombstoneOf.delete(tombstone.key);
    this.#tombstones.remove(tombstone);
  }
}

/** A deleted key, the position of the delete, and its time in milliseconds since the epoch. */
export type SavedTombstone = readonly [key: string, deletedAt: number, deletedTime: number];

/** Twice as many take about 2 MB more for each widget; with half as many, more viewers that return reload all of it. */
const MOST_TOMBSTONES = 10_000;
/** Milliseconds: most viewers that return were away for seconds; one that was away for longer gets the whole widget. */
const TOMBSTONE_AGE = 600_000;

interface Link<T> {
  previous: T | undefined;
  next: T | undefined;
}

/** A doubly linked list that a link can leave without a search. */
class Chain<T extends Link<T>> {
  first: T | undefined;
  last: T | undefined;

  append(link: T): void {
    link.previous = this.last;
    link.next = undefined;
    if (this.last) this.last.next = link;
    else this.first = link;
    this.last = link;
  }

  remove(link: T): void {
    if (link.previous) link.previous.next = link.next;
    else this.first = link.next;
    if (link.next) link.next.previous = link.previous;
    else this.last = link.previous;
  }

  clear(): void {
    this.first = undefined;
    this.last = undefined;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let link = this.first; link; link = link.next) yield link;
  }
}
