import type { KeyedRow } from '../values.js';

/** Changes of rows, conflated by key. Deletes come before upserts: a key in both goes and comes again, at the end. */
export class ConflatedRows {
  readonly up = new Map<string, KeyedRow>();
  readonly del = new Set<string>();

  upsert(row: KeyedRow): void {
    this.up.set(row[0], row);
  }

  delete(key: string): void {
    this.up.delete(key);
    this.del.add(key);
  }
}
