import { bareNumber, isInstant } from '../text/format-time.js';

/**
 * Which clock an axis shows: the viewer's (`local`), or the one that the times were written by (`written`: times without
 * a zone are kept as if they were UTC, and shown as they are).
 */
export type Clock = 'local' | 'written';

export interface TimeTicks {
  /** Milliseconds between two ticks; of months and years their shortest length. */
  readonly step: number;
  readonly times: readonly number[];
}

/**
 * The round times of `[from, to]`, at least `least` milliseconds apart. Steps of more than an hour follow the calendar:
 * they stay on noon and midnight when the clock changes to summer time.
 */
export function timeTicks(from: number, to: number, least: number, clock: Clock): TimeTicks {
  const step = EVEN_STEPS.find((length) => length >= least) ?? 0;
  if (step > 0) {
    const shift = wallTime(from, clock) - from; // its part below an hour, as in India, moves the round times
    return { step, times: multiplesBetween(from, to, step, -shift) };
  }
  const months = MONTH_STEPS.find((count) => count * MONTH >= least) ?? 12 * roundUp(least / YEAR);
  const days = CALENDAR_STEPS.find((length) => length >= least);
  const walls =
    days === undefined
      ? monthsBetween(wallTime(from, clock), wallTime(to, clock), months)
      : multiplesBetween(wallTime(from, clock), wallTime(to, clock), days, days === WEEK ? MONDAY : 0);
  // An hour that summer time leaves out is no tick
  const times = walls.map((wall) => instant(wall, clock)).filter((time, i) => wallTime(time, clock) === walls[i]);
  return { step: days ?? months * MONTH, times: times.filter((time) => time >= from && time <= to) };
}

/** The words of a tick: as fine as the step needs, with seconds too in a window below ten minutes; a day at midnight. */
export function tickLabel(time: number, step: number, window: number, clock: Clock): string {
  const wall = wallTime(time, clock);
  if (!isInstant(wall)) return bareNumber(time);
  const date = new Date(wall);
  const month = date.getUTCMonth();
  if (step >= YEAR || (step >= MONTH && month === 0)) return `${date.getUTCFullYear()}`;
  if (step >= MONTH) return MONTHS[month] as string;
  if (step >= DAY || wall % DAY === 0) return `${MONTHS[month]} ${date.getUTCDate()}`;
  if (step < SECOND) return timeOfDay(wall, MILLISECONDS);
  return timeOfDay(wall, step < MINUTE || window < 10 * MINUTE ? SECONDS : MINUTES);
}

/** What the clock shows at an instant, as if it were UTC: there, calendar arithmetic has no exceptions. */
export function wallTime(time: number, clock: Clock): number {
  return clock === 'local' ? time - new Date(time).getTimezoneOffset() * MINUTE : time;
}

function instant(wall: number, clock: Clock): number {
  if (clock === 'written') return wall;
  const date = new Date(wall);
  return new Date(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCHours()).getTime();
}

function multiplesBetween(from: number, to: number, step: number, phase: number): number[] {
  const first = Math.ceil((from - phase) / step);
  return counted(Math.floor((to - phase) / step) - first + 1, (i) => (first + i) * step + phase);
}

/** Ticks are counted, and none is made from the one before: adding a step to a very large number leaves it as it is. */
function counted(count: number, tick: (i: number) => number): number[] {
  return Array.from({ length: count > 0 ? Math.min(count, MOST_TICKS) : 0 }, (_, i) => tick(i));
}

function monthsBetween(from: number, to: number, count: number): number[] {
  const first = Math.floor(monthOf(from) / count);
  return counted(Math.floor(monthOf(to) / count) - first + 1, (i) => Date.UTC(1970, (first + i) * count));
}

/** Counted from January 1970. */
function monthOf(wall: number): number {
  const date = new Date(wall);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

/** 1, 2, 5, 10, 20, 50 … */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (value <= power ? 1 : value <= 2 * power ? 2 : value <= 5 * power ? 5 : 10);
}

function timeOfDay(wall: number, length: number): string {
  return new Date(wall).toISOString().slice(-13, -13 + length);
}

/** More than there is room for on any screen. */
const MOST_TICKS = 500;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 28 * DAY;
const YEAR = 12 * MONTH;
/** Days since 1970-01-01, a Thursday, in milliseconds. */
const MONDAY = 4 * DAY;

const EVEN_STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30, 60].map((n) => n * MINUTE),
];
const CALENDAR_STEPS = [2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, WEEK, 2 * WEEK];
const MONTH_STEPS = [1, 3, 6, 12];

const MINUTES = 'HH:MM'.length;
const SECONDS = 'HH:MM:SS'.length;
const MILLISECONDS = 'HH:MM:SS.mmm'.length;

/** Words of our own: the first `Intl.DateTimeFormat` of a page takes it 20 to 40 ms. */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
