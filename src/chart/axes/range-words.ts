import { formatClock, formatDuration, formatInstant } from '../../text/format-time.js';
import { parseRange } from './time-range.js';

/** A range in words: `Last 5 min`, `All`, `14:30:00 – 14:35:00`; `undefined` if it is none. */
export function rangeWords(range: string): string | undefined {
  const parsed = parseRange(range);
  if (parsed === undefined) return undefined;
  const { span, fixed } = parsed;
  if (span !== undefined) return `Last ${formatDuration(span).replace(/^1 d$/, '24 h')}`;
  if (fixed === undefined) return 'All';
  const isOneDay = new Date(fixed.first).toDateString() === new Date(fixed.last).toDateString();
  const [first, last] = [wholeSecond(fixed.first), wholeSecond(fixed.last)];
  return `${formatInstant(first)} – ${isOneDay ? formatClock(last) : formatInstant(last)}`;
}

function wholeSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
