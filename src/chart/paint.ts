import type { Boundary } from '../text/thresholds.js';
import type { ChartColours } from './colours.js';
import type { ChartLayout, DrawnLine } from './layout.js';
import { DASHES, dashOf, forcedDashOf } from './series/dashes.js';
import { SLOTS } from './series/series-slots.js';

export interface Paint {
  readonly pen: CanvasRenderingContext2D;
  readonly colours: ChartColours;
  readonly ratio: number;
  /** Whether the data is old: then the lines are faint, the axes are not. */
  readonly isFaint: boolean;
  /** Whether the end of a line is the live edge, which a halo shows. */
  readonly isLive: boolean;
  /** Whether the system forces its colours: then lines differ by dashes, and nothing is filled. */
  readonly isForced: boolean;
  readonly boundaries: readonly BoundaryLine[];
  readonly silence: Silence | undefined;
}

/** A limit across the chart. */
export interface BoundaryLine extends Pick<Boundary, 'level' | 'limit'> {
  readonly words: string;
}

/** The part without points although time went on. */
export interface Silence {
  /** Device pixels. */
  readonly from: number;
  readonly words: string;
}

/** Paints a whole chart anew. */
export function paintChart(layout: ChartLayout, paint: Paint): void {
  const { pen } = paint;
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  paintAxes(layout, paint);
  if (paint.silence !== undefined) paintHatch(layout, paint, paint.silence.from);
  paintLines(layout, paint);
  paintBoundaries(layout, paint);
  if (paint.silence !== undefined) paintSilenceWords(layout, paint, paint.silence.words);
}

function paintAxes({ plot, xTicks, yTicks }: ChartLayout, { pen, colours, ratio }: Paint): void {
  const hair = Math.max(1, Math.round(ratio));
  yTicks.forEach(({ at }, i) => {
    pen.fillStyle = i === 0 ? colours.base() : colours.rule();
    pen.fillRect(plot.left, Math.round(at - hair / 2), plot.width, hair);
  });
  pen.fillStyle = colours.label();
  pen.textBaseline = 'middle';
  pen.textAlign = 'right';
  for (const { at, label } of yTicks) pen.fillText(label, plot.left - 8 * ratio, at);
  pen.textBaseline = 'top';
  pen.textAlign = 'center';
  for (const { at, label } of xTicks) pen.fillText(label, Math.round(at), plot.top + plot.height + 7 * ratio);
}

function paintLines(layout: ChartLayout, paint: Paint): void {
  const { pen, ratio, isLive, isForced } = paint;
  const { lines, plot, projection } = layout;
  pen.save();
  pen.beginPath();
  pen.rect(plot.left, 0, plot.width, plot.top + plot.height + ratio);
  pen.clip();
  const isFilled = lines.length <= MOST_FILLED && !isForced;
  for (const line of isFilled ? lines : []) paintArea(layout, line, paint);
  for (const line of lines) {
    pen.strokeStyle = pen.fillStyle = inkOf(line, paint);
    line.shape.stroke(pen, projection, { width: 1.5 * ratio, dash: dashesOf(line, paint) });
  }
  pen.restore();
  for (const line of lines) {
    const end = line.shape.end(projection);
    if (end === undefined) continue;
    if (isLive) {
      pen.fillStyle = inkOf(line, paint, HALO);
      paintDot(pen, end, 6 * ratio);
    }
    pen.fillStyle = inkOf(line, paint);
    paintDot(pen, end, 2.5 * ratio);
  }
}

/**
 * Fills below a line, fading to nothing at the bottom, in bands: a gradient is drawn half as fast, and at this strength
 * nobody sees the bands.
 */
function paintArea({ plot, projection, y }: ChartLayout, line: DrawnLine, paint: Paint): void {
  const { pen } = paint;
  const top = y(line.shape.highest);
  if (!Number.isFinite(top)) return; // No points here
  const height = (projection.bottom - top) / BANDS;
  pen.save();
  pen.beginPath();
  line.shape.traceArea(pen, projection);
  pen.clip();
  for (let band = 0; band < BANDS; band++) {
    pen.fillStyle = inkOf(line, paint, STRONGEST * (1 - (band + 0.5) / BANDS));
    const from = Math.round(top + band * height);
    pen.fillRect(plot.left, from, plot.width, Math.round(top + (band + 1) * height) - from);
  }
  pen.restore();
}

