import { LONGEST_TIMEOUT } from './timeout.js';

/**
 * Milliseconds until a lost link is tried again. With jitter, so that those who lost it together do not come back
 * together; never before the relay's `retryAfter`.
 *
 * @param failures In a row, the one that has just been included.
 */
export function backOff(failures: number, retryAfter: number): number {
  const delay = Math.min(FIRST_DELAY * 2 ** (failures - 1), LONGEST_DELAY);
  const wait = Math.max(delay * (0.5 + Math.random()), retryAfter * (1 + 0.2 * Math.random()));
  return Math.min(wait, LONGEST_TIMEOUT);
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 10_000;

/** The least that `backOff` gives. */
export const SHORTEST_DELAY = FIRST_DELAY / 2;
