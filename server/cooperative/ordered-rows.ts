import type { Collection } from '../../src/core/collection.js';
import { compileFilter, type FilterTerm } from '../../src/core/filter.js';
import type { SortTerm } from '../../src/core/order.js';
import type { KeyedRow } from '../../src/core/values.js';
import { filterInSlices, sortInSlices } from './cooperative-sort.js';
import { copyRows } from './copy-rows.js';
import type { TimeSlices } from './time-slices.js';

/** Which rows, and in which order. */
export interface RowOrder {
  readonly filter: readonly FilterTerm[];
  /** `[]`: in order of first appearance. */
  readonly sort: readonly SortTerm[];
  /** Turns unsorted rows round: an event log, or a table that is `newest_first`. */
  readonly newestFirst: boolean;
}

/** Gives the rows of a collection that pass a filter, in an order, as they are at the moment of the call. */
export async function orderedRows(
  collection: Collection,
  { filter, sort, newestFirst }: RowOrder,
  slices: TimeSlices,
): Promise<KeyedRow[]> {
  const { columns } = collection;
  const all = await copyRows(collection, slices);
  const rows = filter.length === 0 ? all : await filterInSlices(all, compileFilter(columns, filter), slices);
  if (sort.length > 0) return sortInSlices(rows, columns, sort, slices);
  return newestFirst ? rows.reverse() : rows;
}
