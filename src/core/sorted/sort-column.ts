import { isOwnKey, type OrderTerm, type SortKey, sortKey } from '../order.js';
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

  /** @param pace It is noted there that a key was made, which may take long. */
  constructor(rows: readonly KeyedRow[], { at, type, sign }: OrderTerm, pace: Pace) {
    this.#rows = rows;
    this.#at = at;
    this.type = type;
    this.sign = sign;
    this.#pace = pace;
  }

  key(index: number): SortKey {
    const value = (this.#rows[index] as KeyedRow)[this.#at];
    if (isOwnKey(value, this.type)) return value;
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
