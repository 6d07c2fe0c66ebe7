import type { Level, Threshold } from '../core/values.js';

export type Thresholds = readonly Threshold[];

/** A part of a scale with one level: from its limit to the next. */
export interface Zone {
  readonly from: number;
  readonly to: number;
  readonly level: Level;
}

/**
 * Reads what a page writes in an attribute: `"80 warn, 95 bad"`.
 *
 * @throws An error whose message names what is allowed.
 */
export function parseThresholds(text: string): Thresholds {
  const thresholds = text.split(',').map((part): Threshold => {
    const [limit, level, ...rest] = part.trim().split(/\s+/);
    if (!isLevel(level) || !Number.isFinite(Number(limit)) || rest.length > 0) {
      throw new Error(
        `thresholds "${text}" has the part "${part.trim()}"; each should be a number and good, warn or bad, as in "80 warn, 95 bad"`,
      );
    }
    return [Number(limit), level];
  });
  return ascending(thresholds);
}

/** Puts thresholds in order; those of a widget's config need not be. */
export function ascending(thresholds: Thresholds): Thresholds {
  return [...thresholds].sort(([a], [b]) => a - b);
}

/** Gives the level of a value; `undefined` if the thresholds do not cover it. */
export function levelOf(value: number, thresholds: Thresholds): Level | undefined {
  let level = levelBelow(thresholds);
  for (const [from, next] of thresholds) if (value >= from) level = next;
  return level;
}

/** A limit between two levels, with the level on its worse side. */
export interface Boundary {
  readonly limit: number;
  readonly side: 'above' | 'below';
  readonly level: Exclude<Level, 'good'>;
}

export function boundariesOf(thresholds: Thresholds): Boundary[] {
  let below = levelBelow(thresholds) ?? 'good';
  return thresholds.flatMap(([limit, above]): Boundary[] => {
    const isRise = BADNESS[above] > BADNESS[below];
    const worse = isRise ? above : below;
    const isSame = above === below;
    below = above;
    return isSame || worse === 'good' ? [] : [{ limit, side: isRise ? 'above' : 'below', level: worse }];
  });
}

/** Gives the boundary that a value is on the worse side of; `undefined` while it is good. */
export function boundaryPassed(value: number, thresholds: Thresholds): Boundary | undefined {
  const level = levelOf(value, thresholds);
  const passed = boundariesOf(thresholds).filter(
    (one) => one.level === level && (one.side === 'above' ? value >= one.limit : value < one.limit),
  );
  return passed.findLast(({ side }) => side === 'above') ?? passed[0];
}

/** Whether a higher value is the better one; `undefined` where the thresholds take no side. */
export function higherIsBetter(thresholds: Thresholds): boolean | undefined {
  const below = levelBelow(thresholds);
  const levels = [...(below === undefined ? [] : [below]), ...thresholds.map(([, level]) => level)].map(
    (level) => BADNESS[level],
  );
  const steps = levels.slice(1).map((badness, i) => badness - (levels[i] as number));
  const falls = steps.some((step) => step < 0);
  return falls === steps.some((step) => step > 0) ? undefined : falls;
}

/** Divides `[low, high]` by level. */
export function zonesOf(thresholds: Thresholds, low: number, high: number): Zone[] {
  const below = levelBelow(thresholds);
  const starts: Thresholds = [
    ...(below === undefined ? [] : [[Number.NEGATIVE_INFINITY, below] as const]),
    ...thresholds,
  ];
  return starts
    .map(([from, level], i) => ({ from: Math.max(low, from), to: Math.min(high, starts[i + 1]?.[0] ?? high), level }))
    .filter(({ from, to }) => from < to);
}

/**
 * Gives the level below the first limit: good if the limit makes it worse (`[80, "warn"]`), and the limit's own if the next
 * one makes it better (`[0, "bad"], [100, "good"]`). Below a first limit that means good nothing is known.
 */
function levelBelow(thresholds: Thresholds): Level | undefined {
  const [first, second] = thresholds.map(([, level]) => level);
  if (first === undefined || first === 'good') return undefined;
  return second !== undefined && BADNESS[second] < BADNESS[first] ? first : 'good';
}

function isLevel(text: string | undefined): text is Level {
  return text === 'good' || text === 'warn' || text === 'bad';
}

const BADNESS = { good: 0, warn: 1, bad: 2 } as const;
