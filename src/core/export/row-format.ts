import type { KeyedRow } from '../values.js';

/** Writes rows: gives the text of each, and the text before, between and after them. */
export interface RowFormat {
  /** The media type. */
  readonly type: string;
  readonly head: string;
  readonly separator: string;
  readonly tail: string;
  readonly row: (row: KeyedRow) => string;
}

export interface FormatOptions {
  /** Whether each row is written with its key. */
  readonly keys: boolean;
}
