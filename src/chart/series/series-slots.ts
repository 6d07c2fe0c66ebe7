/** The number of colours of a chart; from the next series on they repeat with a dashed line. */
export const SLOTS = 6;

/**
 * The colours of series by name: the next free one when a name first appears, and the same from then on, also when the
 * series was gone for a while.
 */
export class SeriesSlots {
  readonly #slots = new Map<string, number>();

  /** Gives the slot of a name, from 0 on. */
  of(name: string): number {
    let slot = this.#slots.get(name);
    if (slot === undefined) this.#slots.set(name, (slot = this.#slots.size));
    return slot;
  }
}
