/** The value below which that share of all is; of an even number of values the upper one of two. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Values with how often each was there: what thousands of viewers have measured, in few pairs. */
export type Counts = readonly (readonly [value: number, count: number])[];

export function quantileOf(counts: Counts, q: number): number {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const total = totalOf(counts);
  let seen = 0;
  for (const [value, count] of sorted) {
    seen += count;
    if (seen > q * total) return value;
  }
  return sorted.at(-1)?.[0] ?? Number.NaN;
}

export function totalOf(counts: Counts): number {
  return counts.reduce((sum, [, count]) => sum + count, 0);
}

export function round(value: number, digits = 1): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

/** Milliseconds since the epoch with their fraction, the same in all processes of the machine. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
