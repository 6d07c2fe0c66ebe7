import type { KeyedRow } from './values.js';

/** A row, or what is left of one. */
export class Entry {
  previous: Entry | undefined;
  next: Entry | undefined;
  /** Positions of the row's last change and of its key's last delete; 0: never. */
  changed = 0;
  gone = 0;
  buried = 0;

  constructor(
    public row: KeyedRow,
    readonly place: number,
  ) {}

  get key(): string {
    return this.row[0];
  }
}
