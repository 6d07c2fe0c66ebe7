/**
 * How long the longest of the recent texts was, so that room can be kept for it and neighbours stand still while a
 * number changes its digits. It grows at once and shrinks late.
 */
export class ReservedLength {
  #length = 0;
  #since = 0;

  /** @param now Milliseconds. */
  fit(length: number, now: number): number {
    if (length >= this.#length || now - this.#since > KEPT) {
      this.#length = length;
      this.#since = now;
    }
    return this.#length;
  }
}

/** Milliseconds. */
const KEPT = 30_000;
