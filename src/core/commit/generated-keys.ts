/**
 * Keys for rows that have none of their own: `<start in ms>-<number>`, both in base 36. Python makes them alike.
 *
 * Eight digits keep the order of the keys as texts the order of their making, for 2.8 trillion rows of a run.
 */
export class GeneratedKeys {
  readonly #prefix: string;
  #number = 0;

  /** @param startedAt When the run began, in milliseconds since the epoch: keys of two runs never meet. */
  constructor(startedAt: number) {
    this.#prefix = startedAt.toString(36);
  }

  next(): string {
    return `${this.#prefix}-${(++this.#number).toString(36).padStart(8, '0')}`;
  }
}
