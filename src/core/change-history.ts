import { Collection, type CollectionOptions } from './collection.js';
import { Entry } from './entry.js';
import type { KeyedRow } from './values.js';

/**
 * What has changed in a collection since any position. Viewers keep none: they never tell others.
 *
 *     living   oldest change ⇄ … ⇄ newest change      a change moves its entry to the end
 *     graves   oldest delete ⇄ … ⇄ newest delete      tombstones, until they are too many or too old
 *
 * "What changed after position P" is a walk from the end of both lists: live updates, slow viewers and resumes are
 * that one operation, and P = 0 is the whole collection.
 */
export class ChangeHistory {
  /** The highest position of a forgotten tombstone. */
  floor = 0;
  readonly #tombstones = new Map<string, Entry>();
  readonly #living = new Chain();
  readonly #graves = new Chain();

  get tombstones(): Iterable<Entry> {
    return this.#graves;
  }

  added(entry: Entry, position: number): void {
    const tombstone = this.#tombstones.get(entry.key);
    if (tombstone !== undefined) {
      this.#unbury(tombstone);
      entry.gone = tombstone.gone;
    }
    entry.changed = position;
    this.#living.append(entry);
  }

  changed(entry: Entry, position: number): void {
    entry.changed = position;
    this.#living.remove(entry);
    this.#living.append(entry);
  }

  /** @param now Milliseconds since the epoch. */
  deleted(entry: Entry, position: number, now: number): void {
    this.#living.remove(entry);
    entry.gone = position;
    entry.row = [entry.key];
    this.#bury(entry, now);
  }

  /** Lets go of tombstones that are too old, or too many beside the rows. */
  forget(now: number, rows: number): void {
    const most = Math.max(MOST_TOMBSTONES, rows / 4);
    for (let oldest = this.#graves.first; oldest; oldest = this.#graves.first) {
      if (this.#tombstones.size <= most && now - oldest.buried <= TOMBSTONE_AGE) return;
      this.floor = oldest.gone;
      this.#unbury(oldest);
    }
  }

  clear(): void {
    this.#tombstones.clear();
    this.#living.clear();
    this.#graves.clear();
  }

  since(position: number): { up: KeyedRow[]; del: string[] } {
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

  /** Whether more than so many changes are newer than a position; looks at no more than that. */
  hasMoreSince(position: number, most: number): boolean {
    let count = 0;
    for (let entry = this.#living.last; entry && entry.changed > position; entry = entry.previous) {
      if (++count > most) return true;
    }
    for (let entry = this.#graves.last; entry && entry.gone > position; entry = entry.previous) {
      if (++count > most) return true;
    }
    return false;
  }

  /** The rows' entries in the order of their last change. */
  get entries(): Iterable<Entry> {
    return this.#living;
  }

  restore(entries: readonly Entry[], tombstones: SavedCollection['tombstones'], floor: number): void {
    for (const entry of entries.toSorted((a, b) => a.changed - b.changed)) this.#living.append(entry);
    for (const [key, gone, buried] of tombstones) {
      const tombstone = new Entry([key], 0);
      tombstone.gone = gone;
      this.#bury(tombstone, buried);
    }
    this.floor = floor;
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
}

export type TracedCollection = Collection & { readonly history: ChangeHistory };

export function tracedCollection(options: CollectionOptions): TracedCollection {
  return new Collection({ ...options, history: new ChangeHistory() }) as TracedCollection;
}

/**
 * Every key changed after a position, at its newest value: `up` in order of first appearance; `del` with the keys
 * that went, those that went and came back too. Right only if `position` is 0 or not below the floor.
 */
export function changedSince(collection: TracedCollection, position: number): { up: KeyedRow[]; del: string[] } {
  return position <= 0 ? { up: [...collection.rows()], del: [] } : collection.history.since(position);
}

/** Everything needed to continue elsewhere, as plain JSON: rows, positions, places, tombstones and floor. */
export function saveCollection({ history, position, floor, nextPlace }: TracedCollection): SavedCollection {
  // Not sorted by place, which is done when they are restored: a relay with a million rows serves meanwhile.
  const entries = [...history.entries];
  return {
    rows: entries.map(({ row }) => row),
    changed: entries.map(({ changed }) => changed),
    places: entries.map(({ place }) => place),
    gone: entries.map(({ gone }) => gone),
    tombstones: Array.from(history.tombstones, ({ key, gone, buried }) => [key, gone, buried]),
    position,
    floor,
    nextPlace,
  };
}

/** Takes what `saveCollection` gave, in place of everything there. */
export function restoreCollection(collection: TracedCollection, saved: SavedCollection): void {
  const entries = saved.rows.map((row, i) => {
    const entry = new Entry(row, saved.places[i] as number);
    entry.changed = saved.changed[i] as number;
    entry.gone = saved.gone[i] as number;
    return entry;
  });
  collection.restore(
    entries.toSorted((a, b) => a.place - b.place),
    saved.position,
    saved.nextPlace,
  );
  collection.history.restore(entries, saved.tombstones, saved.floor);
}

export interface SavedCollection {
  readonly rows: readonly KeyedRow[];
  /** Of each row: the position of its last change. */
  readonly changed: readonly number[];
  /** Of each row: its place. */
  readonly places: readonly number[];
  /** Of each row: the position of its key's last delete; 0: never. */
  readonly gone: readonly number[];
  /** Key, position of the delete, its time in milliseconds. */
  readonly tombstones: readonly (readonly [key: string, gone: number, buried: number])[];
  readonly position: number;
  readonly floor: number;
  readonly nextPlace: number;
}

const MOST_TOMBSTONES = 10_000;
const TOMBSTONE_AGE = 600_000;

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
