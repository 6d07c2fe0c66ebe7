import type { Value } from '../../../core/values.js';
import { formatNumber } from '../../../text/format.js';
import { formatInstant } from '../../../text/format-time.js';

/**
 * Writes a window of Pathway, which is its instance, start and end: `12:00–12:05`, `0–10`; `undefined` if it is something
 * else.
 */
export function windowText(value: Value, zone: string | undefined): string | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const [instance, start, end] = value as [Value, Value, Value];
  const before = instance === null ? '' : `${typeof instance === 'string' ? instance : JSON.stringify(instance)} `;
  const areNumbers = typeof start === 'number' && typeof end === 'number';
  if (areNumbers && !(start >= LEAST_TIME && end >= LEAST_TIME)) {
    return `${before}${formatNumber(start)}–${formatNumber(end)}`;
  }
  const from = timeOf(start);
  const to = timeOf(end);
  if (from === undefined || to === undefined) return undefined;
  const write = ({ ms, isUtc }: Time, now: number) => formatInstant(ms, { isUtc, zone, now, isWhole: true });
  // The end has a date only if it is another day than that of the start.
  const texts = [write(from, Date.now()), write(to, Date.now())];
  const [date] = /^.*(?=\d{2}:\d{2}:\d{2}$)/.exec(texts[0] as string) ?? [''];
  const ends = texts[1]?.startsWith(date as string) ? texts[1].slice((date as string).length) : texts[1];
  const areMinutes = texts.every((text) => text.endsWith(':00'));
  return `${before}${date}${[(texts[0] as string).slice((date as string).length), ends].map((text) => (areMinutes ? text?.replace(/:00$/, '') : text)).join('–')}`;
}

/** Numbers from here on are milliseconds since 1970, from 1973 on; others are what they are. */
const LEAST_TIME = 1e11;

interface Time {
  readonly ms: number;
  readonly isUtc: boolean;
}

/** Reads a time in the form in which it stands inside other values: as in ISO 8601. */
function timeOf(value: Value): Time | undefined {
  if (typeof value === 'number') return { ms: value, isUtc: false };
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value)) return undefined;
  const isUtc = /(?:Z|[+-]\d\d:?\d\d)$/.test(value);
  const ms = Date.parse(isUtc ? value : `${value.replace(' ', 'T')}Z`);
  return Number.isNaN(ms) ? undefined : { ms, isUtc };
}
