import { type ChartWindow, endOf } from './axes/window.js';
import type { ChartLayout, SceneLine } from './layout.js';
import type { Series } from './series/series.js';

/** One line's value at the crosshair. */
export interface Reading {
  readonly line: SceneLine;
  readonly time: number;
  readonly value: number;
}

/** The values of all lines at one time: the nearest point of all, and of each other line the point nearest to that. */
export interface Readout {
  readonly time: number;
  readonly readings: readonly Reading[];
}

/** Reads the lines at a time; `undefined` if there is no point in the window. */
export function readAt({ lines, window }: ChartLayout, time: number): Readout | undefined {
  const readings = lines.flatMap((line): Reading[] => {
    const i = nearest(line.series, time, window);
    const at = line.series.times[i];
    return at === undefined ? [] : [{ line, time: at, value: line.series.values[i] as number }];
  });
  const distance = (reading: Reading) => Math.abs(reading.time - time);
  const [closest] = readings.toSorted((a, b) => distance(a) - distance(b));
  if (closest === undefined) return undefined;
  const reach = REACH * window.perPixel;
  return { time: closest.time, readings: readings.filter((one) => Math.abs(one.time - closest.time) <= reach) };
}

/** Finds the next point of any line after, or before, a time: at least a pixel away, so that each key has an effect. */
export function nextTime(layout: ChartLayout, time: number, direction: 1 | -1): number | undefined {
  const limit = time + direction * layout.window.perPixel;
  const found = layout.lines.flatMap(({ series }) => {
    const at = direction > 0 ? series.indexAt(limit) : series.indexAt(limit + Number.EPSILON * limit) - 1;
    const next = series.times[at];
    return next === undefined ? [] : [next];
  });
  if (found.length === 0) return undefined;
  return direction > 0 ? Math.min(...found) : Math.max(...found);
}

/** Gives the index of the point of the window that is nearest to a time; -1 without one. */
function nearest(series: Series, time: number, window: ChartWindow): number {
  const { times } = series;
  const first = series.indexAt(window.from);
  const last = series.indexAt(endOf(window)) - 1;
  if (last < first) return -1;
  const after = Math.min(last, Math.max(first, series.indexAt(time)));
  const before = Math.max(first, after - 1);
  return time - (times[before] as number) <= (times[after] as number) - time ? before : after;
}

/** Device pixels from the crosshair within which another line's point belongs to it. */
const REACH = 24;
