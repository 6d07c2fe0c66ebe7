/*
 * Lets everything else run during long work. Slices are counted in time and not in rows, for one row can cost as much as
 * a thousand others.
 */

/**
 * Gives slices to several pieces of work in turn:
 *
 *     slice │ turns of the event loop, while they have something to do, for `mostPause` │ slice │ …
 *
 * One turn after each slice would not be enough: Node accepts only one connection in each.
 */
export class SliceQueue {
  readonly #waiting: Waiting[] = [];
  #isScheduled = false;
  readonly #mostPause: number;
  /** When the last slice ended, and when the turn of the loop after it did. */
  #endedAt = Number.NEGATIVE_INFINITY;
  #turnedAt = Number.NEGATIVE_INFINITY;

  /** @param mostPause Milliseconds between two slices while there is something else to do. */
  constructor(mostPause = MOST_PAUSE) {
    this.#mostPause = mostPause;
  }

  /**
   * Resolves when it is this work's turn: after the work that waits already, and after other tasks of the loop.
   *
   * @param signal Work that was aborted meanwhile takes no turn.
   * @param isIdle Whether nobody waits for the work: then it has its turn when no other work waits.
   */
  next(signal?: AbortSignal, isIdle: () => boolean = () => false): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ resolve, signal, isIdle });
      if (this.#isScheduled) return;
      this.#endedAt = this.#turnedAt = performance.now();
      this.#schedule();
    });
  }

  #takeNext(): Waiting | undefined {
    const at = this.#waiting.findIndex(({ isIdle }) => !isIdle());
    return this.#waiting.splice(Math.max(0, at), 1)[0];
  }

  #schedule(): void {
    this.#isScheduled = this.#waiting.length > 0;
    if (this.#isScheduled) setImmediate(() => this.#turn());
  }

  #turn(): void {
    const now = performance.now();
    const isBusy = now - this.#turnedAt > IDLE_TURN && now - this.#endedAt < this.#mostPause;
    this.#turnedAt = now;
    if (isBusy) {
      this.#schedule();
      return;
    }
    for (let next = this.#takeNext(); next !== undefined; next = this.#takeNext()) {
      next.resolve();
      if (next.signal?.aborted !== true) break;
    }
    // The work runs in microtasks, so this immediate comes after its slice.
    setImmediate(() => {
      this.#endedAt = this.#turnedAt = performance.now();
      this.#schedule();
    });
  }
}

interface Waiting {
  readonly resolve: () => void;
  readonly signal: AbortSignal | undefined;
  readonly isIdle: () => boolean;
}

/**
 * Milliseconds between two slices while there is something else to do: all exports together get a quarter of the time.
 * With twice as many they take twice as long on a busy relay; with half, they get 40 % of the time, and viewers wait.
 */
const MOST_PAUSE = 15;
/**
 * Milliseconds below which a turn of the loop counts as idle. With twice as many, short work of others is taken for none
 * and the pause ends early; with half, a slow machine may never look idle, and each pause lasts 15 ms.
 */
const IDLE_TURN = 0.05;

export interface TimeSlicesOptions {
  readonly queue: SliceQueue;
  /** Ends the work at its next turn when it is aborted. Default: never. */
  readonly signal?: AbortSignal;
  /** Whether the first slice is now instead of at the next turn: for work that never comes in crowds. Default: false. */
  readonly startsNow?: boolean;
  /** Whether nobody waits for the work now. Default: somebody does. */
  readonly isIdle?: () => boolean;
  /** Milliseconds of a slice. Default: `MOST_SLICE`. */
  readonly length?: number;
  /** Reads any clock, in milliseconds. Default: `performance.now`. */
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
  readonly #isIdle: (() => boolean) | undefined;
  readonly #length: number;
  readonly #now: () => number;
  /** The first slice is over at once unless it starts now: many pieces of work may begin in the same turn. */
  #end = Number.NEGATIVE_INFINITY;
  #steps = STEPS_A_LOOK;

  constructor(options: TimeSlicesOptions) {
    const { queue, signal, isIdle, startsNow = false, length = MOST_SLICE, now = () => performance.now() } = options;
    this.#queue = queue;
    this.#signal = signal;
    this.#isIdle = isIdle;
    this.#length = length;
    this.#now = now;
    if (startsNow) this.#end = now() + length;
  }

  /**
   * Counts a step. Reads the clock only once in so many steps, for that costs as much as several comparisons.
   *
   * @param steps How many steps it counts as; with `LONG_STEP` the clock is read now.
   */
  isOver(steps = 1): boolean {
    this.#steps -= steps;
    if (this.#steps > 0) return false;
    this.#steps = STEPS_A_LOOK;
    return this.#now() >= this.#end;
  }

  /** Makes the next `isOver` read the clock: something took long. */
  spend(): void {
    this.#steps = 0;
  }

  /** Waits for the next slice. Throws the signal's reason if the work was aborted. */
  async next(): Promise<void> {
    await this.#queue.next(this.#signal, this.#isIdle);
    this.#signal?.throwIfAborted();
    this.#end = this.#now() + this.#length;
    this.#steps = STEPS_A_LOOK;
  }
}

/**
 * Runs work that yields after each of its steps.
 *
 * @param slices Default: of its own, of which the first is now.
 */
export async function inSlices<T>(
  steps: Iterator<void, T>,
  slices = new TimeSlices({ queue: new SliceQueue(), startsNow: true }),
): Promise<T> {
  for (;;) {
    if (slices.isOver(LONG_STEP)) await slices.next();
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * Milliseconds of one slice: a fraction of the 16 ms between two frames of a page. With twice as many, updates may come
 * so much later; with half, more time goes into switching, and exports take longer on a busy relay.
 */
export const MOST_SLICE = 5;
/**
 * Short steps between two readings of the clock. With twice as many a slice may end later; CPU was the same in a sort of
 * 200,000 rows. With half it was some percent more.
 */
const STEPS_A_LOOK = 32;
/** Counts as many steps as there are between two readings: for a step that may take as long as all of them. */
export const LONG_STEP = STEPS_A_LOOK;
