/** Colours that a chart has; from the next series on they repeat with a dashed line. */
export const SLOTS = 6;

/**
 * Which colour a series has: the next free one when its name first appears, and always the same from then on, also when
 * the series was gone for a while.
 */
export class SeriesSlots {
  readonly #slots = new Map<string, number>();

  /** From 0 on. */
  of(name: string): number {
    let slot = this.#slots.get(name);
    if (slot === undefined) this.#slots.set(name, (slot = this.#slots.size));
    return slot;
  }
}
