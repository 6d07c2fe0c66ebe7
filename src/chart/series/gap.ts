/**
 * Gives the step of time from which on a line is broken: much longer than the usual ones, and wide enough to be seen.
 *
 * @param perPixel The milliseconds, or plain numbers, of a pixel of the drawing.
 */
export function gapOf(times: Float64Array, perPixel: number): number {
  return Math.max(GAP_STEPS * usualStep(times), GAP_PIXELS * perPixel);
}

/** A step that is this much longer than the usual ones is a gap. Half of it would break a stream that misses a beat. */
const GAP_STEPS = 4;
/** A narrower gap could not be told from a join. */
const GAP_PIXELS = 6;
/** Enough for the 95th percentile to be steady, and few enough to be read in each frame. */
const SAMPLED_STEPS = 200;

/** Gives the step of time that 19 of 20 do not exceed; in a stream of bursts that is the time between two of them. */
function usualStep(times: Float64Array): number {
  const steps = times.length - 1;
  if (steps < 2) return Number.POSITIVE_INFINITY;
  const count = Math.min(steps, SAMPLED_STEPS);
  const sample = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const at = Math.floor((i * steps) / count);
    sample[i] = (times[at + 1] as number) - (times[at] as number);
  }
  sample.sort();
  return sample[Math.floor(0.95 * (count - 1))] as number;
}
