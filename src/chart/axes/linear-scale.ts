import { scaleLinear } from 'd3-scale';

/**
 * A linear scale whose domain may be as wide as numbers go (d3's own divides by the difference of its ends); what is beyond
 * an end is at that end.
 */
export function linearScale(
  [low, high]: readonly [low: number, high: number],
  range: readonly [number, number],
): (value: number) => number {
  const factor = Number.isFinite(high - low) ? 1 : 0.25;
  const scale = scaleLinear([low * factor, high * factor], range).clamp(true);
  return (value) => scale(value * factor);
}
