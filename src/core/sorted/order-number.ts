import { isOwnKey, type OrderTerm, type SortKey, sortKey } from '../order.js';
import type { KeyedRow } from '../values.js';

/**
 * Gives a number for a key of a column that is never larger for one that comes before another: as a rule numbers tell
 * two rows apart, and are far quicker to sort and to search. Keys that differ may still have the same number.
 *
 * @param from The first character of a text that counts: all have the same ones before it. Default: none counts, for
 *   numbers or booleans may be among the texts.
 */
export function orderNumber(key: SortKey, sign: 1 | -1, from?: number): number {
  if (key === null) return MISSING;
  if (typeof key === 'string' && from !== undefined) return sign * textNumber(key, from);
  // Where any type may come, numbers are before all others
  if (typeof key === 'string' || typeof key === 'boolean') return sign * FAR;
  return sign * Math.min(Math.max(Number(key), -FAR), FAR);
}

/** The largest number of a key that is not missing. */
const FAR = Number.MAX_VALUE;
const MISSING = Number.POSITIVE_INFINITY;

/**
 * Whether keys that have this order number are the same.
 *
 * @param isText Whether it is made of the characters of a text.
 */
export function isExact(number: number, isText: boolean): boolean {
  if (number === MISSING) return true;
  return isText ? number % BASE === 0 : Math.abs(number) <= Number.MAX_SAFE_INTEGER;
}

/** `orderNumber` of a row's value. */
export function rowNumber({ at, type, sign }: OrderTerm): (row: KeyedRow) => number {
  const from = type === 'any' ? undefined : 0;
  return (row) => {
    const value = row[at];
    return orderNumber(isOwnKey(value, type) ? value : sortKey(value, type), sign, from);
  };
}

/** How many characters two texts have in common, at most so many, if they are known to have some. */
export function commonLength(one: string, other: string, known: number, most: number): number {
  const end = Math.min(most, other.length);
  let length = known;
  while (length < end && one.charCodeAt(length) === other.charCodeAt(length)) length++;
  return length;
}

/**
 * The next characters of a text as seven digits of a number. One of ASCII has one digit, any other four; where the text
 * has ended the digits are 0, so that a number with a last digit of 0 belongs to one text alone.
 */
function textNumber(text: string, from: number): number {
  let number = 0;
  let digits = 0;
  for (let i = from; i < text.length && digits < DIGITS; i++) {
    const unit = text.charCodeAt(i);
    if (unit < WIDE) {
      number = number * BASE + unit + 1;
      digits++;
      continue;
    }
    const wide = [BASE - 1, (unit >>> 10) + 1, ((unit >>> 4) & 0x3f) + 1, (unit & 0xf) + 1];
    for (let k = 0; k < wide.length && digits < DIGITS; k++, digits++) number = number * BASE + (wide[k] as number);
  }
  return number * BASE ** (DIGITS - digits);
}

/** As many as a number has room for. */
const DIGITS = 7;
const BASE = 0x80;
/** The first character that has no digit of its own: the last digit says that three more digits belong to it. */
const WIDE = 0x7e;
