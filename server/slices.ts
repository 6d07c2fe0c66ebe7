/*
 * Work on many rows that gives way to everything else every few milliseconds.
 */

/** What passes a test, in its order. */
export async function filterInSlices<T>(items: readonly T[], test: (item: T) => boolean): Promise<T[]> {
  const found: T[] = [];
  for (let i = 0; i < items.length; i += SLICE) {
    if (i > 0) await breath();
    for (const item of items.slice(i, i + SLICE)) if (test(item)) found.push(item);
  }
  return found;
}

/** A merge sort: sorts slices, then merges neighbours until one is left. */
export async function sortInSlices<T>(items: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  let runs: T[][] = [];
  for (let i = 0; i < items.length; i += SLICE) {
    if (i > 0) await breath();
    runs.push(items.slice(i, i + SLICE).sort(compare));
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let i = 0; i < runs.length; i += 2) merged.push(await merge(runs[i] ?? [], runs[i + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  const merged: T[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (merged.length % SLICE === SLICE - 1) await breath();
    const isFromA = j === b.length || (i < a.length && compare(a[i] as T, b[j] as T) <= 0);
    merged.push((isFromA ? a[i++] : b[j++]) as T);
  }
  return merged;
}

function breath(): Promise<void> {
  return new Promise(setImmediate);
}

const SLICE = 8192;
