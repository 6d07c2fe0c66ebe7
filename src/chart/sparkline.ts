import { PixelColumns } from './series/pixel-columns.js';
import type { Series } from './series/series.js';

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
  // The difference of two very large numbers is too large to be one.
  const scale = Number.isFinite(highest - lowest) ? 1 : 0.25;
  const end = values.length - 1;
  // Nor is that of two times: then they are evenly spaced.
  const spaced = times !== undefined && Number.isFinite((times[end] ?? 0) - (times[0] ?? 0)) ? times : undefined;
  const first = spaced?.[0] ?? 0;
  const span = (spaced?.[end] ?? end) - first;
  const x = (i: number) => round(span > 0 ? (((spaced?.[i] ?? i) - first) / span) * width : width);
  const y = (i: number) => {
    if (lowest === highest) return round(height / 2);
    const share = ((values[i] as number) * scale - lowest * scale) / (highest * scale - lowest * scale);
    return round(height * (1 - AIR - share * (1 - 2 * AIR)));
  };
  let line = '';
  let area = '';
  for (let i = 0; i <= end; i++) {
    if (!Number.isFinite(values[i])) continue;
    const start = i;
    let run = `M${x(i)},${y(i)}`;
    while (Number.isFinite(values[i + 1])) run += `L${x(++i)},${y(i)}`;
    line += run;
    area += `${run}L${x(i)},${height}L${x(start)},${height}Z`;
  }
  return { line, area, last: Number.isFinite(values[end]) ? `M${x(end)} ${y(end)}h0` : '' };
}

/**
 * The points of a series from an index on: all if they are few, else the lowest and the highest of each of 100 columns,
 * which look the same in a box of that size.
 */
export function thinned(series: Series, from: number): { readonly times: Numbers; readonly values: Numbers } {
  const times = series.times.subarray(from);
  const values = series.values.subarray(from);
  if (times.length <= 2 * COLUMNS) return { times, values };
  const start = times[0] as number;
  const width = ((times.at(-1) as number) - start) / COLUMNS;
  if (!Number.isFinite(width)) return { times: times.slice(-2 * COLUMNS), values: values.slice(-2 * COLUMNS) };
  const columns = new PixelColumns();
  columns.fill(series, start, width, COLUMNS, Number.POSITIVE_INFINITY);
  const few = { times: [] as number[], values: [] as number[] };
  for (let c = 0; c < COLUMNS; c++) {
    const time = start + c * width;
    const ends = [columns.lowest[c] as number, columns.highest[c] as number];
    if ((columns.first[c] as number) > (columns.last[c] as number)) ends.reverse();
    few.times.push(time, time + width / 2);
    few.values.push(...ends);
  }
  few.times.push(times.at(-1) as number);
  few.values.push(values.at(-1) as number);
  return few;
}

const AIR = 0.12;
const COLUMNS = 100;

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
