import { type ScaleTime, scaleLinear, scaleTime, scaleUtc } from 'd3-scale';
import {
  type CountableTimeInterval,
  type TimeInterval,
  timeDay,
  timeHour,
  timeMillisecond,
  timeMinute,
  timeMonday,
  timeMonth,
  timeYear,
  utcDay,
  utcHour,
  utcMinute,
  utcMonday,
  utcMonth,
  utcYear,
} from 'd3-time';
import { bareNumber, isDate } from '../../text/format-time.js';
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

/** The round times of a clock, and their labels. The only place that knows of zones. */
export class TimeScale {
  readonly #calendar: Calendar;
  readonly #scale: ScaleTime<number, number>;
  readonly #intervals: ReadonlyMap<number, TimeInterval>;
  readonly #ticksOf = memoize((step: number, unit: number, first: number, last: number): readonly TimeTick[] => {
    const times = this.#scale.domain([first, last]).ticks(this.#intervalOf(step)).map(Number);
    // When summer time ends, an hour comes twice: the second one is no tick of several hours
    const apart = times.filter((time, i) => i === 0 || time - (times[i - 1] as number) > step / 2);
    return apart.map((time) => ({ time, label: this.label(time, unit) }));
  });

  constructor(clock: Clock) {
    this.#calendar = CALENDARS[clock];
    this.#scale = this.#calendar.scale();
    this.#intervals = new Map(intervalsOf(this.#calendar));
  }

  /**
   * Gives the round times of `[from, to]`, at least `least` milliseconds apart. Steps of more than an hour follow the
   * calendar: they stay on noon and midnight when the clock changes to summer time.
   */
  ticks(from: number, to: number, least: number): readonly TimeTick[] {
    const step = this.#stepOf(Math.max(least, Math.abs(to - from) / MOST_TICKS));
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
    if (!isDate(time)) return bareNumber(time);
    const { day, year, yearOf } = this.#calendar;
    const date = new Date(time);
    const isFirstOf = (interval: TimeInterval) => interval.floor(date).getTime() === time;
    if (unit >= YEAR || (unit >= MONTH && isFirstOf(year))) return `${yearOf(date)}`;
    return this.#scale.tickFormat(0, unit < DAY && isFirstOf(day) ? DATE : specifierOf(unit))(date);
  }

  /** Chooses the step: milliseconds; for months and years their shortest length. */
  #stepOf(least: number): number {
    if (least < SECOND) return roundUp(Math.max(1, least));
    for (const length of this.#intervals.keys()) if (length >= least) return length;
    return roundUp(least / YEAR) * YEAR;
  }

  #intervalOf(step: number): TimeInterval {
    return (
      this.#intervals.get(step) ??
      (step < YEAR ? every(timeMillisecond, step) : every(this.#calendar.year, step / YEAR))
    );
  }
}

/** A clock in d3's terms. Another zone needs one more of these, with intervals of its own. */
interface Calendar {
  readonly scale: () => ScaleTime<number, number>;
  readonly minute: CountableTimeInterval;
  readonly hour: CountableTimeInterval;
  readonly day: CountableTimeInterval;
  readonly week: CountableTimeInterval;
  readonly month: CountableTimeInterval;
  readonly year: CountableTimeInterval;
  /** The year with all its digits: `%Y` has the last four. */
  readonly yearOf: (date: Date) => number;
}

const CALENDARS: Readonly<Record<Clock, Calendar>> = {
  local: {
    scale: () => scaleTime(),
    ...{ minute: timeMinute, hour: timeHour, day: timeDay, week: timeMonday, month: timeMonth, year: timeYear },
    yearOf: (date) => date.getFullYear(),
  },
  written: {
    scale: () => scaleUtc(),
    ...{ minute: utcMinute, hour: utcHour, day: utcDay, week: utcMonday, month: utcMonth, year: utcYear },
    yearOf: (date) => date.getUTCFullYear(),
  },
};

/** All steps by their length in milliseconds: more than d3 has, for a chart shows as many labels as there is room for. */
function intervalsOf({ minute, hour, day, week, month }: Calendar): [milliseconds: number, interval: TimeInterval][] {
  const intervals = (interval: CountableTimeInterval, length: number, counts: readonly number[]) =>
    counts.map((count): [number, TimeInterval] => [count * length, every(interval, count)]);
  return [
    // As zones are whole minutes apart, d3 need not step through each second
    ...intervals(timeMillisecond, 1, [1_000, 2_000, 5_000, 10_000, 15_000, 30_000]),
    ...intervals(minute, MINUTE, [1, 2, 5, 10, 15, 30]),
    ...intervals(hour, HOUR, [1, 2, 3, 6, 12]),
    [DAY, day],
    [2 * DAY, day.filter((date) => day.count(EPOCH, date) % 2 === 0)], // day.every(2) would begin anew with each month
    ...intervals(week, WEEK, [1, 2]),
    ...intervals(month, MONTH, [1, 3, 6]),
  ];
}

function every(interval: CountableTimeInterval, count: number): TimeInterval {
  return interval.every(count) ?? interval;
}

/** Rounds up to 1, 2, 5, 10, 20, 50 … */
function roundUp(value: number): number {
  return scaleLinear([0, value], []).nice(1).domain()[1] as number;
}

function specifierOf(unit: number): string {
  if (unit >= MONTH) return '%b';
  if (unit >= DAY) return DATE;
  if (unit < SECOND) return '%H:%M:%S.%L';
  return unit < MINUTE ? '%H:%M:%S' : '%H:%M';
}

const DATE = '%b %-d';

/** More than there is room for on any screen; a bound for windows of absurd length. */
const MOST_TICKS = 400;
/** Steps for which ticks are made at once: with half as many twice as often, with twice as many for nothing. */
const STRETCH = 16;

/** The first of January 1970 in (nearly) every zone, so that all viewers have the same days. */
const EPOCH = new Date(36_000_000);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const MONTH = 28 * DAY;
const YEAR = 12 * MONTH;
/** A window below it has seconds in all its labels. */
const SHORT = 10 * MINUTE;
