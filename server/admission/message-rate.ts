/** Limits how many messages may come in a second. */
export class MessageRate {
  readonly #most: number;
  #since = 0;
  #count = 0;

  constructor(perSecond: number) {
    this.#most = perSecond;
  }

  /**
   * Counts one.
   *
   * @param spare So many more may come now.
   * @returns Whether it may come.
   */
  take(spare = 0): boolean {
    const now = performance.now();
    if (now - this.#since >= 1000) {
      this.#since = now;
      this.#count = 0;
    }
    return ++this.#count <= this.#most + spare;
  }

  /** Takes the last one off the count. */
  giveBack(): void {
    this.#count--;
  }
}
