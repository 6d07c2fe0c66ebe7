import type { Collection, StoredRow } from '../collection.js';
import { compareRows, isNumeric, orderTerms, type SortTerm } from '../order.js';
import type { ItemOrder } from '../sorted-list.js';
import type { Column, KeyedRow } from '../values.js';
import { isExact, rowNumber } from './order-number.js';
import { among, ROW_KEY, sortedIndexes } from './sort-rows.js';

/** What the list of a view holds for each row of a collection, and in which order. */
export interface ViewOrder<Item> {
  readonly order: ItemOrder<Item>;
  /** All items, in order of first appearance. */
  all(): Iterable<Item>;
  /** The item of the row with this key, as it is now. */
  get(key: string): Item | undefined;
  /** The item of a row as it was. */
  before(row: KeyedRow, ordinal: number): Item;
  rowOf(item: Item): KeyedRow;
  /** Sorts items that are in order of first appearance, in steps. */
  sorting(items: Item[]): Generator<void, Iterable<Item>>;
}

/** The order of rows by several columns, with numbers that tell most of them apart. */
export function rowOrder(columns: readonly Column[], sort: readonly SortTerm[]): ItemOrder<KeyedRow> {
  const [first = ROW_KEY, second = ROW_KEY] = orderTerms(columns, sort);
  const nextNumber = rowNumber(second);
  return {
    compare: compareRows(columns, sort),
    keyOf: rowNumber(first),
    // Many rows have the same count. Texts that differ may have the same number.
    tieOf: isNumeric(first.type) ? (row, key) => (isExact(key, false) ? nextNumber(row) : 0) : () => 0,
  };
}

/** The items of a sorted view are the rows themselves: a row that changes is another object. */
export function orderByColumns(collection: Collection, sort: readonly SortTerm[]): ViewOrder<KeyedRow> {
  return {
    order: rowOrder(collection.columns, sort),
    all: () => collection.rows(),
    get: (key) => collection.get(key),
    before: (row) => row,
    rowOf: (row) => row,
    *sorting(rows) {
      return among(rows, yield* sortedIndexes(rows, collection.columns, sort));
    },
  };
}

/** The items of an unsorted view are what the collection stores: it knows its ordinal, and has the newest row. */
export function orderByArrival(collection: Collection, newestFirst: boolean): ViewOrder<StoredRow> {
  const sign = newestFirst ? -1 : 1;
  return {
    order: { compare: (a, b) => sign * (a.ordinal - b.ordinal), keyOf: ({ ordinal }) => sign * ordinal },
    all: () => collection.rowsByOrdinal(),
    get: (key) => collection.stored(key),
    before: (row, ordinal) => ({ row, ordinal }),
    rowOf: ({ row }) => row,
    // biome-ignore lint/correctness/useYield: what is in order takes no step
    *sorting(items) {
      return newestFirst ? items.reverse() : items;
    },
  };
}
