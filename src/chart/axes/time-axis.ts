import { scaleLinear } from 'd3-scale';
import {
  type CountableTimeInterval,
  type TimeInterval,
  utcDay,
  utcHour,
  utcMillisecond,
  utcMinute,
  utcMonday,
  utcMonth,
  utcYear,
} from 'd3-time';
import { bareNumber, isDate, MONTHS } from '../../text/format-time.js';
import { shiftAt } from '../../text/wall-clock.js';
import { memoize } from './memoize.js';

/**
 * The clock of an axis: the viewer's (`local`), or the one that the times were written by (`written`: times without a zone
 * are kept as if they were UTC, and shown as they are).
 */
export type Clock = 'local' | 'written';

export interface TimeTick {
  readonly time: number;
  readonly label: string;
}

/**
 * The round times of a clock, and their labels. The only place that knows of zones: d3 counts on the wall's clock, as if it
 * were UTC, and each shift that the clock has against UTC in the window takes its part of the result to instants. So
 * ticks stay on round times whenever, and by whatever, the clock changes.
 */
export class TimeScale {
  readonly #shiftAt: (instant: number) => number;
  readonly #ticksOf = memoize((step: number, unit: number, first: number, last: number): readonly TimeTick[] => {
    const ticks = this.#shiftsIn(first, last, step).flatMap((shift) => {
      const walls = intervalOf(step).range(new Date(first - shift), new Date(last - shift + 1));
      return walls.flatMap((wall) => this.#tickAt(wall.getTime(), shift, unit));
    });
    ticks.sort((a, b) => a.time - b.time);
    // When summer time ends, an hour comes twice: the second one is no tick of several hours
    return ticks.filter(({ time }, i) => i === 0 || time - (ticks[i - 1] as TimeTick).time > step / 2);
  });

  constructor(clock: Clock) {
    this.#shiftAt = clock === 'local' ? shiftAt : () => 0;
  }

  /**
   * Gives the round times of `[from, to]`, at least `least` milliseconds apart. Steps of more than an hour follow the
   * calendar: they stay on noon and midnight when the clock changes to summer time.
   */
  ticks(from: number, to: number, least: number): readonly TimeTick[] {
    if (!isDate(from) || !isDate(to)) return [];
    const step = stepOf(Math.max(least, Math.abs(to - from) / MOST_TICKS));
    const unit = to - from < SHORT ? Math.min(step, SECOND) : step;
    // The ticks of a stretch around the window stay the same while it moves by a pixel at a time
    const stretch = STRETCH * step;
    const ticks = this.#ticksOf(step, unit, Math.floor(from / stretch) * stretch, Math.ceil(to / stretch) * stretch);
    return ticks.filter(({ time }) => time >= from && time <= to);
  }

  /**
   * Writes a time as finely as a unit needs; a midnight as its date, the first of January as its year.
   *
   * @param unit Milliseconds.
   */
  label(time: number, unit: number): string {
    return this.#labelOf({ time, wall: time - this.#shiftAt(time) }, unit);
  }

  #labelOf({ time, wall }: { time: number; wall: number }, unit: number): string {
    if (!isDate(wall)) return bareNumber(time);
    const date = new Date(wall);
    if (unit >= YEAR || (unit >= MONTH && utcYear.floor(date).getTime() === wall)) return `${date.getUTCFullYear()}`;
    return wordsOf(date, wall % DAY === 0 ? Math.max(unit, DAY) : unit);
  }

  /** Finds the shifts that the clock has from one instant to another, looking at it each step. */
  #shiftsIn(first: number, last: number, step: number): readonly number[] {
    const shifts = new Set([this.#shiftAt(last)]);
    for (let time = first; time < last; time += step) shifts.add(this.#shiftAt(time));
    return [...shifts].filter(Number.isFinite);
  }

  /** Gives the tick of a wall-clock time while the clock has a shift; none if it has another one then. */
  #tickAt(wall: number, shift: number, unit: number): TimeTick[] {
    const time = wall + shift;
    const actual = this.#shiftAt(time);
    if (actual === shift) {
      const label = this.#labelOf({ time, wall }, unit);
      if (!this.#isSecond(wall, time)) return [{ time, label }];
      return unit < DAY ? [{ time, label: `${wordsOf(new Date(wall), unit)} ${offsetText(shift)}` }] : [];
    }
    // A day whose midnight was skipped begins with the change, unless all of it was skipped
    const skipped = shift - actual;
    const isSkipped = this.#shiftAt(wall + actual) !== actual;
    return wall % DAY === 0 && skipped > 0 && skipped < DAY && isSkipped
      ? [{ time, label: this.#labelOf({ time, wall }, unit) }]
      : [];
  }

  /** Whether the clock has shown a time before, when it was set back since. */
  #isSecond(wall: number, time: number): boolean {
    const former = this.#shiftAt(time - HOUR * LONGEST_CHANGE);
    return wall + former < time && this.#shiftAt(wall + former) === former;
  }
}

/** Chooses the step: milliseconds; for months and years their shortest length. */
function stepOf(least: number): number {
  if (least < SECOND) return roundUp(Math.max(1, least));
  for (const length of INTERVALS.keys()) if (length >= least) return length;
  return roundUp(least / YEAR) * YEAR;
}

function intervalOf(step: number): TimeInterval {
  return INTERVALS.get(step) ?? (step < YEAR ? every(utcMillisecond, step) : every(utcYear, step / YEAR));
}

/** Writes a shift as the offset of its clock: `UTC−5`, `UTC+10:30`. */
function offsetText(shift: number): string {
  const minutes = Math.round(Math.abs(shift) / MINUTE);
  const rest = minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`;
  return `UTC${shift > 0 ? '−' : '+'}${Math.floor(minutes / 60)}${rest}`;
}

function every(interval: CountableTimeInterval, count: number): TimeInterval {
  return interval.every(count) ?? interval;
}

/** Rounds up to 1, 2, 5, 10, 20, 50 … */
function roundUp(value: number): number {
  return scaleLinear([0, value], []).nice(1).domain()[1] as number;
}

/** Writes a time of the wall's clock as finely as a unit needs: `Jan`, `Jan 5`, `14:32`, `14:32:07`, `14:32:07.500`. */
function wordsOf(date: Date, unit: number): string {
  const month = MONTHS[date.getUTCMonth()] as string;
  if (unit >= MONTH) return month;
  if (unit >= DAY) return `${month} ${date.getUTCDate()}`;
  const [, time = ''] = date.toISOString().split('T');
  return time.slice(0, unit < SECOND ? 12 : unit < MINUTE ? 8 : 5);
}

/** More than there is room for on any screen; a bound for windows of absurd length. */
const MOST_TICKS = 400;
/** Steps for which ticks are made at once: with half as many twice as often, with twice as many for nothing. */
const STRETCH = 16;

/** Hours by which clocks are set back at most: Troll's. */
const LONGEST_CHANGE = 3;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 28 * DAY;
const YEAR = 12 * MONTH;
/** A window below it has seconds in all its labels. */
const SHORT = 10 * MINUTE;

/** All steps by their length in milliseconds: more than d3 has, for a chart shows as many labels as there is room for. */
const INTERVALS: ReadonlyMap<number, TimeInterval> = new Map([
  ...intervals(utcMillisecond, 1, [1_000, 2_000, 5_000, 10_000, 15_000, 30_000]), // d3 would step through each second
  ...intervals(utcMinute, MINUTE, [1, 2, 5, 10, 15, 30]),
  ...intervals(utcHour, HOUR, [1, 2, 3, 6, 12]),
  [DAY, utcDay],
  // utcDay.every(2) would begin anew with each month
  [2 * DAY, utcDay.filter((date) => utcDay.count(new Date(0), date) % 2 === 0)],
  ...intervals(utcMonday, WEEK, [1, 2]),
  ...intervals(utcMonth, MONTH, [1, 3, 6]),
]);

function intervals(
  interval: CountableTimeInterval,
  length: number,
  counts: readonly number[],
): [milliseconds: number, interval: TimeInterval][] {
  return counts.map((count) => [count * length, every(interval, count)]);
}
