/*
 * Long work that gives way to everything else. It counts in time and not in rows, for one row can cost as much as a
 * thousand others.
 */

/**
 * Lets one piece of work after the other go on, a slice at a time:
 *
 *     slice │ turns of the loop, while they have something to do, for three times as long │ slice │ …
 *
 * One turn would not be enough: in each of them Node takes in one connection only.
 */
export class SliceQueue {
  readonly #waiting: (() => void)[] = [];
  #isScheduled = false;
  /** When the last slice ended, and when the turn of the loop after it did. */
  #endedAt = Number.NEGATIVE_INFINITY;
  #turnedAt = Number.NEGATIVE_INFINITY;

  /** Resolves when it is this work's turn: after whoever waits already, and after what else the loop has to do. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#isScheduled) return;
      this.#endedAt = this.#turnedAt = performance.now();
      this.#schedule();
    });
  }

  #schedule(): void {
    this.#isScheduled = this.#waiting.length > 0;
    if (this.#isScheduled) setImmediate(() => this.#turn());
  }

  #turn(): void {
    const now = performance.now();
    const isBusy = now - this.#turnedAt > IDLE_TURN && now - this.#endedAt < MOST_PAUSE;
    this.#turnedAt = now;
    if (isBusy) {
      this.#schedule();
      return;
    }
    this.#waiting.shift()?.();
    // The work goes on in microtasks, so this comes after its slice.
    setImmediate(() => {
      this.#endedAt = this.#turnedAt = performance.now();
      this.#schedule();
    });
  }
}

/** Milliseconds between two slices while there is something else to do. */
const MOST_PAUSE = 15;
/** Milliseconds that a turn of the loop takes in which there is nothing to do. */
const IDLE_TURN = 0.05;

export interface TimeSlicesOptions {
  readonly queue: SliceQueue;
  /** Nobody wants the work any more: it ends at its next turn. Default: somebody always does. */
  readonly signal?: AbortSignal;
  /** Whether the first slice is now, and not at the next turn: for work that does not come in crowds. Default false. */
  readonly startsNow?: boolean;
  /** Milliseconds of any clock. Default: `performance.now`. */
  readonly now?: () => number;
}

/**
 * The slices of one piece of work:
 *
 * ```js
 * for (const row of rows) {
 *   if (slices.isOver()) await slices.next();
 *   …
 * }
 * ```
 */
export class TimeSlices {
  readonly #queue: SliceQueue;
  readonly #signal: AbortSignal | undefined;
  readonly #now: () => number;
  /** Else the first slice is over at once: many pieces of work may begin in the same turn of the loop. */
  #end = Number.NEGATIVE_INFINITY;
  #steps = STEPS_A_LOOK;

  constructor({ queue, signal, startsNow = false, now = () => performance.now() }: TimeSlicesOptions) {
    this.#queue = queue;
    this.#signal = signal;
    this.#now = now;
    if (startsNow) this.#end = now() + MOST_SLICE;
  }

  /**
   * Counts a step. Looks at the clock once in so many steps, for a look costs as much as several comparisons.
   *
   * @param steps As how many the step counts; with `LONG_STEP` the clock is looked at now.
   */
  isOver(steps = 1): boolean {
    this.#steps -= steps;
    if (this.#steps > 0) return false;
    this.#steps = STEPS_A_LOOK;
    return this.#now() >= this.#end;
  }

  /** Makes the next `isOver` look at the clock: something took long. */
  spend(): void {
    this.#steps = 0;
  }

  /** Waits for the next slice. Throws the signal's reason if nobody wants the work any more. */
  async next(): Promise<void> {
    await this.#queue.next();
    this.#signal?.throwIfAborted();
    this.#end = this.#now() + MOST_SLICE;
    this.#steps = STEPS_A_LOOK;
  }
}

/** Milliseconds of one slice. */
export const MOST_SLICE = 5;
/** Short steps between two looks at the clock. */
const STEPS_A_LOOK = 32;
/** A step that may take as long as all of these. */
export const LONG_STEP = STEPS_A_LOOK;
