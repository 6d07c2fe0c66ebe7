import type { KeyedRow } from '../values.js';

/**
 * Changes of rows, conflated by key. Deletes come before upserts: a key in both goes and comes again, at the end.
 *
 * Upserts are in order of first appearance, or of `arrival`: then a key that changes again moves to the end.
 */
export class ConflatedRows {
  readonly order: 'appearance' | 'arrival';
  readonly up = new Map<string, KeyedRow>();
  readonly del = new Set<string>();

  constructor(order: ConflatedRows['order'] = 'appearance') {
    this.order = order;
  }

  upsert(row: KeyedRow): void {
    if (this.order === 'arrival') this.up.delete(row[0]);
    this.up.set(row[0], row);
  }

  delete(key: string): void {
    this.up.delete(key);
    this.del.add(key);
  }
}
