/** Steps a second that a viewer can have. */
export const RATES: readonly number[] = [60, 30, 15, 8, 4, 2, 1, 0.5];

/** The class for a rate that was asked for: the fastest that is not above it. */
export function classOf(rate: number): number {
  return RATES.find((one) => one <= rate) ?? SLOWEST;
}

const SLOWEST = 0.5;

/**
 * The fastest rate that the relay can afford: under load everybody gets fewer steps, instead of ingest or some viewers
 * getting none.
 */
export class Load {
  #since: number;
  #busy = 0;
  #ceiling = 60;

  constructor(now: number) {
    this.#since = now;
  }

  get ceiling(): number {
    return this.#ceiling;
  }

  /** Takes note of one tick: how long it took and when it ended, in milliseconds. */
  add(took: number, now: number): void {
    this.#busy += took;
    const span = now - this.#since;
    if (span < SPAN) return;
    const share = this.#busy / span;
    const at = RATES.indexOf(this.#ceiling);
    if (share > TOO_MUCH) this.#ceiling = RATES[at + 1] ?? SLOWEST;
    else if (share < LITTLE) this.#ceiling = RATES[at - 1] ?? 60;
    this.#since = now;
    this.#busy = 0;
  }
}

/** Milliseconds over which the share of time that steps take is measured. */
const SPAN = 1000;
const TOO_MUCH = 0.5;
/** Less than half of `TOO_MUCH`, for the next rate is twice as fast. */
const LITTLE = 0.2;
