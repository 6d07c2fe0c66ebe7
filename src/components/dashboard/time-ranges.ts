import { parseRange } from '../../chart/time-range.js';
import { formatClock, formatDuration, formatInstant } from '../../text/format-time.js';

/** The ranges that a viewer can choose from. */
export const RANGES = ['30s', '1m', '5m', '15m', '30m', '1h', '3h', '6h', '12h', '24h', 'all'] as const;

/** What a range is called: `Last 5 min`, `All`, `14:30:00 – 14:35:00`. */
export function rangeWords(range: string): string {
  const { span, fixed } = parseRange(range) ?? {};
  if (span !== undefined) return `Last ${formatDuration(span).replace(/^1 d$/, '24 h')}`;
  if (fixed === undefined) return 'All';
  const isOneDay = new Date(fixed.first).toDateString() === new Date(fixed.last).toDateString();
  const [first, last] = [wholeSecond(fixed.first), wholeSecond(fixed.last)];
  return `${formatInstant(first)} – ${isOneDay ? formatClock(last) : formatInstant(last)}`;
}

function wholeSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
