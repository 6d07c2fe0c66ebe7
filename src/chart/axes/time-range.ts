import { isInstant } from '../../text/format-time.js';
import type { Extent } from './window.js';

/** The visible part of a time axis: the newest `span` milliseconds, or a fixed part; neither: all there is. */
export interface TimeRange {
  readonly span?: number;
  readonly fixed?: Extent;
}

/** Reads `"5m"`, `"all"`, or `"<from>/<to>"` with two times by ISO 8601; `undefined` for anything else. */
export function parseRange(text: string): TimeRange | undefined {
  if (text === 'all') return {};
  const [, count, unit] = /^([1-9]\d{0,4})([smhd])$/.exec(text) ?? [];
  if (unit !== undefined) return { span: Number(count) * UNITS[unit as keyof typeof UNITS] };
  const [first = Number.NaN, last = Number.NaN] = text
    .split('/')
    .map((time) => (/^\d{4}-/.test(time) ? Date.parse(time) : Number.NaN));
  return first < last ? { fixed: { first, last } } : undefined;
}

/** Writes an extent as an attribute or address has it; `undefined` if an end is out of range. */
export function rangeOf({ first, last }: Extent): string | undefined {
  if (!isInstant(first, false) || !isInstant(last, false)) return undefined;
  return `${new Date(first).toISOString()}/${new Date(last).toISOString()}`;
}

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
