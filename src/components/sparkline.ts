import { area, line } from 'd3-shape';

export type Numbers = Float64Array | readonly number[];

/** The SVG paths of a small line without axes, stretched over a box. */
export interface Sparkline {
  readonly line: string;
  /** From the line down to the bottom of the box. */
  readonly area: string;
  /** Of zero length: a dot when it is drawn with a round cap. Empty if there is no last value. */
  readonly last: string;
}

/**
 * Values from their own minimum to their own maximum with some air above and below; a constant is a line in the middle.
 * What is no number is a gap.
 *
 * @param times Where the values are from left to right, ascending; default: evenly spaced.
 */
export function sparkline(values: Numbers, width: number, height: number, times?: Numbers): Sparkline {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const first = times?.[0] ?? 0;
  const span = (times?.[values.length - 1] ?? values.length - 1) - first;
  const isDefined = (_: number, i: number) => Number.isFinite(values[i]);
  const x = (_: number, i: number) => (span > 0 ? (((times?.[i] ?? i) - first) / span) * width : width);
  const y = (_: number, i: number) => {
    if (lowest === highest) return height / 2;
    return height * (1 - AIR - (((values[i] as number) - lowest) / (highest - lowest)) * (1 - 2 * AIR));
  };
  const end = values.length - 1;
  return {
    line: line<number>().defined(isDefined).x(x).y(y).digits(1)(values) ?? '',
    area: area<number>().defined(isDefined).x(x).y1(y).y0(height).digits(1)(values) ?? '',
    last: end >= 0 && isDefined(0, end) ? `M${round(x(0, end))} ${round(y(0, end))}h0` : '',
  };
}

const AIR = 0.12;

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
