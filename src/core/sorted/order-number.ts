import { isOwnKey, type OrderTerm, type SortKey, sortKey } from '../order.js';
import type { KeyedRow } from '../values.js';

/**
 * Gives a number for a key of a column that is never larger for one that comes before another: as a rule numbers tell
 * two rows apart, and are far quicker to sort and to search. Keys that differ may still have the same number.
 *
 * @param common Characters with which all texts of the column begin.
 */
export function orderNumber(key: SortKey, { type, sign }: Omit<OrderTerm, 'at'>, common = 0): number {
  if (typeof key === 'number' && !Number.isNaN(key)) return sign * key;
  if (typeof key === 'bigint') return sign * Number(key);
  if (key === null) return Number.POSITIVE_INFINITY;
  // Where any type may come, numbers are before all others
  return sign * (typeof key === 'string' && type !== 'any' ? textNumber(key, common) : Number.POSITIVE_INFINITY);
}

/** Whether numbers that have this order number are the same. Beyond it, different ones may have the same. */
export function isExact(number: number): boolean {
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER;
}

/** `orderNumber` of a row's value. */
export function rowNumber(term: OrderTerm): (row: KeyedRow) => number {
  const { at, type } = term;
  return (row) => {
    const value = row[at];
    return orderNumber(isOwnKey(value, type) ? value : sortKey(value, type), term);
  };
}

/** How many characters a text has in common with the first of several, if those between have so many. */
export function commonLength(first: string, text: string, most = first.length): number {
  let length = 0;
  while (length < most && first.charCodeAt(length) === text.charCodeAt(length)) length++;
  return length;
}

/** The next characters of a text as the digits of a number: seven of ASCII, or up to the first of another script. */
function textNumber(text: string, from: number): number {
  let number = 0;
  let scale = 1;
  for (let i = from; i < Math.min(text.length, from + 7); i++) {
    const unit = text.charCodeAt(i);
    scale /= 0x80;
    if (unit >= 0x7f) return number + (0x7f + unit / 0x10000) * scale;
    number += unit * scale;
  }
  return number;
}
