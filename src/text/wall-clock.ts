/*
 * A wall-clock time is what a clock on the viewer's wall shows, kept as if it were UTC. Times without a zone travel so.
 */

/** Gives what the clock shows at an instant. */
export function wallTime(instant: number): number {
  return instant - shiftAt(instant);
}

/** Gives the instant at which the clock shows a wall-clock time. */
export function instantOf(wall: number): number {
  return wall + shiftAt(wall + shiftAt(wall)); // the shift at about that time tells the time, and so the shift
}

/** Milliseconds from the wall's clock to UTC. */
function shiftAt(instant: number): number {
  return new Date(instant).getTimezoneOffset() * MINUTE;
}

const MINUTE = 60_000;
