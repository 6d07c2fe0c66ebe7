import { area, line } from 'd3-shape';
import type { Projection } from './axes/value-axis.js';
import type { ChartWindow } from './axes/window.js';
import type { Series } from './series/series.js';

/** A line of few points, drawn by d3: in pixels from the left, with a NaN where the line breaks. */
export class Polyline {
  #x = new Float64Array(0);
  #value = new Float64Array(0);
  #length = 0;
  /** The lowest and the highest value in the window; infinite without any. */
  least = Number.POSITIVE_INFINITY;
  most = Number.NEGATIVE_INFINITY;

  fill(series: Series, start: number, end: number, { from, perPixel }: ChartWindow, gap: number): void {
    const { times, values } = series;
    const first = Math.max(0, start - 1); // The line comes from, and goes to, points outside
    const last = Math.min(series.length, end + 1);
    this.#makeRoom(2 * (last - first));
    this.#length = 0;
    this.least = Number.POSITIVE_INFINITY;
    this.most = Number.NEGATIVE_INFINITY;
    for (let i = first; i < last; i++) {
      const time = times[i] as number;
      const value = values[i] as number;
      if (i > first && time - (times[i - 1] as number) > gap) this.#push(Number.NaN, 0);
      this.#push(Number.isFinite(value) ? (time - from) / perPixel : Number.NaN, value);
      if (i < start || i >= end || !Number.isFinite(value)) continue;
      if (value < this.least) this.least = value;
      if (value > this.most) this.most = value;
    }
  }

  /** Adds the line to a path. */
  trace(path: Path2D, projection: Projection): void {
    const { x, y } = this.#positions(projection);
    const context = path as Path2D & CanvasRenderingContext2D; // The types ask for all of it; d3 calls what both have
    line<number>().defined(isNumber).x(x).y(y).context(context)(this.#points);
  }

  /** Adds what is between the line and the bottom to the pen's path. */
  traceArea(pen: CanvasRenderingContext2D, projection: Projection): void {
    const { x, y } = this.#positions(projection);
    area<number>().defined(isNumber).x(x).y0(projection.bottom).y1(y).context(pen)(this.#points);
  }

  /** A point between two gaps is no line: it gets a dot, or it would not be seen. */
  dots(pen: CanvasRenderingContext2D, projection: Projection, width: number): void {
    const points = this.#points;
    const { x, y } = this.#positions(projection);
    points.forEach((point, i) => {
      if (!isNumber(point) || isNumber(points[i - 1] ?? Number.NaN) || isNumber(points[i + 1] ?? Number.NaN)) return;
      pen.fillRect(x(point) - width, y(point, i) - width, 2 * width, 2 * width);
    });
  }

  get #points(): Float64Array {
    return this.#x.subarray(0, this.#length);
  }

  /** Gives the device pixels of a point. */
  #positions({ left, top, factor, high, perUnit }: Projection) {
    return {
      x: (point: number) => left + point,
      y: (_: number, i: number) => top + (high - (this.#value[i] as number) * factor) * perUnit,
    };
  }

  #push(x: number, value: number): void {
    this.#x[this.#length] = x;
    this.#value[this.#length++] = value;
  }

  #makeRoom(length: number): void {
    if (this.#x.length >= length) return;
    this.#x = new Float64Array(2 * length);
    this.#value = new Float64Array(2 * length);
  }
}

function isNumber(value: number): boolean {
  return !Number.isNaN(value);
}
