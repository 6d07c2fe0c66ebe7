import { format } from 'd3-format';
import type { Column } from '../../core/values.js';
import { formatNumber, formatValue } from '../../text/format.js';
import { formatDuration, formatInstant } from '../../text/format-time.js';
import { isCurrency, quantityText } from '../../text/quantity.js';
import type { Series } from './series.js';

/** The point that a number is compared with: the one before it, the oldest, or the newest of a time ago. */
export type DeltaBasis = 'previous' | 'start' | { readonly ago: number };

export interface Delta {
  readonly difference: number;
  /** The difference as a share of the older amount; `undefined` where that is not above zero. */
  readonly share: number | undefined;
  /** The time of the older point. */
  readonly since: number;
  /** Whether the points go back as far as was asked for. */
  readonly isWhole: boolean;
}

/**
 * Reads `"previous"`, `"start"` or a duration such as `"5m"` (`s`, `m`, `h`, `d`).
 *
 * @throws With a sentence that says what is allowed.
 */
export function parseDeltaBasis(text: string): DeltaBasis {
  if (text === 'previous' || text === 'start') return text;
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(s|m|h|d)$/.exec(text) ?? [];
  if (amount === undefined || Number(amount) === 0) {
    throw new Error(`delta "${text}" is not known; it should be "previous", "start" or a time such as "5m"`);
  }
  return { ago: Number(amount) * MILLISECONDS[unit as keyof typeof MILLISECONDS] };
}

/** Compares the newest number of a series with an older one; `undefined` if there are no two numbers. */
export function deltaOf(series: Series, basis: DeltaBasis): Delta | undefined {
  const { times, values } = series;
  const last = series.length - 1;
  const newest = values[last];
  if (newest === undefined || !Number.isFinite(newest)) return undefined;
  const found = indexOfBasis(series, basis);
  const since = times[found];
  const before = values[found];
  if (since === undefined || before === undefined || found === last) return undefined;
  const isWhole = typeof basis === 'string' || since <= (times[last] as number) - basis.ago;
  const difference = newest - before;
  return {
    difference,
    share: before > 0 && Number.isFinite(difference / before) ? difference / before : undefined,
    since,
    isWhole,
  };
}

/** A change as it is read: `▲ +6.4% vs 5 min before`. */
export interface DeltaWords {
  readonly direction: 'up' | 'down' | 'flat';
  readonly amount: string;
  readonly basis: string;
}

/**
 * Writes the change of a counted amount (money, rates, numbers without a unit) as a share, any other in its own unit, and
 * that of percentages in points.
 */
export function deltaWords(
  { difference, share, since, isWhole }: Delta,
  basis: DeltaBasis,
  column: Column,
  unit: string,
): DeltaWords {
  const isCounted = unit === '' || unit.startsWith('/') || isCurrency(unit);
  const isPercentage = unit === '%' || column.format?.endsWith('%') === true;
  const size = Math.abs(difference);
  const amount = isPercentage
    ? `${unit === '%' ? formatValue(size, column) : formatNumber(size * 100, ',.2f')} pt`
    : isCounted && share !== undefined && column.type !== 'duration'
      ? format(Math.abs(share) < 0.001 ? ',.2%' : ',.1%')(Math.abs(share))
      : quantityText(formatValue(size, column), unit);
  const direction = !/[1-9∞]/.test(amount) ? 'flat' : difference > 0 ? 'up' : 'down';
  return { direction, amount: `${SIGNS[direction]}${amount}`, basis: basisWords(basis, since, isWhole) };
}

/** Names the basis if the points go back that far, else the time of the oldest point. */
function basisWords(basis: DeltaBasis, since: number, isWhole: boolean): string {
  if (basis === 'previous') return 'vs previous';
  if (basis === 'start' || !isWhole) return `since ${formatInstant(Math.floor(since / 1000) * 1000)}`;
  return `vs ${formatDuration(basis.ago)} before`;
}

/** Finds the point to compare with, or the nearest number after it. */
function indexOfBasis(series: Series, basis: DeltaBasis): number {
  const last = series.length - 1;
  if (basis === 'previous') return lastNumber(series, last - 1);
  const at = basis === 'start' ? 0 : Math.max(0, series.indexAt(series.lastTime - basis.ago + SMALLEST) - 1);
  return firstNumber(series, at);
}

function lastNumber({ values }: Series, from: number): number {
  let i = from;
  while (i >= 0 && !Number.isFinite(values[i])) i--;
  return i;
}

function firstNumber({ values }: Series, from: number): number {
  let i = from;
  while (i < values.length && !Number.isFinite(values[i])) i++;
  return i;
}

/** Milliseconds that are added to a time, so that a point at that very time counts as before it. */
const SMALLEST = 0.001;

const MILLISECONDS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;
const SIGNS = { up: '+', down: '−', flat: '' } as const;
