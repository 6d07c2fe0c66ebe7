import { formatDuration, formatInstant } from '../../text/format-time.js';
import { parseRange } from './time-range.js';

/**
 * A range in words: `Last 5 min`, `All`, `14:30 – 14:35`, with seconds only if it has them, and with their decimals only if
 * both ends would read the same without; `undefined` if it is none.
 */
export function rangeWords(range: string): string | undefined {
  const parsed = parseRange(range);
  if (parsed === undefined) return undefined;
  const { span, fixed } = parsed;
  if (span !== undefined) return `Last ${formatDuration(span).replace(/^1 d$/, '24 h')}`;
  if (fixed === undefined) return 'All';
  const isWhole = [fixed.first, fixed.last].every((time) => time % MINUTE === 0);
  const isFine = floor(fixed.first) === floor(fixed.last);
  const wordsOf = (time: number, now?: number) => {
    const words = formatInstant(isFine ? time : floor(time), now === undefined ? {} : { now });
    return isWhole ? words.replace(/:00$/, '') : words;
  };
  // The day of the start is not said again.
  const isOneDay = new Date(fixed.first).toDateString() === new Date(fixed.last).toDateString();
  return `${wordsOf(fixed.first)} – ${wordsOf(fixed.last, isOneDay ? fixed.last : undefined)}`;
}

function floor(time: number): number {
  return Math.floor(time / 1000) * 1000;
}

const MINUTE = 60_000;
