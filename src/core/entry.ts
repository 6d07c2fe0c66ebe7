import type { KeyedRow } from './values.js';

/** A row of a collection, or the tombstone of a deleted one. */
export class Entry {
  previous: Entry | undefined;
  next: Entry | undefined;
  /** Position of the row's last change. */
  changedAt = 0;
  /** Position of the key's last delete; 0: never. */
  deletedAt = 0;
  /** When a tombstone was made, in milliseconds since the epoch. */
  deletedTime = 0;

  /** @param ordinal Rank in the order of first appearance. */
  constructor(
    public row: KeyedRow,
    readonly ordinal: number,
  ) {}

  get key(): string {
    return this.row[0];
  }
}
