import { area, line } from 'd3-shape';
import { linearScale } from './axes/linear-scale.js';
import { gapOf } from './series/gap.js';
import { PixelColumns } from './series/pixel-columns.js';
import type { Series } from './series/series.js';

export type Numbers = Float64Array | readonly number[];

/** The SVG paths of a small line without axes, stretched over a box. */
export interface Sparkline {
  readonly line: string;
  /** The area from the line down to the bottom of the box; made when it is read. */
  readonly area: string;
  /** How far down the last value is, in percent of the height; `undefined` if there is none. It is at the right end. */
  readonly end: number | undefined;
}

/**
 * Draws values from their own minimum to their own maximum with some air above and below; a constant is a line in the
 * middle. A value that is no number is a gap.
 *
 * @param times The positions of the values from left to right, ascending; default: evenly spaced.
 */
export function sparkline(values: Numbers, width: number, height: number, times?: Numbers): Sparkline {
  const lastIndex = values.length - 1;
  const lastValue = values[lastIndex];
  const first = times?.[0] ?? 0;
  const last = times?.[lastIndex] ?? lastIndex;
  const across = linearScale([first, last], [first < last ? 0 : width, width]);
  const x = (_: number, i: number) => across(times?.[i] ?? i);
  const y = linearScale(extentOf(values), [height * (1 - AIR), height * AIR]);
  return {
    line: line<number>().digits(DIGITS).defined(isNumber).x(x).y(y)(values) ?? '',
    get area() {
      return area<number>().digits(DIGITS).defined(isNumber).x(x).y0(height).y1(y)(values) ?? '';
    },
    end: lastValue === undefined || !isNumber(lastValue) ? undefined : round((y(lastValue) / height) * 100),
  };
}

/** The lowest and the highest number. */
function extentOf(values: Numbers): [lowest: number, highest: number] {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!isNumber(value)) continue;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return [lowest, highest];
}

/**
 * Gives the points of a series from an index on: all if they are few, else the lowest and the highest of each of 100
 * columns, which look the same in a box of that size. Where a chart would break the line there is a NaN.
 */
export function thinned(series: Series, from: number): { readonly times: Numbers; readonly values: Numbers } {
  const times = series.times.subarray(from);
  const values = series.values.subarray(from);
  const start = times[0] ?? 0;
  const width = ((times.at(-1) ?? 0) - start) / COLUMNS;
  const gap = gapOf(times, width / COLUMN_PIXELS);
  const few = new Points();
  if (times.length <= 2 * COLUMNS || !Number.isFinite(width)) {
    for (let i = Math.max(0, times.length - 2 * COLUMNS); i < times.length; i++) {
      if ((times[i] as number) - (times[i - 1] ?? Number.POSITIVE_INFINITY) > gap) few.break();
      few.add(times[i] as number, values[i] as number);
    }
    return few;
  }
  const columns = new PixelColumns();
  columns.fill(series, start, width, COLUMNS, gap);
  for (let c = 0; c < COLUMNS; c++) {
    const time = start + c * width;
    const ends = [columns.lowest[c] as number, columns.highest[c] as number];
    if (!ends.every(isNumber)) continue;
    if ((columns.first[c] as number) > (columns.last[c] as number)) ends.reverse();
    if (columns.broken[c] === 1) few.break();
    for (const [i, value] of ends.entries()) few.add(time + (i * width) / 2, value);
  }
  few.add(times.at(-1) as number, values.at(-1) as number);
  return few;
}

class Points {
  readonly times: number[] = [];
  readonly values: number[] = [];

  add(time: number, value: number): void {
    this.times.push(time);
    this.values.push(value);
  }

  /** Ends the line at the last point. */
  break(): void {
    if (this.times.length > 0) this.add(this.times.at(-1) as number, Number.NaN);
  }
}

function isNumber(value: number): boolean {
  return Number.isFinite(value);
}

function round(value: number): number {
  return Math.round(value * 10 ** DIGITS) / 10 ** DIGITS;
}

/** Share of the box's height above and below the line: room for its stroke and its dot. */
const AIR = 0.12;
/** Decimals of a position: the box is drawn at two or three times its own size at most. */
const DIGITS = 1;
const COLUMNS = 100;
/** A stat's sparkline is about twice as many CSS pixels wide. */
const COLUMN_PIXELS = 2;
