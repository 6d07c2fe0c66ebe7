import type { Collection, StoredRow } from '../collection.js';
import { compareRows, type SortTerm } from '../order.js';
import type { KeyedRow } from '../values.js';

/** What the list of a view holds for each row of a collection, and in which order. */
export interface ViewOrder<Item> {
  /** A total order: two items of one key that stand at the same place compare as 0, no others do. */
  compare(a: Item, b: Item): number;
  /** All items, in order of first appearance. */
  all(): Iterable<Item>;
  /** The item of the row with this key, as it is now. */
  get(key: string): Item | undefined;
  /** The item of a row as it was. */
  before(row: KeyedRow, ordinal: number): Item;
  rowOf(item: Item): KeyedRow;
  /** The items of rows as they were; `changed` has the items of those that changed since. */
  items(rows: readonly KeyedRow[], changed: ReadonlyMap<string, Item | undefined>): readonly Item[];
}

/** The items of a sorted view are the rows themselves: a row that changes is another object. */
export function orderByColumns(collection: Collection, sort: readonly SortTerm[]): ViewOrder<KeyedRow> {
  return {
    compare: compareRows(collection.columns, sort),
    all: () => collection.rows(),
    get: (key) => collection.get(key),
    before: (row) => row,
    rowOf: (row) => row,
    items: (rows) => rows,
  };
}

/** The items of an unsorted view are what the collection stores: it knows its ordinal, and has the newest row. */
export function orderByArrival(collection: Collection, newestFirst: boolean): ViewOrder<StoredRow> {
  return {
    compare: newestFirst ? (a, b) => b.ordinal - a.ordinal : (a, b) => a.ordinal - b.ordinal,
    all: () => collection.rowsByOrdinal(),
    get: (key) => collection.stored(key),
    before: (row, ordinal) => ({ row, ordinal }),
    rowOf: ({ row }) => row,
    items: (rows, changed) => rows.map(([key]) => changed.get(key) ?? (collection.stored(key) as StoredRow)),
  };
}
