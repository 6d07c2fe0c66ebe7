import { MOST_UNACKNOWLEDGED } from '../options.js';

/**
 * Keeps the pace of one viewer: it is sent no more than may be on the way. That is the only signal that covers the
 * kernel's buffers, proxies and a busy page.
 *
 *     bytes, times   of the frames that were sent and not yet acknowledged, oldest first
 */
export class SendWindow {
  readonly #longest: number;
  #bytes: number[] = [];
  #times: number[] = [];
  #onTheWay = 0;
  #acknowledged = 0;

  /** @param longest Age of the oldest frame, in milliseconds, beyond which nothing more is sent. */
  constructor(longest: number) {
    this.#longest = longest;
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

  /** Whether a frame of a step may go. If nothing is on the way, it may be of any size. */
  hasRoom(bytes: number, now: number): boolean {
    const isInLimit = this.#onTheWay === 0 || this.#onTheWay + bytes <= MOST_UNACKNOWLEDGED;
    return isInLimit && this.age(now) <= this.#longest;
  }

  /** Whether a frame of a first load may go: it leaves room for steps, which it must not hold up. */
  hasRoomToSpare(bytes: number, now: number): boolean {
    return this.#onTheWay + bytes <= MOST_UNACKNOWLEDGED / 2 && this.age(now) <= this.#longest;
  }

  add(bytes: number, now: number): void {
    this.#bytes.push(bytes);
    this.#times.push(now);
    this.#onTheWay += bytes;
  }

  /** Whether so many were sent, and not all of them acknowledged yet. */
  isNew(frames: number): boolean {
    return frames > this.#acknowledged && frames <= this.sent;
  }

  /** @returns Whether it acknowledged something new; `undefined` if so many were never sent. */
  acknowledge(frames: number): boolean | undefined {
    if (frames > this.sent) return undefined;
    const count = frames - this.#acknowledged;
    if (count <= 0) return false;
    for (let i = 0; i < count; i++) {
      this.#onTheWay -= this.#bytes.shift() ?? 0;
      this.#times.shift();
    }
    this.#acknowledged = frames;
    return true;
  }
}
