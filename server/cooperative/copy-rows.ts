import type { Collection } from '../../src/core/collection.js';
import type { KeyedRow } from '../../src/core/values.js';
import type { TimeSlices } from './time-slices.js';

/**
 * All rows of a collection at the moment of the call, in order of first appearance, while it goes on changing.
 *
 *     copied rows │ rows to come                          │ rows that are newer than the call
 *                 └ `ordinal`   as they were, if they change └ `end`
 *
 * Rows are immutable: the list has references, and only which ones they are must be remembered.
 */
export async function copyRows(collection: Collection, slices: TimeSlices): Promise<KeyedRow[]> {
  const rows = new Array<KeyedRow>(collection.size);
  let count = 0;
  const end = collection.nextOrdinal;
  let copied = 0;
  /** Rows that are yet to be copied and have changed since, by ordinal; and of these the ordinals of deleted ones. */
  const former = new Map<number, KeyedRow>();
  const deleted: number[] = [];
  let isSorted = true;
  const unsubscribe = collection.subscribe((changes) => {
    for (const { before, after, ordinal } of changes) {
      if (before === undefined || ordinal <= copied || ordinal >= end) continue;
      if (!former.has(ordinal)) former.set(ordinal, before);
      if (after !== undefined) continue;
      deleted.push(ordinal);
      isSorted = false;
    }
  });
  const nextDeleted = () => {
    if (!isSorted) deleted.sort((a, b) => b - a);
    isSorted = true;
    return deleted.at(-1) ?? Number.POSITIVE_INFINITY;
  };
  /** Copies deleted rows that came before a ordinal: they are not among the collection's any more. */
  const copyDeleted = async (before: number) => {
    for (let ordinal = nextDeleted(); ordinal < before; ordinal = nextDeleted()) {
      rows[count++] = former.get(ordinal) as KeyedRow;
      copied = ordinal;
      deleted.pop();
      if (slices.isOver()) await slices.next();
    }
  };
  try {
    for (const { row, ordinal } of collection.rowsByOrdinal()) {
      if (ordinal >= end) break;
      if (slices.isOver()) await slices.next();
      if (nextDeleted() < ordinal) await copyDeleted(ordinal);
      rows[count++] = former.get(ordinal) ?? row;
      copied = ordinal;
      if (nextDeleted() === ordinal) deleted.pop(); // While it waited
    }
    await copyDeleted(end);
    return rows;
  } finally {
    unsubscribe();
  }
}
