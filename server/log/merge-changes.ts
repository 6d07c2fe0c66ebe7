import type { WidgetChange } from '../../src/core/messages.js';

export type Changes = Readonly<Record<string, WidgetChange>>;

/** The changes of all pieces of a commit as one, put together as they come: all deletes, then all upserts. */
export class MergedChanges {
  readonly #widgets = new Map<string, { up: unknown[]; del: string[] }>();
  #rows = 0;

  /** Upserts and deletes so far. */
  get rows(): number {
    return this.#rows;
  }

  add(changes: Changes): void {
    for (const [id, { up = [], del = [] }] of Object.entries(changes)) {
      let merged = this.#widgets.get(id);
      if (merged === undefined) this.#widgets.set(id, (merged = { up: [], del: [] }));
      for (const row of up) merged.up.push(row);
      for (const key of del) merged.del.push(key);
      this.#rows += up.length + del.length;
    }
  }

  /** All of them, which are not added to any more. */
  get changes(): Changes {
    // Not by assignment, for an id may be `__proto__`.
    return Object.fromEntries(this.#widgets) as Changes;
  }
}

export function mergeChanges(pieces: readonly Changes[]): Changes {
  const [first, ...others] = pieces;
  if (first !== undefined && others.length === 0) return first;
  const merged = new MergedChanges();
  for (const piece of pieces) merged.add(piece);
  return merged.changes;
}
