import type { Series } from './series.js';

/**
 * A line with many points per pixel, reduced to the first, lowest, highest and last value of each pixel column ("M4",
 * Jugel et al., VLDB 2014: no error for a line in two colours on that grid of pixels).
 *
 * Column `c` holds the times of `[from + c·width, from + (c+1)·width)`. A column without numbers has NaN in all four.
 */
export class PixelColumns {
  first = new Float64Array(0);
  lowest = new Float64Array(0);
  highest = new Float64Array(0);
  last = new Float64Array(0);
  /** 1 where the line does not come from the column before: after a gap. */
  broken = new Uint8Array(0);
  count = 0;
  /** The lowest and the highest value of all; infinite without any. */
  least = Number.POSITIVE_INFINITY;
  most = Number.NEGATIVE_INFINITY;

  /** Fills the columns anew; `gap` is the largest step of time that a line bridges. */
  fill(series: Series, from: number, width: number, count: number, gap: number): void {
    this.#resize(count);
    const { times, values } = series;
    let column = -1;
    let until = from; // end of the column
    let before = Number.POSITIVE_INFINITY; // time of the number before
    let low = 0;
    let high = 0;
    let latest = 0;
    for (let i = series.indexAt(from), end = series.indexAt(from + count * width); i < end; i++) {
      const time = times[i] as number;
      const value = values[i] as number;
      if (!Number.isFinite(value)) {
        before = Number.NEGATIVE_INFINITY;
        continue;
      }
      if (time >= until || column < 0) {
        if (column >= 0) this.#close(column, low, high, latest);
        // Rounding must not lead back into the column that has just been closed
        column = Math.min(count - 1, Math.max(column + 1, Math.floor((time - from) / width)));
        until = column === count - 1 ? Number.POSITIVE_INFINITY : from + (column + 1) * width;
        this.first[column] = low = high = value;
        if (time - before > gap) this.broken[column] = 1;
      } else if (value < low) low = value;
      else if (value > high) high = value;
      latest = value;
      before = time;
    }
    if (column >= 0) this.#close(column, low, high, latest);
  }

  #close(column: number, low: number, high: number, latest: number): void {
    this.lowest[column] = low;
    this.highest[column] = high;
    this.last[column] = latest;
    if (low < this.least) this.least = low;
    if (high > this.most) this.most = high;
  }

  #resize(count: number): void {
    if (this.first.length < count) {
      this.first = new Float64Array(count);
      this.lowest = new Float64Array(count);
      this.highest = new Float64Array(count);
      this.last = new Float64Array(count);
      this.broken = new Uint8Array(count);
    }
    this.count = count;
    this.least = Number.POSITIVE_INFINITY;
    this.most = Number.NEGATIVE_INFINITY;
    this.first.fill(Number.NaN, 0, count);
    this.lowest.fill(Number.NaN, 0, count);
    this.highest.fill(Number.NaN, 0, count);
    this.last.fill(Number.NaN, 0, count);
    this.broken.fill(0, 0, count);
  }
}
