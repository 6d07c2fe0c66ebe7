import type { SortTerm } from '../../src/core/order.js';
import { sortRows } from '../../src/core/sorted/sort-rows.js';
import type { Column, KeyedRow } from '../../src/core/values.js';
import { inSlices, LONG_STEP, type TimeSlices } from './time-slices.js';

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

/** Gives rows in the order of `compareRows`. */
export function sortInSlices(
  rows: readonly KeyedRow[],
  columns: readonly Column[],
  sort: readonly SortTerm[],
  slices: TimeSlices,
): Promise<KeyedRow[]> {
  return inSlices(sortRows(rows, columns, sort), slices);
}
