import type { Projection } from './projection.js';
import type { Series } from './series/series.js';
import type { ChartWindow } from './window.js';

/** Few points, in pixels from the left, with a NaN where the line breaks. */
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
  trace(path: CanvasPath, { left, top, high, perUnit }: Projection): void {
    let isDown = false;
    for (let i = 0; i < this.#length; i++) {
      const x = left + (this.#x[i] as number);
      const y = top + (high - (this.#value[i] as number)) * perUnit;
      if (!isNumber(x)) isDown = false;
      else if (isDown) path.lineTo(x, y);
      else {
        path.moveTo(x, y);
        isDown = true;
      }
    }
  }

  /** Adds what is between the line and the bottom. */
  traceArea(pen: CanvasRenderingContext2D, { left, top, bottom, high, perUnit }: Projection): void {
    const x = this.#points;
    for (let i = 0; i < x.length; i++) {
      const at = left + (x[i] as number);
      if (!isNumber(at)) continue;
      if (!isNumber(x[i - 1] ?? Number.NaN)) pen.moveTo(at, bottom);
      pen.lineTo(at, top + (high - (this.#value[i] as number)) * perUnit);
      if (!isNumber(x[i + 1] ?? Number.NaN)) pen.lineTo(at, bottom);
    }
  }

  /** A point between two gaps is no line: it gets a dot, or it would not be seen. */
  dots(pen: CanvasRenderingContext2D, { left, top, high, perUnit }: Projection, width: number): void {
    const x = this.#points;
    for (let i = 0; i < x.length; i++) {
      if (!isNumber(x[i] as number) || isNumber(x[i - 1] ?? Number.NaN) || isNumber(x[i + 1] ?? Number.NaN)) continue;
      const y = top + (high - (this.#value[i] as number)) * perUnit;
      pen.fillRect(left + (x[i] as number) - width, y - width, 2 * width, 2 * width);
    }
  }

  get #points(): Float64Array {
    return this.#x.subarray(0, this.#length);
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
