import type { Frame } from './frame.js';

/** Somebody who is brought forward in steps. */
export interface Stepper {
  /** @param sync The frame that ends the step, shared by all who take it. */
  step(position: number, sync: Frame): void;
  /** Lets go of what is kept for one that takes nothing any more. */
  sweep(): void;
  /** Something of ours threw what it should not while this one was brought forward. */
  fail(error: unknown): void;
}

export interface RateClassOptions {
  /** Longest time between two steps, in milliseconds. */
  readonly heartbeat: number;
  /** Steps a second, as the load allows. */
  readonly rate: () => number;
  /** Makes the step of this moment for these; all of them share its frames. */
  readonly step: (steppers: Iterable<Stepper>, rate: number) => void;
}

/**
 * Viewers with the same rate, on one clock: they are always at the same positions, and so share every frame.
 *
 *     quiet for an interval  ──commit──▶ step at once
 *     stepped just now       ──commit──▶ step at the end of the interval
 */
export class RateClass {
  readonly #options: RateClassOptions;
  readonly #members = new Set<Stepper>();
  readonly #due = new Set<Stepper>();
  readonly #soon = new Set<Stepper>();
  #hasNews = false;
  #last = Number.NEGATIVE_INFINITY;
  #lastForAll = performance.now();
  #wakeAt = Number.POSITIVE_INFINITY;
  #cancel = () => {};

  constructor(options: RateClassOptions) {
    this.#options = options;
  }

  add(member: Stepper): void {
    this.#members.add(member);
    this.soon(member);
    this.#wake(this.#lastForAll + this.#options.heartbeat);
  }

  delete(member: Stepper): void {
    this.#due.delete(member);
    this.#soon.delete(member);
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    this.#cancel();
    this.#wakeAt = Number.POSITIVE_INFINITY;
  }

  /** Something changed: everybody takes a step. */
  news(): void {
    this.#hasNews = true;
    this.#wake(this.#last + 1000 / this.#options.rate());
  }

  /** One member has just joined something: it need not wait for the clock. */
  soon(member: Stepper): void {
    if (this.#soon.size === 0) setImmediate(() => this.#stepNow());
    this.#soon.add(member);
  }

  #stepNow(): void {
    const steppers = [...this.#soon];
    this.#soon.clear();
    if (steppers.length > 0) this.#options.step(steppers, this.#options.rate());
  }

  /** One member has something to catch up with. */
  due(member: Stepper): void {
    this.#due.add(member);
    this.#wake(this.#last + 1000 / this.#options.rate());
  }

  #wake(at: number): void {
    if (this.#members.size === 0 || at >= this.#wakeAt) return;
    this.#cancel();
    this.#wakeAt = at;
    const delay = at - performance.now();
    if (delay <= 0) {
      const immediate = setImmediate(() => this.#tick());
      this.#cancel = () => clearImmediate(immediate);
    } else {
      const timer = setTimeout(() => this.#tick(), delay);
      this.#cancel = () => clearTimeout(timer);
    }
  }

  #tick(): void {
    const now = performance.now();
    const isForAll = this.#hasNews || now - this.#lastForAll >= this.#options.heartbeat - 1;
    const steppers = isForAll ? this.#members : [...this.#due];
    this.#wakeAt = Number.POSITIVE_INFINITY;
    this.#last = now;
    if (isForAll) this.#lastForAll = now;
    this.#hasNews = false;
    this.#due.clear();
    this.#options.step(steppers, this.#options.rate());
    this.#wake(this.#lastForAll + this.#options.heartbeat);
  }
}
