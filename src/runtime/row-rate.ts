/** Rows a second over the last whole seconds. */
export class RowRate {
  #second = 0;
  #counts = new Array<number>(SECONDS + 1).fill(0);

  add(rows: number, now = Date.now()): void {
    this.#moveTo(now);
    this.#counts[0] = (this.#counts[0] ?? 0) + rows;
  }

  perSecond(now = Date.now()): number {
    this.#moveTo(now);
    return this.#counts.slice(1).reduce((sum, count) => sum + count, 0) / SECONDS;
  }

  /** Shifts the counts: the first is for the running second, the others for those before it. */
  #moveTo(now: number): void {
    const second = Math.floor(now / 1000);
    const passed = Math.min(Math.max(second - this.#second, 0), this.#counts.length);
    this.#second = second;
    if (passed === 0) return;
    this.#counts = [...new Array<number>(passed).fill(0), ...this.#counts].slice(0, SECONDS + 1);
  }
}

const SECONDS = 3;
