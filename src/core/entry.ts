import type { KeyedRow } from './values.js';

/**
 * A row of a collection. A relay keeps millions of them: each field takes 8 bytes, and a number that is no 31-bit
 * integer 16 more.
 */
export class Entry {
  previous: Entry | undefined;
  next: Entry | undefined;
  /** Position of the row's last change. */
  changedAt = 0;
  /** Position of the key's last delete; 0: never. */
  deletedAt = 0;

  /** @param ordinal Rank in the order of first appearance. */
  constructor(
    public row: KeyedRow,
    readonly ordinal: number,
  ) {}

  get key(): string {
    return this.row[0];
  }
}

/** What is kept of a deleted row. */
export class Tombstone {
  previous: Tombstone | undefined;
  next: Tombstone | undefined;

  /**
   * @param deletedAt Position of the delete.
   * @param deletedTime When it was deleted, in milliseconds since the epoch.
   */
  constructor(
    readonly key: string,
    readonly deletedAt: number,
    readonly deletedTime: number,
  ) {}
}
