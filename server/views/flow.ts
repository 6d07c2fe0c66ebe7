import { MOST_UNACKNOWLEDGED } from '../options.js';

/**
 * What is on the way to one viewer: the only signal that covers the kernel's buffers, proxies and a busy page.
 *
 *     bytes, times   of the frames that were sent and not yet acknowledged, oldest first
 */
export class Flow {
  readonly #patience: number;
  #bytes: number[] = [];
  #times: number[] = [];
  #onTheWay = 0;
  #acknowledged = 0;

  /** @param patience Age of the oldest frame, in milliseconds, at which nothing more is sent. */
  constructor(patience: number) {
    this.#patience = patience;
  }

  get sent(): number {
    return this.#acknowledged + this.#bytes.length;
  }

  get unacknowledged(): number {
    return this.#bytes.length;
  }

  /** Milliseconds for which the oldest frame has been on the way. */
  age(now: number): number {
    const oldest = this.#times[0];
    return oldest === undefined ? 0 : now - oldest;
  }

  /** Whether a frame of a step may go. */
  hasRoom(bytes: number, now: number): boolean {
    return this.#onTheWay + bytes <= MOST_UNACKNOWLEDGED && this.age(now) <= this.#patience;
  }

  /** Whether a frame of a first load may go: it leaves room for steps, which it must not hold up. */
  hasRoomToSpare(bytes: number, now: number): boolean {
    return this.hasRoom(bytes + MOST_UNACKNOWLEDGED / 2, now);
  }

  add(bytes: number, now: number): void {
    this.#bytes.push(bytes);
    this.#times.push(now);
    this.#onTheWay += bytes;
  }

  /** Whether so many were sent, and not all of them acknowledged yet. */
  isNews(frames: number): boolean {
    return frames > this.#acknowledged && frames <= this.sent;
  }

  /** @returns Whether that was news; `undefined` if so many were never sent. */
  acknowledge(frames: number): boolean | undefined {
    if (frames > this.sent) return undefined;
    const news = frames - this.#acknowledged;
    if (news <= 0) return false;
    for (let i = 0; i < news; i++) {
      this.#onTheWay -= this.#bytes.shift() ?? 0;
      this.#times.shift();
    }
    this.#acknowledged = frames;
    return true;
  }
}