function paintDot(pen: CanvasRenderingContext2D, { x, y }: { x: number; y: number }, radius: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}

function paintBoundaries(layout: ChartLayout, { pen, colours, ratio, boundaries }: Paint): void {
  const { left, top, width, height } = layout.plot;
  const lines = boundaries
    .map((boundary) => ({ ...boundary, y: Math.round(layout.y(boundary.limit)) + 0.5 }))
    .filter(({ y }) => y > top && y < top + height);
  pen.setLineDash([3 * ratio, 2 * ratio]);
  pen.lineWidth = Math.max(1, Math.round(ratio));
  for (const { level, y } of lines) {
    pen.strokeStyle = colours[level]();
    pen.beginPath();
    pen.moveTo(left, y);
    pen.lineTo(left + width, y);
    pen.stroke();
  }
  pen.setLineDash([]);
  if (height < LEAST_FOR_WORDS * ratio) return;
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  const taken: number[] = [];
  for (const { level, words, y } of lines) {
    if (pen.measureText(words).width > width - 12 * ratio) continue;
    const isFree = (at: number) =>
      Math.min(at - top, top + height - at) >= HALF_LINE * ratio &&
      lines.every((line) => line.y === y || Math.abs(line.y - at) >= HALF_LINE * ratio) &&
      taken.every((other) => Math.abs(other - at) >= 2 * HALF_LINE * ratio);
    const at = [y - 9 * ratio, y + 9 * ratio].find(isFree);
    if (at === undefined) continue; // Nothing is written over other words, or over another limit
    taken.push(at);
    pen.fillStyle = colours[level]();
    pen.fillText(words, left + 6 * ratio, at);
  }
}

/** Draws slanted hairlines over the part of which nothing is known. */
function paintHatch({ plot }: ChartLayout, { pen, colours, ratio }: Paint, from: number): void {
  pen.save();
  pen.beginPath();
  pen.rect(from, plot.top, plot.left + plot.width - from, plot.height);
  pen.clip();
  pen.strokeStyle = colours.hatch();
  pen.lineWidth = Math.max(1, Math.round(ratio));
  pen.beginPath();
  const step = 8.5 * ratio; // 6 across the slant
  const bottom = plot.top + plot.height;
  const first = Math.floor(from / step);
  const count = Math.ceil((plot.left + plot.width + plot.height) / step) - first;
  for (let i = 0; i < count; i++) {
    const x = (first + i) * step;
    pen.moveTo(x, plot.top);
    pen.lineTo(x - plot.height, bottom);
  }
  pen.stroke();
  pen.restore();
}

function paintSilenceWords({ plot }: ChartLayout, { pen, colours, ratio }: Paint, words: string): void {
  const right = plot.left + plot.width - 10 * ratio;
  const width = pen.measureText(words).width;
  if (plot.height < LEAST_FOR_WORDS * ratio || width > plot.width - 24 * ratio) return;
  pen.fillStyle = colours.surface();
  pen.fillRect(right - width - 4 * ratio, plot.top + 4 * ratio, width + 8 * ratio, 17 * ratio);
  pen.fillStyle = colours.label();
  pen.textAlign = 'right';
  pen.textBaseline = 'middle';
  pen.fillText(words, right, plot.top + 12.5 * ratio);
}

function inkOf({ slot }: DrawnLine, { colours, isFaint }: Paint, strength?: number): string {
  return (isFaint ? colours.faint : colours.series)[slot % SLOTS]?.(strength) ?? 'transparent';
}

function dashesOf({ slot }: DrawnLine, { ratio, isForced }: Paint): number[] {
  const [on, off] = DASHES[isForced ? forcedDashOf(slot) : dashOf(slot)] ?? DASHES[0];
  return off === 0 ? [] : [on * ratio, off * ratio];
}

/** CSS pixels: the height of a plot in which words would cover the lines. */
const LEAST_FOR_WORDS = 36;
/** CSS pixels: half of what a line of words takes. */
const HALF_LINE = 6;
/* Opacities, as the look has them. */
const HALO = 0.22;
const STRONGEST = 0.14;
/** With half as many their edges are visible, with twice as many the fill takes twice as long. */
const BANDS = 16;
/** Fills of more lines would hide each other. */
const MOST_FILLED = 4;
