/**
 * The largest item that was shown lately. Room is kept for it, so that neighbours stand still while a number changes its
 * digits: the room grows at once and shrinks late.
 */
export class RecentLargest<T> {
  #largest: { readonly item: T; readonly size: number; readonly since: number } | undefined;

  /** @param now Milliseconds. */
  fit(item: T, size: number, now: number): T {
    const largest = this.#largest;
    if (largest !== undefined && size < largest.size && now - largest.since <= KEPT) return largest.item;
    this.#largest = { item, size, since: now };
    return item;
  }
}

/** Milliseconds. With half of it a number that crosses a power of ten twice a minute moves its neighbours each time. */
const KEPT = 30_000;
