import type { Arrangement } from './arrangement-storage.js';

/** The arrangements of a board that its viewer can go back to, and forward again. */
export class ArrangementSteps {
  #board: string | undefined;
  #now: Arrangement | undefined;
  #past: Arrangement[] = [];
  #future: Arrangement[] = [];

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /**
   * Notes a step if the arrangement has changed, by whatever control.
   *
   * @param board The name under which the arrangement is kept: another board has no steps yet.
   */
  follow(board: string, now: Arrangement): void {
    const before = this.#now;
    this.#now = now;
    if (board !== this.#board || before === undefined) {
      this.#board = board;
      this.#past = [];
      this.#future = [];
    } else if (JSON.stringify(now) !== JSON.stringify(before)) {
      this.#past.push(before);
      this.#future = [];
    }
  }

  undo(): Arrangement | undefined {
    return this.#step(this.#past, this.#future);
  }

  redo(): Arrangement | undefined {
    return this.#step(this.#future, this.#past);
  }

  #step(from: Arrangement[], to: Arrangement[]): Arrangement | undefined {
    const next = from.pop();
    if (next === undefined || this.#now === undefined) return undefined;
    to.push(this.#now);
    this.#now = next;
    return next;
  }
}
