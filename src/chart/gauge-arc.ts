import { type Thresholds, type Zone, zonesOf } from '../text/thresholds.js';

/**
 * The geometry of a gauge: an arc of 240°, open below, around the middle of a 240 × 174 box.
 *
 *             20k
 *          ╭───────╮  32k      labels of limits: on LABELS
 *         ╱ ╭─────╮ ╲          zones: on ZONES, with a gap between two
 *        │ │   ·   │ │         arc: on ARC, 12 wide
 *         ╲         ╱
 *          0       40k         ends: below the ends of the arc
 */
export const VIEW_BOX = `-20 -10 240 174`;

export interface Mark {
  readonly value: number;
  /** In percent of the box. */
  readonly x: number;
  readonly y: number;
}

/** The SVG path of the arc between two shares, 0…1, of the scale. */
export function arcPath(from: number, to: number): string {
  return arc(ARC, angleOf(from), angleOf(to));
}

/** How much of the scale a value fills; beyond its ends nothing, or all of it. */
export function shareOf(value: number, low: number, high: number): number {
  const scale = Number.isFinite(high - low) ? 1 : 0.25; // The difference of two very large numbers is none
  if (value >= high) return 1;
  return Math.max(0, (value * scale - low * scale) / (high * scale - low * scale));
}

/** The ring of levels around the arc, each with its path. */
export function zonePaths(thresholds: Thresholds, low: number, high: number): (Zone & { readonly path: string })[] {
  const zones = zonesOf(thresholds, low, high);
  return zones.map((zone) => {
    const start = angleOf(shareOf(zone.from, low, high)) + (zone.from > low ? GAP : 0);
    const end = angleOf(shareOf(zone.to, low, high)) - (zone.to < high ? GAP : 0);
    return { ...zone, path: arc(ZONES, start, Math.max(start, end)) };
  });
}

/** Where the two ends of the scale are written. */
export function endMarks(low: number, high: number): readonly [Mark, Mark] {
  return [
    { value: low, ...percent(onCircle(ARC, START).x, END_LABEL_Y) },
    { value: high, ...percent(onCircle(ARC, START + SWEEP).x, END_LABEL_Y) },
  ];
}

/** Where the limits inside the scale are written; of two that are too near to each other the first. */
export function limitMarks(thresholds: Thresholds, low: number, high: number): Mark[] {
  const marks: Mark[] = [];
  let previous = START;
  for (const [value] of thresholds) {
    const angle = angleOf(shareOf(value, low, high));
    if (value <= low || value >= high || angle - previous < LABEL_ROOM || START + SWEEP - angle < LABEL_ROOM) continue;
    const { x, y } = onCircle(LABELS + 4 * Math.abs(Math.cos(angle)), angle); // Words are wider than high
    marks.push({ value, ...percent(x, y) });
    previous = angle;
  }
  return marks;
}

const DEGREE = Math.PI / 180;
const START = 150 * DEGREE;
const SWEEP = 240 * DEGREE;
const GAP = 1.45 * DEGREE;
const LABEL_ROOM = 20 * DEGREE;
const ARC = 76;
const ZONES = 87;
const LABELS = 100;
const END_LABEL_Y = 151;
const CENTRE = { x: 100, y: 96 };

function angleOf(share: number): number {
  return START + share * SWEEP;
}

function onCircle(radius: number, angle: number): { x: number; y: number } {
  return { x: CENTRE.x + radius * Math.cos(angle), y: CENTRE.y + radius * Math.sin(angle) };
}

function arc(radius: number, from: number, to: number): string {
  const start = onCircle(radius, from);
  const end = onCircle(radius, to);
  const isLarge = to - from > Math.PI ? 1 : 0;
  return `M${round(start.x)} ${round(start.y)} A${radius} ${radius} 0 ${isLarge} 1 ${round(end.x)} ${round(end.y)}`;
}

function percent(x: number, y: number): { x: number; y: number } {
  return { x: round(((x + 20) / 240) * 100), y: round(((y + 10) / 174) * 100) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
