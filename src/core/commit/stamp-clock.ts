/**
 * A clock for times and keys that are made here. It follows the wall clock forward, and goes on by itself when that is set
 * back: what is stamped later has no earlier time.
 */
export class StampClock {
  readonly #wall: () => number;
  readonly #monotonic: () => number;
  #last = 0;
  #readAt: number;

  constructor(wall = () => Date.now(), monotonic = () => performance.now()) {
    this.#wall = wall;
    this.#monotonic = monotonic;
    this.#readAt = monotonic();
  }

  /** Whole milliseconds since the epoch, not below those of the call before. */
  now(): number {
    const now = this.#monotonic();
    this.#last = Math.max(this.#wall(), this.#last + now - this.#readAt);
    this.#readAt = now;
    return Math.floor(this.#last);
  }
}

/** The one clock of a page or a relay, so that a producer that begins anew does not fall either. */
export const stamps = new StampClock();
