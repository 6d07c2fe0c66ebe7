import { SMOOTH } from '../kit/frames.js';
import type { Target } from '../kit/medians.js';
import type { Ladder, Rows } from './play.js';
import { type AtMost, MAIN_THREAD } from './work.js';

/** 100,000 updates of random rows handed over at once. */
export const STRESS: Readonly<Record<string, Rows & AtMost>> = {
  'stress: 10,000 rows': { rows: 10_000, most: 90 },
  'stress: 10,000 rows, sorted': { rows: 10_000, isSorted: true, most: 110 },
  'stress: 100,000 rows': { rows: 100_000, most: 160 },
  'stress: 100,000 rows, sorted': { rows: 100_000, isSorted: true, most: 280 },
};

/** Updates at a steady rate. */
export const LADDER: Readonly<Record<string, Ladder & AtMost>> = {
  'ladder: 10,000 rows, 50,000/s': { rows: 10_000, updatesPerSecond: 50_000, most: 16 },
  'ladder: 100,000 rows, sorted, 10,000/s': { rows: 100_000, isSorted: true, updatesPerSecond: 10_000, most: 20 },
  'ladder: 100,000 rows, sorted, 50,000/s': { rows: 100_000, isSorted: true, updatesPerSecond: 50_000, most: 20 },
  'ladder: 1,000,000 rows, sorted, 10,000/s': { rows: 1_000_000, isSorted: true, updatesPerSecond: 10_000, most: 100 },
};

/** From the navigation of a page until 1,000 rows are in it. */
export const NAVIGATION: Readonly<Record<string, AtMost>> = { 'navigation: 1,000 rows': { most: 150 } };

/** What StreamViz should reach in a case. */
export function targetsOf(name: string): readonly Target[] {
  const most = { ...MAIN_THREAD, ...STRESS, ...LADDER, ...NAVIGATION }[name]?.most;
  if (most === undefined) return [];
  if (name in LADDER)
    return [
      { figure: 'p50', most },
      { figure: 'framesPerSecond', least: SMOOTH },
    ];
  return [{ figure: name in MAIN_THREAD ? 'p50' : 'milliseconds', most }];
}
