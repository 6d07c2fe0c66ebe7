import { scaleLinear } from 'd3-scale';

/**
 * The scales of a chart in plain numbers, for loops over every point: `x = left + (time − from) / perPixel` and
 * `y = top + (high − value) · perUnit`.
 */
export interface Projection {
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
  readonly high: number;
  readonly perUnit: number;
}

/**
 * The vertical axis: a scale from round numbers around the data, and zero if that is near, to device pixels. Its domain
 * grows at once and shrinks late, after the data has left much of it for a while, so that the lines stand still.
 */
export class ValueAxis {
  /** The only place that chooses the kind of scale. */
  readonly #scale = scaleLinear();
  #count = 2;
  #ticks: readonly number[] = this.#scale.ticks(this.#count);
  #isFitted = false;
  #wideSince = Number.NaN;

  get low(): number {
    return this.#domain[0];
  }

  get high(): number {
    return this.#domain[1];
  }

  /** The round numbers from the lowest end to the highest; the same array until they change. */
  get ticks(): readonly number[] {
    return this.#ticks;
  }

  /**
   * Chooses the domain.
   *
   * @param lowest The lowest number that is shown; infinite if there is none.
   * @param count The number of ticks that there is room for.
   * @param now Milliseconds.
   */
  fit(lowest: number, highest: number, count: number, now: number): void {
    if (!(lowest <= highest)) return;
    const [low, high] = roundDomain(lowest, highest, count);
    const holds = this.#isFitted && lowest >= this.low && highest <= this.high && count === this.#count;
    const isMuchSmaller = high - low < SHRINK_BELOW * (this.high - this.low);
    if (holds && !isMuchSmaller) this.#wideSince = Number.NaN;
    else if (holds && Number.isNaN(this.#wideSince)) this.#wideSince = now;
    if (holds && !(now - this.#wideSince >= SHRINK_AFTER)) return;
    this.#wideSince = Number.NaN;
    this.#count = count;
    this.#isFitted = true;
    this.#ticks = this.#scale.domain([low, high]).ticks(count);
  }

  /** Forgets the domain, so that the next data is fitted at once: after a zoom, or another choice of series. */
  reset(): void {
    this.#isFitted = false;
  }

  /** Sets the range: device pixels from the top of the canvas. */
  setRange(top: number, bottom: number): void {
    this.#scale.range([bottom, top]);
  }

  /** Gives the device pixel of a value. */
  y(value: number): number {
    return this.#scale(value);
  }

  /** Gives the scale in plain numbers. */
  get projection(): Pick<Projection, 'top' | 'bottom' | 'high' | 'perUnit'> {
    const [bottom, top] = this.#scale.range() as [number, number];
    return { top, bottom, high: this.high, perUnit: (bottom - top) / (this.high - this.low) };
  }

  get #domain(): readonly [low: number, high: number] {
    return this.#scale.domain() as [number, number];
  }
}

/** The part of the domain below which data makes it shrink. Nearer to 1 it would shrink with every tick. */
const SHRINK_BELOW = 0.6;
/** Milliseconds for which data has to need less. With half of it, a burst every few seconds rescales the axis each time. */
const SHRINK_AFTER = 3000;
/** A difference that is smaller cannot be divided by. */
const NARROWEST = 1e-300;
/** The largest size of a number on the axis, so that the difference of the two round numbers around it is a number. */
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
  return scaleLinear([low, high], []).nice(count).domain() as [number, number];
}
