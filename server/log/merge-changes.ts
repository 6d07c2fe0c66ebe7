import type { WidgetChange } from '../../src/core/messages.js';

export type Changes = Readonly<Record<string, WidgetChange>>;

/** Merges the changes of all pieces of a commit as they come. All deletes of a commit come before all its upserts. */
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

  /** The merged changes; nothing may be added afterwards. */
  get changes(): Changes {
    // Makes the object in one go: assigning to an id `__proto__` would set its prototype.
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
