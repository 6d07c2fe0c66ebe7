/** Milliseconds. A timer that is set for longer goes off at once. */
export const LONGEST_TIMEOUT = 2 ** 31 - 1;
