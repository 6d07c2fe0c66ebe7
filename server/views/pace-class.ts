import type { Frame } from './frame.js';

/** Somebody who is brought forward in steps. */
export interface Stepper {
  /** @param sync The frame that ends the step, shared by all who take it. */
  step(position: number, sync: Frame): void;
  /** Lets go of what is kept for one that takes nothing any more. */
  sweep(): void;
  /** Ends this one alone: something of ours threw while it was brought forward. */
  fail(error: unknown): void;
}

export interface PaceClassOptions {
  /** Longest time between two steps, in milliseconds. */
  readonly heartbeat: number;
  /** Steps a second, as the load allows. */
  readonly rate: () => number;
  /** Makes the step of this moment for these; all of them share its frames. */
  readonly step: (steppers: Iterable<Stepper>, rate: number) => void;
}

/**
 * Viewers with the same pace, on one clock: they are always at the same positions, and so share every frame.
 *
 *     quiet for an interval  ──commit──▶ step at once
 *     stepped just now       ──commit──▶ step at the end of the interval
 */
export class PaceClass {
  readonly #options: PaceClassOptions;
  readonly #members = new Set<Stepper>();
  /** Those who take the next step of the clock, whether or not everybody does. */
  readonly #next = new Set<Stepper>();
  /** Those who take a step of their own before that. */
  readonly #immediate = new Set<Stepper>();
  #isChanged = false;
  #last = Number.NEGATIVE_INFINITY;
  #lastForAll = performance.now();
  #wakeAt = Number.POSITIVE_INFINITY;
  #cancel = () => {};

  constructor(options: PaceClassOptions) {
    this.#options = options;
  }

  add(member: Stepper): void {
    this.#members.add(member);
    this.requestImmediate(member);
    this.#wake(this.#lastForAll + this.#options.heartbeat);
  }

  delete(member: Stepper): void {
    this.#next.delete(member);
    this.#immediate.delete(member);
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    this.#cancel();
    this.#wakeAt = Number.POSITIVE_INFINITY;
  }

  /** Lets everybody take a step, as soon as the interval allows: something changed. */
  markChanged(): void {
    this.#isChanged = true;
    this.#wakeAtNextStep();
  }

  /** Lets one member take a step without waiting for the clock: it has just joined something. */
  requestImmediate(member: Stepper): void {
    if (this.#immediate.size === 0) setImmediate(() => this.#stepImmediately());
    this.#immediate.add(member);
  }

  /** Lets one member take the next step of the clock: it has something to catch up with. */
  requestNext(member: Stepper): void {
    this.#next.add(member);
    this.#wakeAtNextStep();
  }

  #stepImmediately(): void {
    const steppers = [...this.#immediate];
    this.#immediate.clear();
    if (steppers.length > 0) this.#options.step(steppers, this.#options.rate());
  }

  #wakeAtNextStep(): void {
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
    const isForAll = this.#isChanged || now - this.#lastForAll >= this.#options.heartbeat - 1;
    const steppers = isForAll ? this.#members : [...this.#next];
    this.#wakeAt = Number.POSITIVE_INFINITY;
    this.#last = now;
    if (isForAll) this.#lastForAll = now;
    this.#isChanged = false;
    this.#next.clear();
    this.#options.step(steppers, this.#options.rate());
    this.#wake(this.#lastForAll + this.#options.heartbeat);
  }
}
