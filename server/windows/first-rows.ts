import type { Collection } from '../../src/core/collection.js';
import { compareRows } from '../../src/core/order.js';
import { SortedView } from '../../src/core/sorted/sorted-view.js';
import type { KeyedRow } from '../../src/core/values.js';
import type { RowOrder } from '../cooperative/ordered-rows.js';
import { inSlices, type TimeSlices } from '../cooperative/time-slices.js';

/**
 * Gives the first rows of a large collection in an order, long before all are sorted: a sample tells up to which row they
 * go, and then one look at each row finds them. They follow the collection like any view.
 *
 * @returns `undefined` if all rows are there as soon, or would have to be counted: those that pass a filter.
 */
export async function firstRows(
  collection: Collection,
  { filter, sort }: RowOrder,
  slices: TimeSlices,
): Promise<SortedView | undefined> {
  if (collection.size < FIRST * 10 || sort.length === 0 || filter.length > 0) return undefined;
  const sample = await inSlices(sampling(collection), slices);
  sample.sort(compareRows(collection.columns, sort));
  const upTo = sample[Math.round((FIRST / collection.size) * sample.length)];
  const view = new SortedView(collection, { sort, upTo });
  try {
    await inSlices(view.filling(), slices);
    await inSlices(view.following(), slices);
  } catch (error) {
    view.close();
    throw error;
  }
  return view;
}

function* sampling(collection: Collection): Generator<void, KeyedRow[]> {
  // Not each n-th row: what comes regularly may be of one kind.
  const mostApart = (2 * collection.size) / SAMPLE;
  const sample: KeyedRow[] = [];
  let at = 0;
  let next = 0;
  for (const row of collection.rows()) {
    if (at++ >= next) {
      sample.push(row);
      next = at + Math.random() * mostApart;
    }
    if (at % BLOCK === 0) yield;
  }
  return sample;
}

/** Rows: several times the largest window, for they may leave faster than all are sorted. Twice as many took as long. */
const FIRST = 4_000;
/**
 * Rows that are looked at: of a million, the first are then 4,000 give or take a quarter. With a quarter as many they may
 * be too few for a window; sorting twice as many holds up everything else for 10 ms.
 */
const SAMPLE = 4_096;
/** Short steps between two yields. */
const BLOCK = 4_096;
