import type { SortKey } from '../order.js';
import { commonLength, isExact, orderNumber } from './order-number.js';
import type { SortColumn } from './sort-column.js';

/** Rows that are equal so far: they stand side by side in the order. */
export class RowGroup {
  readonly start: number;
  readonly end: number;
  /** By which column of the order they are sorted next. */
  term: number;
  /** How many characters their texts are known to have in common there. */
  common: number;
  isLooked = false;
  #first: SortKey | undefined;
  #text: string | undefined;
  #isOne = true;
  #isText = true;
  #known: number;

  constructor(start: number, end: number, term: number, common: number) {
    this.start = start;
    this.end = end;
    this.term = term;
    this.common = common;
    this.#known = common;
  }

  /** Looks at the key of one of its rows. */
  look(key: SortKey): void {
    if (this.#first === undefined) this.#first = key;
    else if (key !== this.#first) this.#isOne = false;
    if (typeof key !== 'string') this.#isText = false;
    else if (this.#text === undefined) {
      this.#text = key;
      this.common = key.length;
    } else if (key !== this.#text) this.common = commonLength(this.#text, key, this.#known, this.common);
  }

  /** Goes on with the next column if all its rows have the same key in this one. @returns Whether it does. */
  goesOn(terms: number): boolean {
    this.isLooked = !this.#isOne || this.term + 1 === terms;
    if (this.isLooked) return false;
    this.term++;
    this.#isText = true;
    this.#first = this.#text = undefined;
    this.#known = this.common = 0;
    return true;
  }

  /** A number of the key of one of its rows, see `orderNumber`. */
  number(key: SortKey, { type, sign }: SortColumn): number {
    return orderNumber(key, sign, this.#isNumbered(type) ? this.common : undefined);
  }

  /** The group of those of its rows that have the same number as this key. */
  part(start: number, end: number, key: SortKey, column: SortColumn): RowGroup {
    const isSame = isExact(this.number(key, column), typeof key === 'string' && this.#isNumbered(column.type));
    return new RowGroup(start, end, isSame ? this.term + 1 : this.term, isSame ? 0 : this.common);
  }

  /** Whether its texts have numbers. */
  #isNumbered(type: SortColumn['type']): boolean {
    return type !== 'any' || this.#isText;
  }
}
