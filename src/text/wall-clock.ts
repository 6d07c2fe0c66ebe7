/*
 * A wall-clock time is the time on the viewer's wall, kept as if it were UTC. Times without a zone travel so.
 */

/** Gives what the clock shows at an instant. */
export function wallTime(instant: number): number {
  return instant - shiftAt(instant);
}

/** Gives the instant at which the clock shows a wall-clock time. */
export function instantOf(wall: number): number {
  return wall + shiftAt(wall + shiftAt(wall)); // the first guess is near enough to have the right shift
}

/** Gives the milliseconds from the wall's clock to UTC. Long ago some zones were not whole minutes apart. */
export function shiftAt(instant: number): number {
  const date = new Date(instant);
  const minutes = Math.trunc(date.getTimezoneOffset());
  const seconds = (60 + date.getUTCSeconds() - date.getSeconds()) % 60;
  return minutes * MINUTE + (minutes < 0 && seconds > 0 ? seconds - 60 : seconds) * SECOND;
}

const SECOND = 1000;
const MINUTE = 60_000;
