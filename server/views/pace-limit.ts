/** Steps a second that a viewer can have. Each is about half the one before, so that few classes serve every wish. */
export const RATES: readonly number[] = [60, 30, 15, 8, 4, 2, 1, 0.5];

/** The class for a rate that was asked for: the fastest that is not above it. */
export function classOf(rate: number): number {
  return RATES.find((one) => one <= rate) ?? SLOWEST;
}

const FASTEST = 60;
const SLOWEST = 0.5;

/**
 * The fastest rate that the relay can afford: under load everybody gets fewer steps, instead of ingest or some viewers
 * getting none.
 */
export class PaceLimit {
  #since: number;
  #busy = 0;
  #fastest = FASTEST;

  constructor(now: number) {
    this.#since = now;
  }

  /** Steps a second. */
  get fastest(): number {
    return this.#fastest;
  }

  /** Takes note of one tick: how long it took and when it ended, in milliseconds. */
  add(took: number, now: number): void {
    this.#busy += took;
    const span = now - this.#since;
    if (span < SPAN) return;
    const share = this.#busy / span;
    const index = RATES.indexOf(this.#fastest);
    if (share > TOO_BUSY) this.#fastest = RATES[index + 1] ?? SLOWEST;
    else if (share < LITTLE_BUSY) this.#fastest = RATES[index - 1] ?? FASTEST;
    this.#since = now;
    this.#busy = 0;
  }
}

/**
 * Milliseconds over which the share of time that steps take is measured. With half of it the slowest classes would have
 * no step in most spans, and one large step would slow everybody down; with twice as much a relay that a storm of
 * viewers overloads would take eight seconds to come down from 60 to 4.
 */
const SPAN = 1000;
/**
 * The share of time that steps may take. The other half is for ingest, exports and new links: with a quarter the rates
 * would drop on a machine that has time left, and with all of it commits would wait behind steps.
 */
const TOO_BUSY = 0.5;
/**
 * Less than half of `TOO_BUSY`, for the next rate is twice as fast: from a quarter on the rate would go up and down.
 */
const LITTLE_BUSY = 0.2;
