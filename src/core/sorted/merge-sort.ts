import type { Pace } from './sort-column.js';

/** The part of a list that is sorted, and as much room beside it. */
export interface SortRange {
  readonly items: Uint32Array;
  readonly scratch: Uint32Array;
  readonly from: number;
  readonly to: number;
}

type Compare = (a: number, b: number) => number;

/**
 * Sorts in place; items that compare as 0 keep their order. A few are inserted one by one, then neighbours are merged
 * again and again. It yields after some comparisons. Its loops are functions of their own: in a generator they are slow.
 *
 * @param pace Whether the last comparison took long, so that it yields now.
 */
export function* mergeSort(
  { items, scratch, from: first, to: last }: SortRange,
  compare: Compare,
  pace: Pace = { isLong: false },
): Generator<void, void> {
  for (let start = first; start < last; start += INSERTED) {
    insertAll(items, start, Math.min(start + INSERTED, last), compare);
    yield;
  }
  let [from, to] = [items, scratch];
  for (let width = INSERTED; width < last - first; width *= 2) {
    for (let start = first; start < last; start += 2 * width) {
      const middle = Math.min(start + width, last);
      const end = Math.min(middle + width, last);
      const merge = { i: start, middle, j: middle, end };
      while (merge.i < middle || merge.j < end) {
        pace.isLong = false;
        mergeSome(merge, from, to, compare, pace);
        yield;
      }
    }
    [from, to] = [to, from];
  }
  if (from !== items) items.set(from.subarray(first, last), first);
}

/** Comparisons between two yields: two texts may be alike for long. */
const COMPARISONS = 32;
/** Items that are inserted one by one, without a yield between them. */
const INSERTED = 8;

export function insertAll(items: Uint32Array, from: number, to: number, compare: Compare): void {
  for (let k = from + 1; k < to; k++) {
    const item = items[k] as number;
    let i = k;
    for (; i > from && compare(items[i - 1] as number, item) > 0; i--) items[i] = items[i - 1] as number;
    items[i] = item;
  }
}

/** Goes on with the merge of `[i, middle)` and `[j, end)`. */
function mergeSome(
  merge: { i: number; readonly middle: number; j: number; readonly end: number },
  from: Uint32Array,
  to: Uint32Array,
  compare: Compare,
  pace: Pace,
): void {
  const { middle, end } = merge;
  let { i, j } = merge;
  for (let steps = 0; steps < COMPARISONS && (i < middle || j < end) && !pace.isLong; steps++) {
    const k = i + j - middle;
    const isFirst = j === end || (i < middle && compare(from[i] as number, from[j] as number) <= 0);
    to[k] = from[isFirst ? i++ : j++] as number;
  }
  merge.i = i;
  merge.j = j;
}
