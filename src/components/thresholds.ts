import type { Threshold } from '../core/messages.js';

export type Level = Threshold[1];
export type Thresholds = readonly Threshold[];

/** A part of a scale with one level: from its limit to the next. */
export interface Zone {
  readonly from: number;
  readonly to: number;
  readonly level: Level;
}

/** The thresholds in ascending order; what a page sets need not be. */
export function ascending(thresholds: Thresholds): Thresholds {
  return [...thresholds].sort(([a], [b]) => a - b);
}

/** The level of a value; `undefined` if the thresholds say nothing about it. */
export function levelOf(value: number, thresholds: Thresholds): Level | undefined {
  let level = levelBelow(thresholds);
  for (const [from, next] of thresholds) if (value >= from) level = next;
  return level;
}

/** Which limit put a value where it is, in words: `above 2`, `below 100`. */
export function limitPassed(
  value: number,
  thresholds: Thresholds,
): { side: 'above' | 'below'; limit: number } | undefined {
  const level = levelOf(value, thresholds);
  if (level === undefined || level === 'good') return undefined;
  const next = thresholds.find(([from]) => value < from);
  if (next !== undefined && BADNESS[next[1]] < BADNESS[level]) return { side: 'below', limit: next[0] };
  const limit = thresholds.findLast(([from]) => value >= from)?.[0];
  return limit === undefined ? undefined : { side: 'above', limit };
}

/** Whether a higher value is the better one; `undefined` where the thresholds take no side. */
export function higherIsBetter(thresholds: Thresholds): boolean | undefined {
  const below = levelBelow(thresholds);
  const levels = [...(below === undefined ? [] : [below]), ...thresholds.map(([, level]) => level)].map(
    (level) => BADNESS[level],
  );
  const steps = levels.slice(1).map((badness, i) => badness - (levels[i] as number));
  const falls = steps.some((step) => step < 0);
  return falls === steps.some((step) => step > 0) ? undefined : falls;
}

/** The parts of `[low, high]` by level. */
export function zonesOf(thresholds: Thresholds, low: number, high: number): Zone[] {
  const below = levelBelow(thresholds);
  const starts: Thresholds = [
    ...(below === undefined ? [] : [[Number.NEGATIVE_INFINITY, below] as const]),
    ...thresholds,
  ];
  return starts
    .map(([from, level], i) => ({ from: Math.max(low, from), to: Math.min(high, starts[i + 1]?.[0] ?? high), level }))
    .filter(({ from, to }) => from < to);
}

/**
 * Below the first limit all is well if passing it is not (`[80, "warn"]`), and as bad as just above it if the next limit
 * makes it better (`[0, "bad"], [100, "good"]`). Of what is below a first limit that means good, nothing is known.
 */
function levelBelow(thresholds: Thresholds): Level | undefined {
  const [first, second] = thresholds.map(([, level]) => level);
  if (first === undefined || first === 'good') return undefined;
  return second !== undefined && BADNESS[second] < BADNESS[first] ? first : 'good';
}

const BADNESS = { good: 0, warn: 1, bad: 2 } as const;
