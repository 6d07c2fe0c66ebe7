import { precisionFixed } from 'd3-format';
import type { Column } from '../core/values.js';
import { formatNumber } from './format.js';
import { formatDuration } from './format-time.js';

/**
 * Writes a value of a line. Without a format of its own it has as many decimals as the axis can show, the same for all
 * lines, so that they stand below each other.
 *
 * @param step The distance of two ticks of the axis.
 * @param values All values that stand below each other: if they are whole numbers, none has decimals.
 */
export function lineText(value: number, values: readonly number[], step: number, { type, format }: Column): string {
  if (type === 'duration') return formatDuration(value);
  if (format !== undefined) return formatNumber(value, format);
  const isWhole = values.every((one) => !Number.isFinite(one) || Number.isInteger(one));
  return formatNumber(value, `,.${isWhole ? 0 : Math.min(MOST_DECIMALS, precisionFixed(step / FINER))}f`);
}

/** The part of a tick's step that values are rounded to: about a pixel of the plot. */
const FINER = 100;
const MOST_DECIMALS = 12;
