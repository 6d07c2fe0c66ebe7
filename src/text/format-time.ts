import { wallTimeIn } from './zone-time.js';

/**
 * Whether a time is in a year from 1 to 9999, by the viewer's clock or as it was written. Others, such as micro- or
 * nanoseconds taken for milliseconds, are only numbers.
 */
export function isInstant(ms: number, isLocal = true): boolean {
  const date = new Date(ms);
  return isYear(isLocal ? date.getFullYear() : date.getUTCFullYear());
}

function isYear(year: number): boolean {
  return year >= 1 && year <= 9999;
}

/** Whether a `Date` can be this time, of whatever year: a time axis has years of more digits. */
export function isDate(ms: number): boolean {
  return !Number.isNaN(new Date(ms).getTime());
}

/** Writes a time or a span that is out of range, as the number that it is. */
export function bareNumber(ms: number): string {
  return Number.isNaN(ms) ? '–' : String(ms).replace('-', '−').replace('Infinity', '∞');
}

/**
 * Writes a moment: its time of day, with a date if that is not today's, and decimals only if it has them.
 *
 * An instant is shown in local time or in that of a zone, a wall-clock time without a zone as it was written, and one that is
 * out of range as the number.
 */
export function formatInstant(ms: number, options: InstantOptions = {}): string {
  const { isUtc = true, now = Date.now(), zone, isWhole = false } = options;
  const inZone = (instant: number) =>
    zone === undefined ? partsOf(instant, true) : partsOf(wallTimeIn(zone, instant), false);
  const { year, month, day, time } = isUtc ? inZone(ms) : partsOf(ms, false);
  if (!isYear(year)) return bareNumber(ms);
  const today = isUtc ? inZone(now) : partsOf(now, true);
  const fraction = isWhole ? '' : fractionOf(ms);
  if (year !== today.year) return `${pad(year, 4)}-${pad(month + 1)}-${pad(day)} ${time}${fraction}`;
  if (month !== today.month || day !== today.day) return `${MONTHS[month]} ${day}, ${time}${fraction}`;
  return `${time}${fraction}`;
}

export interface InstantOptions {
  /** Whether it is an instant, and not a time without a zone. Default: true. */
  readonly isUtc?: boolean;
  /** Milliseconds since the epoch: times of this day are written without a date. */
  readonly now?: number;
  /** The name of a time zone. Default: the viewer's. */
  readonly zone?: string | undefined;
  /** Whether parts of a second are left out. Default: false. */
  readonly isWhole?: boolean;
}

/** Writes the time of day of an instant, in local time: `14:32:07`. */
export function formatClock(ms: number): string {
  return isInstant(ms) ? partsOf(ms, true).time : bareNumber(ms);
}

/**
 * Writes a span of time in its two largest units: `350 ms`, `12.4 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`; a longer one
 * than Python has as the number of milliseconds.
 */
export function formatDuration(ms: number): string {
  if (!(Math.abs(ms) <= LONGEST)) return bareNumber(ms);
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms === 0) return '0 s';
  if (ms < 0.001) return `${round(ms * 1e6)} ns`;
  if (ms < 1) return `${round(ms * 1000)} µs`;
  if (ms < SECOND) return `${round(ms)} ms`;
  if (ms < MINUTE) return `${round(ms / SECOND)} s`;
  if (ms < HOUR) return pair(ms, MINUTE, 'min', SECOND, 's');
  if (ms < DAY) return pair(ms, HOUR, 'h', MINUTE, 'min');
  return pair(ms, DAY, 'd', HOUR, 'h');
}

/** Writes an age in whole units: `12 s`, `3 min`, `2 h`. */
export function formatAge(ms: number): string {
  if (!(ms <= LONGEST)) return bareNumber(ms);
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  return ms < DAY ? `${Math.floor(ms / HOUR)} h` : `${Math.floor(ms / DAY)} d`;
}

function partsOf(ms: number, isLocal: boolean) {
  const date = new Date(ms);
  return isLocal
    ? {
        year: date.getFullYear(),
        month: date.getMonth(),
        day: date.getDate(),
        time: `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`,
      }
    : {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth(),
        day: date.getUTCDate(),
        time: `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`,
      };
}

/** Writes the decimals of the second, to the microsecond: `.500`, `.123456` or nothing. */
function fractionOf(ms: number): string {
  const micros = Math.round((((ms % SECOND) + SECOND) % SECOND) * 1000) % 1_000_000;
  if (micros === 0) return '';
  return micros % 1000 === 0 ? `.${pad(micros / 1000, 3)}` : `.${pad(micros, 6)}`;
}

function pair(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${largeName}${rest === 0 ? '' : ` ${rest} ${smallName}`}`;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const LONGEST = 1e9 * DAY;
