import type { Series } from './series.js';

/**
 * What a line with many points per pixel looks like: per pixel column its first, lowest, highest and last value
 * ("M4", Jugel et al., VLDB 2014: no error for a line in two colours on that grid of pixels).
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

  /** Fills the columns anew; `gap` is the step of time from which on there is no line between two points. */
  fill(series: Series, from: number, width: number, count: number, gap: number): void {
    this.#resize(count);
    const { first, lowest, highest, last, broken } = this;
    const { times, values } = series;
    let column = -1;
    let until = from; // where the column ends
    let before = Number.POSITIVE_INFINITY; // the time of the number before
    for (let i = series.indexAt(from), end = series.indexAt(from + count * width); i < end; i++) {
      const time = times[i] as number;
      const value = values[i] as number;
      if (!Number.isFinite(value)) {
        before = Number.NEGATIVE_INFINITY;
        continue;
      }
      if (time >= until || column < 0) {
        column = Math.min(count - 1, Math.floor((time - from) / width));
        until = from + (column + 1) * width;
        if (Number.isNaN(first[column] as number)) {
          first[column] = lowest[column] = highest[column] = value;
          if (time - before > gap) broken[column] = 1;
        }
      }
      if (value < (lowest[column] as number)) lowest[column] = value;
      if (value > (highest[column] as number)) highest[column] = value;
      last[column] = value;
      before = time;
    }
    this.least = Number.POSITIVE_INFINITY;
    this.most = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < count; c++) {
      if ((lowest[c] as number) < this.least) this.least = lowest[c] as number;
      if ((highest[c] as number) > this.most) this.most = highest[c] as number;
    }
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
    this.first.fill(Number.NaN, 0, count);
    this.lowest.fill(Number.NaN, 0, count);
    this.highest.fill(Number.NaN, 0, count);
    this.last.fill(Number.NaN, 0, count);
    this.broken.fill(0, 0, count);
  }
}
