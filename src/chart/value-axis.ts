import { nice, ticks } from 'd3-array';
import { Memo } from './memo.js';

/**
 * The domain of a vertical axis: round numbers around the data, and zero if that is near. It grows at once and shrinks
 * late, after the data has left much of it for a while, so that the lines stand still.
 */
export class ValueAxis {
  readonly #ticks = new Memo<readonly number[]>();
  #low = 0;
  #high = 1;
  #isFitted = false;
  #wideSince = Number.NaN;
  #count = 2;

  get low(): number {
    return this.#low;
  }

  get high(): number {
    return this.#high;
  }

  /**
   * @param lowest Of the numbers that are shown; infinite if there are none.
   * @param count Of the ticks that there is room for.
   * @param now Milliseconds.
   */
  fit(lowest: number, highest: number, count: number, now: number): void {
    if (!(lowest <= highest)) return;
    const [low, high] = roundDomain(lowest, highest, count);
    const holds = this.#isFitted && lowest >= this.#low && highest <= this.#high && count === this.#count;
    const isMuchSmaller = high - low < SHRINK_BELOW * (this.#high - this.#low);
    if (holds && !isMuchSmaller) this.#wideSince = Number.NaN;
    else if (holds && Number.isNaN(this.#wideSince)) this.#wideSince = now;
    if (holds && !(now - this.#wideSince >= SHRINK_AFTER)) return;
    this.#wideSince = Number.NaN;
    this.#count = count;
    this.#isFitted = true;
    this.#low = low;
    this.#high = high;
  }

  /** Forgets the domain, so that the next data is fitted at once: after a zoom, or another choice of series. */
  reset(): void {
    this.#isFitted = false;
  }

  /** Round numbers from the lowest end to the highest. */
  get ticks(): readonly number[] {
    return this.#ticks.of([this.#low, this.#high, this.#count], () => ticks(this.#low, this.#high, this.#count));
  }
}

/** Of the domain's height. */
const SHRINK_BELOW = 0.6;
const SHRINK_AFTER = 3000;
/** A difference that is smaller cannot be divided by. */
const NARROWEST = 1e-300;
/** So that the difference of the two round numbers around it is a number. */
const HIGHEST = 4e307;

function roundDomain(lowest: number, highest: number, count: number): [low: number, high: number] {
  let low = Math.min(Math.max(lowest, -HIGHEST), HIGHEST);
  let high = Math.min(Math.max(highest, -HIGHEST), HIGHEST);
  if (high - low < NARROWEST) {
    const around = Math.abs(low) / 2 || 1;
    // A constant is a line in the middle, but nothing is shown below a constant zero
    low -= low === 0 ? 0 : around;
    high += around;
  }
  if (low > 0 && low < high / 2) low = 0;
  if (high < 0 && high > low / 2) high = 0;
  return nice(low, high, count);
}
