import { lowerBound } from '../lower-bound.js';

/**
 * Takes items out of a sorted list and puts others in. From one change to the next it looks ahead in steps that double:
 * a few changes of a long list cost a few comparisons each, and many cost no more than a walk through it.
 *
 * @param leaving Items that are in the list, or that compare as equal to them.
 * @param compare A total order: two items of the list never compare as equal.
 * @returns A new list.
 */
export function mergeSorted<T>(
  list: readonly T[],
  leaving: readonly T[],
  arriving: readonly T[],
  compare: (a: T, b: T) => number,
): T[] {
  const outgoing = [...leaving].sort(compare);
  const incoming = [...arriving].sort(compare);
  const merged: T[] = [];
  let from = 0;
  let out = 0;
  const copyUntil = (item: T) => {
    for (const to = firstNotBefore(list, item, compare, from); from < to; from++) merged.push(list[from] as T);
  };
  for (const item of incoming) {
    for (; out < outgoing.length && compare(outgoing[out] as T, item) <= 0; out++, from++)
      copyUntil(outgoing[out] as T);
    copyUntil(item);
    merged.push(item);
  }
  for (; out < outgoing.length; out++, from++) copyUntil(outgoing[out] as T);
  for (; from < list.length; from++) merged.push(list[from] as T);
  return merged;
}

/** The first index, at or after `from`, of an item that is not before this one. */
function firstNotBefore<T>(list: readonly T[], item: T, compare: (a: T, b: T) => number, from: number): number {
  const isBefore = (index: number) => compare(list[index] as T, item) < 0;
  let low = from;
  let high = from;
  for (let step = 1; high < list.length && isBefore(high); step *= 2) {
    low = high + 1;
    high += step;
  }
  return lowerBound(low, Math.min(high, list.length), isBefore);
}
