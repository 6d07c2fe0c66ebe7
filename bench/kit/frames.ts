import { round } from './statistics.js';

const FRAME = 1000 / 60;

/** The share of a screen's frames that did not come, from the milliseconds between those that did. */
export function framesMissedPercent(gaps: readonly number[]): number {
  const missed = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / FRAME) - 1), 0);
  return round((100 * missed) / (gaps.length + missed), 2);
}

export function framesPerSecond(gaps: readonly number[]): number {
  return round((1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap, 0));
}

/** Frames a second that count as 60: a measurement begins and ends within a frame. */
export const SMOOTH = 59.5;
