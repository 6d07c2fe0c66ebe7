/**
 * How often somebody may be wrong: so many times at once, then once per interval.
 *
 * While the attempts are used up the right answer is refused too: else a guesser would learn it all the same.
 */
export class Attempts {
  /** By who tries: when their attempts are all there again, in milliseconds. */
  readonly #full = new Map<string, number>();
  readonly #most: number;
  readonly #interval: number;
  readonly #now: () => number;

  /**
   * @param most Attempts that may be wrong at once.
   * @param interval Milliseconds after which one more may.
   */
  constructor(most: number, interval: number, now = () => performance.now()) {
    this.#most = most;
    this.#interval = interval;
    this.#now = now;
  }

  /** Milliseconds until the next attempt is heard; 0: now. */
  wait(who: string): number {
    const full = this.#full.get(who) ?? 0;
    return Math.max(0, full - this.#now() - (this.#most - 1) * this.#interval);
  }

  failed(who: string): void {
    const now = this.#now();
    const full = Math.max(now, this.#full.get(who) ?? 0) + this.#interval;
    this.#full.delete(who); // The newest is the last
    this.#full.set(who, full);
    if (this.#full.size > MOST_KNOWN) this.#forget(now);
  }

  /** Those who have all their attempts again, else who failed the longest ago. */
  #forget(now: number): void {
    for (const [who, full] of this.#full) if (full <= now) this.#full.delete(who);
    const [oldest] = this.#full.keys();
    if (this.#full.size > MOST_KNOWN && oldest !== undefined) this.#full.delete(oldest);
  }
}

const MOST_KNOWN = 10_000;
