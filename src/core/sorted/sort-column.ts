import { compareKeys, isOwnKey, type OrderTerm, type SortKey, sortKey } from '../order.js';
import type { KeyedRow } from '../values.js';

/** Whether the last step took long. */
export interface Pace {
  isLong: boolean;
}

/** One column of an order, with the keys that rows are compared by. Each is made once, when it is needed. */
export class SortColumn {
  readonly type: OrderTerm['type'];
  readonly sign: OrderTerm['sign'];
  readonly #at: number;
  readonly #rows: readonly KeyedRow[];
  readonly #pace: Pace;
  #made: (SortKey | undefined)[] | undefined;

  /** @param pace It is noted there that a key was made or is a long text: either may take long. */
  constructor(rows: readonly KeyedRow[], { at, type, sign }: OrderTerm, pace: Pace) {
    this.#rows = rows;
    this.#at = at;
    this.type = type;
    this.sign = sign;
    this.#pace = pace;
  }

  key(index: number): SortKey {
    const value = (this.#rows[index] as KeyedRow)[this.#at];
    if (isOwnKey(value, this.type)) {
      if (typeof value === 'string' && value.length > LONG) this.#pace.isLong = true;
      return value;
    }
    if (value === null || value === undefined) return null;
    this.#made ??= new Array<undefined>(this.#rows.length).fill(undefined);
    const known = this.#made[index];
    if (known !== undefined) return known;
    this.#pace.isLong = true;
    const key = sortKey(value, this.type);
    this.#made[index] = key;
    return key;
  }
}

/** The order of two rows, by their indexes, by several columns. */
export function comparing(columns: readonly SortColumn[]): (a: number, b: number) => number {
  return (a, b) => {
    for (const column of columns) {
      const found = compareKeys(column.key(a), column.key(b), column.sign);
      if (found !== 0) return found;
    }
    return 0;
  };
}

/** Characters of a text that takes long: some thousand of them are compared in one step. */
const LONG = 256;
