import type { Arrangement } from './arrangement-storage.js';

/** The arrangements that a viewer can go back to, and forward again. */
export class ArrangementSteps {
  #past: Arrangement[] = [];
  #future: Arrangement[] = [];

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** @param before The arrangement that is changed now. */
  note(before: Arrangement): void {
    this.#past.push(before);
    this.#future = [];
  }

  undo(now: Arrangement): Arrangement | undefined {
    return step(this.#past, this.#future, now);
  }

  redo(now: Arrangement): Arrangement | undefined {
    return step(this.#future, this.#past, now);
  }
}

function step(from: Arrangement[], to: Arrangement[], now: Arrangement): Arrangement | undefined {
  const next = from.pop();
  if (next !== undefined) to.push(now);
  return next;
}
