/** A line through samples: how much they grow an hour, and the standard error of that. */
export interface Slope {
  readonly perHour: number;
  readonly error: number;
}

/** @param samples Time in milliseconds, value. */
export function slopeOf(samples: readonly (readonly [time: number, value: number])[]): Slope {
  const HOUR = 3_600_000;
  const n = samples.length;
  const meanTime = samples.reduce((sum, [time]) => sum + time, 0) / n;
  const meanValue = samples.reduce((sum, [, value]) => sum + value, 0) / n;
  const spread = samples.reduce((sum, [time]) => sum + (time - meanTime) ** 2, 0);
  const slope = samples.reduce((sum, [time, value]) => sum + (time - meanTime) * (value - meanValue), 0) / spread;
  const residuals = samples.reduce(
    (sum, [time, value]) => sum + (value - meanValue - slope * (time - meanTime)) ** 2,
    0,
  );
  return { perHour: slope * HOUR, error: Math.sqrt(residuals / (n - 2) / spread) * HOUR };
}
