import { scaleLinear } from 'd3-scale';
import { arc, pointRadial } from 'd3-shape';
import { type Thresholds, type Zone, zonesOf } from '../text/thresholds.js';
import { linearScale } from './axes/linear-scale.js';

/**
 * The geometry of a gauge: an arc of 240°, open below, around the origin of a 240 × 174 box.
 *
 *             20k
 *          ╭───────╮  32k      labels of limits: on LABELS
 *         ╱ ╭─────╮ ╲          zones: ZONES, with a gap between two
 *        │ │   ·   │ │         arc: ARC
 *         ╲         ╱
 *          0       40k         ends: below the ends of the arc
 */
const BOX = { left: -120, top: -106, width: 240, height: 174 };
export const VIEW_BOX = `${BOX.left} ${BOX.top} ${BOX.width} ${BOX.height}`;

export interface Mark {
  readonly value: number;
  /** In percent of the box. */
  readonly x: number;
  readonly y: number;
}

/** Gives the SVG path of the arc between two shares, 0…1, of the scale. */
export function arcPath(from: number, to: number): string {
  return ringPath(ARC, angleOf(from), angleOf(to));
}

/** Gives the share of the scale that a value fills; beyond its ends nothing, or all of it. */
export function shareOf(value: number, low: number, high: number): number {
  return linearScale([low, high], [0, 1])(value);
}

/** Gives the ring of levels around the arc, each with its path. */
export function zonePaths(thresholds: Thresholds, low: number, high: number): (Zone & { readonly path: string })[] {
  const zones = zonesOf(thresholds, low, high);
  return zones.map((zone) => {
    const start = angleOf(shareOf(zone.from, low, high)) + (zone.from > low ? GAP : 0);
    const end = angleOf(shareOf(zone.to, low, high)) - (zone.to < high ? GAP : 0);
    return { ...zone, path: ringPath(ZONES, start, Math.max(start, end)) };
  });
}

/** Positions the labels of the two ends. */
export function endMarks(low: number, high: number): readonly [Mark, Mark] {
  const [left] = pointRadial(angleOf(0), MIDDLE);
  const [right] = pointRadial(angleOf(1), MIDDLE);
  return [
    { value: low, ...percent(left, END_LABEL_Y) },
    { value: high, ...percent(right, END_LABEL_Y) },
  ];
}

/**
 * Positions the labels of the limits inside the scale; of two that are too near to each other the first.
 *
 * @param textOf The label of a limit.
 */
export function limitMarks(
  thresholds: Thresholds,
  low: number,
  high: number,
  textOf: (value: number) => string,
): (Mark & { readonly text: string })[] {
  const labels: Label[] = [];
  let previous = angleOf(0);
  for (const [value] of thresholds) {
    const angle = angleOf(shareOf(value, low, high));
    if (value <= low || value >= high || angle - previous < LABEL_ROOM || angleOf(1) - angle < LABEL_ROOM) continue;
    const [x, y] = pointRadial(angle, LABELS + 4 * Math.abs(Math.sin(angle))); // Words are wider than high
    const label = { value, x, y, text: textOf(value) };
    if (labels.some((other) => touch(label, other))) continue;
    labels.push(label);
    previous = angle;
  }
  return labels.map(({ x, y, ...label }) => ({ ...label, ...percent(x, y) }));
}

/** A text whose middle is at a point of the box. */
interface Label {
  readonly value: number;
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

function touch(a: Label, b: Label): boolean {
  const halves = ((a.text.length + b.text.length) / 2) * LETTER;
  return Math.abs(a.x - b.x) < halves + LETTER && Math.abs(a.y - b.y) < LINE;
}

const DEGREE = Math.PI / 180;
/** Maps a share of the scale to an angle, clockwise from above. */
const angleOf = scaleLinear([-120 * DEGREE, 120 * DEGREE]);
/** On each side of a limit: 4 in all, so that two zones of one colour are two. */
const GAP = 1.45 * DEGREE;
/** The least between two labels, also those of the ends. */
const LABEL_ROOM = 20 * DEGREE;
/* The width of a letter and the height of a line in the smallest box that has labels, which is 160 pixels wide. */
const LETTER = 10;
const LINE = 17;
const ARC = { inner: 70, outer: 82 };
const MIDDLE = 76;
const ZONES = { inner: 85.5, outer: 88.5 };
const LABELS = 100;
const END_LABEL_Y = 55;

function ringPath({ inner, outer }: { inner: number; outer: number }, startAngle: number, endAngle: number): string {
  return ring({ innerRadius: inner, outerRadius: outer, startAngle, endAngle }) ?? '';
}

const ring = arc().digits(1);

function percent(x: number, y: number): { x: number; y: number } {
  return { x: round(((x - BOX.left) / BOX.width) * 100), y: round(((y - BOX.top) / BOX.height) * 100) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
