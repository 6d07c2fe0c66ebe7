import { SliceQueue, TimeSlices } from '../../server/cooperative/time-slices.js';

/** A clock that work moves on, and how long it went on at most without giving way. */
export class FakeClock {
  time = 0;
  turns = 0;
  readonly controller = new AbortController();
  readonly slices: TimeSlices;
  #since = 0;
  #longest = 0;

  constructor() {
    const queue = new SliceQueue();
    const next = queue.next.bind(queue);
    queue.next = async () => {
      this.#end();
      await next();
    };
    this.slices = new TimeSlices({ queue, signal: this.controller.signal, now: () => this.time });
  }

  /** Milliseconds of the longest slice, after the last one has ended. */
  get longest(): number {
    this.#end();
    return this.#longest;
  }

  #end(): void {
    this.turns++;
    this.#longest = Math.max(this.#longest, this.time - this.#since);
    this.#since = this.time;
  }
}
