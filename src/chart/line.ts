import type { Projection } from './axes/value-axis.js';
import { type ChartWindow, endOf } from './axes/window.js';
import { Polyline } from './polyline.js';
import { gapOf } from './series/gap.js';
import { PixelColumns } from './series/pixel-columns.js';
import type { Series } from './series/series.js';

export interface Stroke {
  /** Device pixels. */
  readonly width: number;
  readonly dash: readonly number[];
}

/**
 * One line of a chart. Up to two points a pixel are drawn as a polyline; more as one vertical hairline per pixel column,
 * from its lowest to its highest value, which looks the same and costs the same whatever the number of points.
 */
export class ChartLine {
  readonly #columns = new PixelColumns();
  readonly #polyline = new Polyline();
  #series: Series | undefined;
  #window: ChartWindow = { from: 0, perPixel: 1, pixels: 0 };
  #isDense = false;

  /** The lowest number in the window; infinite if there is none. */
  get lowest(): number {
    return this.#isDense ? this.#columns.least : this.#polyline.least;
  }

  get highest(): number {
    return this.#isDense ? this.#columns.most : this.#polyline.most;
  }

  /** Reads the points of the window, once a frame, before the axis is known. */
  prepare(series: Series, window: ChartWindow): void {
    this.#series = series;
    this.#window = window;
    const start = series.indexAt(window.from);
    const end = series.indexAt(endOf(window));
    const gap = gapOf(series.times, window.perPixel);
    this.#isDense = end - start > DENSE * window.pixels;
    if (this.#isDense) this.#columns.fill(series, window.from, window.perPixel, window.pixels, gap);
    else this.#polyline.fill(series, start, end, window, gap);
  }

  /** Strokes the line in the pen's colour. */
  stroke(pen: CanvasRenderingContext2D, projection: Projection, stroke: Stroke): void {
    if (this.#isDense) {
      pen.lineWidth = 1;
      pen.beginPath();
      this.#traceColumns(pen, projection, stroke);
      pen.stroke();
      return;
    }
    const path = new Path2D();
    this.#polyline.trace(path, projection);
    pen.setLineDash(stroke.dash as number[]);
    strokeWide(pen, path, stroke.width);
    pen.setLineDash([]);
    this.#polyline.dots(pen, projection, stroke.width);
  }

  /** Adds what is between the line and the bottom to the pen's path. */
  traceArea(pen: CanvasRenderingContext2D, projection: Projection): void {
    if (this.#isDense) this.#traceColumnsArea(pen, projection);
    else this.#polyline.traceArea(pen, projection);
  }

  /** Gives the position of the last point; `undefined` if that is no number or outside the window. */
  end({ left, top, factor, high, perUnit }: Projection): { x: number; y: number } | undefined {
    const value = this.#series?.values.at(-1);
    const time = this.#series?.lastTime;
    if (value === undefined || time === undefined || !Number.isFinite(value)) return undefined;
    const { from, perPixel, pixels } = this.#window;
    const x = (time - from) / perPixel;
    return x < 0 || x > pixels ? undefined : { x: left + x, y: top + (high - value * factor) * perUnit };
  }

  /** Extends each column to the end of the one before, so that the hairlines are one line. */
  #traceColumns(
    pen: CanvasRenderingContext2D,
    { left, top, factor, high, perUnit }: Projection,
    { width, dash }: Stroke,
  ): void {
    const { lowest, highest, last, broken, first, count } = this.#columns;
    const [on = 1, off = 0] = dash;
    const phase = Math.round(this.#window.from / this.#window.perPixel);
    const extra = width / 2; // Level parts are as strong as elsewhere
    let before = Number.NaN;
    let beforeAt = -1;
    for (let c = 0; c < count; c++) {
      let upper = highest[c] as number;
      let lower = lowest[c] as number;
      if (Number.isNaN(upper)) continue;
      if (!Number.isNaN(before) && broken[c] === 0) {
        if (beforeAt === c - 1) {
          if (before > upper) upper = before;
          if (before < lower) lower = before;
        } else {
          pen.moveTo(left + beforeAt + 0.5, top + (high - before * factor) * perUnit);
          pen.lineTo(left + c + 0.5, top + (high - (first[c] as number) * factor) * perUnit);
        }
      }
      before = last[c] as number;
      beforeAt = c;
      if (off > 0 && (phase + c) % (on + off) >= on) continue;
      pen.moveTo(left + c + 0.5, top + (high - upper * factor) * perUnit - extra);
      pen.lineTo(left + c + 0.5, top + (high - lower * factor) * perUnit + extra);
    }
  }

  #traceColumnsArea(pen: CanvasRenderingContext2D, { left, top, bottom, factor, high, perUnit }: Projection): void {
    const { highest, broken, count } = this.#columns;
    let beforeAt = -1;
    for (let c = 0; c < count; c++) {
      const value = highest[c] as number;
      if (Number.isNaN(value)) continue;
      if (beforeAt < 0 || broken[c] === 1) {
        if (beforeAt >= 0) pen.lineTo(left + beforeAt + 1, bottom);
        pen.moveTo(left + c, bottom);
      }
      pen.lineTo(left + c + 0.5, top + (high - value * factor) * perUnit);
      beforeAt = c;
    }
    if (beforeAt >= 0) pen.lineTo(left + beforeAt + 1, bottom);
  }
}

/**
 * Strokes a path with hairlines beside each other: where there is no graphics card, a wide stroke of a thousand points
 * takes ten times as long. A line of more than three pixels would show gaps between them.
 */
function strokeWide(pen: CanvasRenderingContext2D, path: Path2D, width: number): void {
  if (width > 3) {
    pen.lineWidth = width;
    pen.lineJoin = 'round';
    pen.stroke(path);
    return;
  }
  const reach = (width - 1) / 2;
  pen.lineWidth = 1;
  for (const [x, y] of reach > 0.5 ? [CENTRE, ...AROUND] : AROUND) {
    pen.translate(x * reach, y * reach);
    pen.stroke(path);
    pen.translate(-x * reach, -y * reach);
  }
}

const CENTRE = [0, 0] as const;
const AROUND = [
  [-1, 0],
  [1, 0],
  [0, -1],
  [0, 1],
] as const;

/** Points a pixel from which on a line is drawn by columns: with fewer they show steps, with more a polyline is slow. */
const DENSE = 2;
