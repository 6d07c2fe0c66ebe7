import {
  compareKeys,
  isOwnKey,
  type OrderTerm,
  orderTerms,
  type SortKey,
  type SortTerm,
  sortKey,
} from '../../src/core/order.js';
import type { Column, KeyedRow } from '../../src/core/values.js';
import { LONG_STEP, type TimeSlices } from './time-slices.js';

/** Gives the items that pass a test, in their order. */
export async function filterInSlices<T>(
  items: readonly T[],
  test: (item: T) => boolean,
  slices: TimeSlices,
): Promise<T[]> {
  const found: T[] = [];
  for (const item of items) {
    if (slices.isOver(LONG_STEP)) await slices.next();
    if (test(item)) found.push(item);
  }
  return found;
}

/** Gives rows in the order of `compareRows`. Each value is converted for comparing at most once. */
export async function sortInSlices(
  rows: readonly KeyedRow[],
  columns: readonly Column[],
  sort: readonly SortTerm[],
  slices: TimeSlices,
): Promise<KeyedRow[]> {
  const [first, ...others] = orderTerms(columns, sort);
  const keys = first === undefined ? [] : await allKeys(rows, first, slices);
  const further = others.map((term) => ({ keyOf: lazyKeys(rows, term, slices), sign: term.sign }));
  const compare = (a: number, b: number) => {
    const found = first === undefined ? 0 : compareKeys(keys[a] as SortKey, keys[b] as SortKey, first.sign);
    if (found !== 0) return found;
    for (const { keyOf, sign } of further) {
      const difference = compareKeys(keyOf(a), keyOf(b), sign);
      if (difference !== 0) return difference;
    }
    return compareKeys((rows[a] as KeyedRow)[0], (rows[b] as KeyedRow)[0]);
  };
  const sorted = new Array<KeyedRow>(rows.length);
  let end = 0;
  for (const index of await sortedIndexes(rows.length, compare, slices)) {
    if (slices.isOver()) await slices.next();
    sorted[end++] = rows[index] as KeyedRow;
  }
  return sorted;
}

/** Sorts the numbers from 0 to below a length: a stable merge sort, which merges neighbours again and again. */
export async function sortedIndexes(
  length: number,
  compare: (a: number, b: number) => number,
  slices: TimeSlices,
): Promise<Uint32Array> {
  let from = new Uint32Array(length);
  for (let i = 0; i < length; i++) from[i] = i;
  let to = new Uint32Array(length);
  for (let width = 1; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) {
      const middle = Math.min(start + width, length);
      const end = Math.min(middle + width, length);
      let i = start;
      let j = middle;
      for (let k = start; k < end; k++) {
        if (slices.isOver()) await slices.next();
        const isFirst = j === end || (i < middle && compare(from[i] as number, from[j] as number) <= 0);
        to[k] = from[isFirst ? i++ : j++] as number;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Makes the keys that rows are compared by first. */
async function allKeys(rows: readonly KeyedRow[], { at, type }: OrderTerm, slices: TimeSlices): Promise<SortKey[]> {
  const keys: SortKey[] = [];
  for (const row of rows) {
    const value = row[at];
    if (isOwnKey(value, type)) keys.push(value);
    else {
      keys.push(sortKey(value, type));
      slices.spend();
    }
    if (slices.isOver()) await slices.next();
  }
  return keys;
}

/** Makes the keys that rows are compared by if they are equal so far; each when it is needed, which is seldom. */
function lazyKeys(rows: readonly KeyedRow[], { at, type }: OrderTerm, slices: TimeSlices): (index: number) => SortKey {
  let made: (SortKey | undefined)[] | undefined;
  return (index) => {
    const value = (rows[index] as KeyedRow)[at];
    if (isOwnKey(value, type)) return value;
    made ??= new Array<undefined>(rows.length).fill(undefined);
    const known = made[index];
    if (known !== undefined) return known;
    slices.spend();
    const key = sortKey(value, type);
    made[index] = key;
    return key;
  };
}
