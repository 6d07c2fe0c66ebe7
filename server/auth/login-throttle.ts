import type { Refusal } from '../admission/refusal.js';

export interface ThrottleOptions {
  /** Attempts that may be wrong at once. */
  readonly most: number;
  /** Milliseconds after which one more may. */
  readonly interval: number;
}

/** Limits how often somebody may be wrong: so many times at once, then once per interval. */
export class LoginThrottle {
  /** When somebody has all attempts again, in milliseconds. */
  readonly #full = new Map<string, number>();
  readonly #most: number;
  readonly #interval: number;
  readonly #now: () => number;

  constructor({ most, interval }: ThrottleOptions, now = () => performance.now()) {
    this.#most = most;
    this.#interval = interval;
    this.#now = now;
  }

  /** Milliseconds until the next attempt counts; 0: now. */
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

  /** Forgets those who have all their attempts again, else the one that failed the longest ago. */
  #forget(now: number): void {
    for (const [who, full] of this.#full) if (full <= now) this.#full.delete(who);
    const [oldest] = this.#full.keys();
    if (this.#full.size > MOST_KNOWN && oldest !== undefined) this.#full.delete(oldest);
  }
}

/** @param wait Milliseconds until the next counts. */
export function tooManyAttempts(what: string, wait: number): Refusal {
  const seconds = Math.ceil(wait / 1000);
  const message = `too many wrong ${what}; the next is heard in ${seconds} s`;
  return { status: 429, reason: 'throttled', message, headers: { 'Retry-After': seconds } };
}

/**
 * Ten wrong ones at once, then one in six seconds: 14,400 a day, of which a password of six random letters lasts for
 * decades. Half: people who try their old passwords have to wait. Twice: half the time for a guesser.
 */
export const THROTTLE: ThrottleOptions = { most: 10, interval: 6_000 };

/** Clients that are remembered. Half: whoever has many addresses is forgotten sooner. Twice: about 2 MB. */
const MOST_KNOWN = 10_000;
