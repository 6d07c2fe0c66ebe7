import type { Series } from '../core/series.js';
import type { ChartLayout, SceneLine } from './chart-layout.js';

/** One line's value at the crosshair. */
export interface Reading {
  readonly line: SceneLine;
  readonly time: number;
  readonly value: number;
}

/** What the lines say at one time: the nearest point of all, and of each line the one nearest to that. */
export interface Readout {
  readonly time: number;
  readonly readings: readonly Reading[];
}

/** `undefined` if there is no point in the window. */
export function readAt(layout: ChartLayout, time: number): Readout | undefined {
  const { from, perPixel, pixels } = layout.window;
  const isShown = (found: number) => found >= from && found <= from + perPixel * pixels;
  const readings = layout.lines.flatMap((line): Reading[] => {
    const i = nearest(line.series, time);
    const at = line.series.times[i];
    return at === undefined || !isShown(at) ? [] : [{ line, time: at, value: line.series.values[i] as number }];
  });
  const distance = (reading: Reading) => Math.abs(reading.time - time);
  const closest = readings.reduce((best, one) => (distance(one) < distance(best) ? one : best), readings[0] as Reading);
  if (closest === undefined) return undefined;
  const reach = REACH * perPixel;
  return { time: closest.time, readings: readings.filter((one) => Math.abs(one.time - closest.time) <= reach) };
}

/** The next point of any line after, or before, a time: at least a pixel away, so that no key press is without effect. */
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

/** The index of the point that is nearest to a time. */
function nearest(series: Series, time: number): number {
  const { times } = series;
  const after = series.indexAt(time);
  const before = after - 1;
  if (after >= times.length) return before;
  return before >= 0 && time - (times[before] as number) <= (times[after] as number) - time ? before : after;
}

/** Device pixels from the crosshair within which another line's point belongs to it. */
const REACH = 24;
