import { scaleLinear } from 'd3-scale';

/**
 * The scales of a chart in plain numbers, for loops over every point: `x = left + (time − from) / perPixel` and
 * `y = top + (high − value · factor) · perUnit`.
 */
export interface Projection {
  readonly left: number;
  readonly top: number;
  readonly bottom: number;
  /** 1; less where values are so large that their difference would be no number. */
  readonly factor: number;
  /** The highest end, times the factor. */
  readonly high: number;
  readonly perUnit: number;
}

/**
 * The vertical axis: a scale from round numbers around the data, and zero if that is near, to device pixels. Its domain
 * grows at once and shrinks late, after the data has left much of it for a while, so that the lines stand still.
 */
export class ValueAxis {
  /** Maps values times the factor. The only place that chooses the kind of scale. */
  readonly #scale = scaleLinear();
  #factor = 1;
  #count = 2;
  #ticks: readonly number[] = this.#scale.ticks(this.#count);
  #isFitted = false;
  #wideSince = Number.NaN;

  get low(): number {
    return this.#domain[0] / this.#factor;
  }

  get high(): number {
    return this.#domain[1] / this.#factor;
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
    const factor = Math.max(-lowest, highest) > LARGE ? FACTOR : 1;
    const [low, high] = roundDomain(lowest * factor, highest * factor, count);
    const holds = this.#isFitted && lowest >= this.low && highest <= this.high && count === this.#count;
    const isMuchSmaller = high / factor - low / factor < SHRINK_BELOW * (this.high - this.low);
    if (holds && !isMuchSmaller) this.#wideSince = Number.NaN;
    else if (holds && Number.isNaN(this.#wideSince)) this.#wideSince = now;
    if (holds && !(now - this.#wideSince >= SHRINK_AFTER)) return;
    this.#wideSince = Number.NaN;
    this.#count = count;
    this.#isFitted = true;
    this.#factor = factor;
    const scale = this.#scale.domain([low, high]);
    const numbers = (ticks: readonly number[]) => ticks.map((tick) => tick / factor).filter(Number.isFinite);
    const ticks = numbers(scale.ticks(count));
    this.#ticks = ticks.length > 1 ? ticks : numbers(scale.ticks(2 * count + 1)); // The ends may be no numbers
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
    return this.#scale(value * this.#factor);
  }

  /** Gives the scale in plain numbers. */
  get projection(): Omit<Projection, 'left'> {
    const [bottom, top] = this.#scale.range() as [number, number];
    const [low, high] = this.#domain;
    return { top, bottom, factor: this.#factor, high, perUnit: (bottom - top) / (high - low) };
  }

  get #domain(): readonly [low: number, high: number] {
    return this.#scale.domain() as [number, number];
  }
}

/** The part of the domain below which data makes it shrink. Nearer to 1 it would shrink with every tick. */
const SHRINK_BELOW = 0.6;
/** Milliseconds for which data has to need less. With half of it, a burst every few seconds rescales the axis each time. */
const SHRINK_AFTER = 3000;
/** A difference that is smaller cannot be divided by; a number that is smaller counts as zero. */
const NARROWEST = 1e-300;
/** The difference of two numbers around it, rounded away from each other, is still a number. */
const LARGE = 4e307;
/** Makes every number smaller than that. A power of ten, so that round numbers stay round. */
const FACTOR = 0.1;

function roundDomain(lowest: number, highest: number, count: number): [low: number, high: number] {
  let low = Math.abs(lowest) < NARROWEST ? 0 : lowest;
  let high = Math.abs(highest) < NARROWEST ? 0 : highest;
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
