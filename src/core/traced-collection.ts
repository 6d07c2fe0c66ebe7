import { ChangeHistory, type SavedTombstone } from './change-history.js';
import { Collection, type CollectionOptions } from './collection.js';
import { Entry } from './entry.js';
import type { KeyedRow } from './values.js';

/** A collection that knows what changed since any position: the relay's. */
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

/**
 * Everything needed to continue elsewhere, as plain JSON: rows, positions, ordinals, tombstones and floor. It yields
 * after each of them, for a relay with a million rows must go on serving; the collection must not change meanwhile.
 */
export function* saveCollection(collection: TracedCollection): Generator<undefined, SavedCollection> {
  const { history, position, floor, nextOrdinal } = collection;
  const rows: KeyedRow[] = [];
  const changedAt: number[] = [];
  const ordinals: number[] = [];
  const deletedAt: number[] = [];
  const tombstones: SavedTombstone[] = [];
  // They are sorted by ordinal when they are restored, where nobody waits for the relay.
  for (const entry of history.entries) {
    rows.push(entry.row);
    changedAt.push(entry.changedAt);
    ordinals.push(entry.ordinal);
    deletedAt.push(entry.deletedAt);
    yield;
  }
  for (const tombstone of history.tombstones) {
    tombstones.push([tombstone.key, tombstone.deletedAt, tombstone.deletedTime]);
    yield;
  }
  return { rows, changedAt, ordinals, deletedAt, tombstones, position, floor, nextOrdinal };
}

/** Replaces everything by what `saveCollection` gave. */
export function restoreCollection(collection: TracedCollection, saved: SavedCollection): void {
  const entries = saved.rows.map((row, i) => {
    const entry = new Entry(row, saved.ordinals[i] as number);
    entry.changedAt = saved.changedAt[i] as number;
    entry.deletedAt = saved.deletedAt[i] as number;
    return entry;
  });
  collection.restore(
    entries.toSorted((a, b) => a.ordinal - b.ordinal),
    saved.position,
    saved.nextOrdinal,
  );
  collection.history.restore(entries, saved.tombstones, saved.floor);
}

/** A collection as plain JSON; the lists beside `rows` are as long as it. */
export interface SavedCollection {
  readonly rows: readonly KeyedRow[];
  /** Position of each row's last change. */
  readonly changedAt: readonly number[];
  readonly ordinals: readonly number[];
  /** Position of the last delete of each row's key; 0: never. */
  readonly deletedAt: readonly number[];
  readonly tombstones: readonly SavedTombstone[];
  readonly position: number;
  readonly floor: number;
  readonly nextOrdinal: number;
}
