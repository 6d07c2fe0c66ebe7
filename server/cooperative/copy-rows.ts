import type { Collection } from '../../src/core/collection.js';
import type { KeyedRow } from '../../src/core/values.js';
import type { TimeSlices } from './time-slices.js';

/**
 * Copies all rows of a collection as they are at the moment of the call, in order of first appearance. Meanwhile the
 * collection may change.
 *
 *     copied rows │ rows to come: `former` has those that change  │ rows that are newer than the call
 *                 └ `copied`                                      └ `end`
 *
 * Rows are immutable: the copy has references, and only the references that changed must be remembered.
 */
export async function copyRows(collection: Collection, slices: TimeSlices): Promise<KeyedRow[]> {
  const rows = new Array<KeyedRow>(collection.size);
  let count = 0;
  const end = collection.nextOrdinal;
  let copied = 0;
  /** Rows to come that have changed since, by ordinal, as they were; and the ordinals of those that were deleted. */
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
  /** Copies deleted rows that stood before an ordinal: the collection does not have them any more. */
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
      if (nextDeleted() === ordinal) deleted.pop(); // It was deleted while this waited
    }
    await copyDeleted(end);
    return rows;
  } finally {
    unsubscribe();
  }
}
