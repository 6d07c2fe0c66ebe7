import type { WidgetChange } from '../src/core/messages.js';

export type Changes = Readonly<Record<string, WidgetChange>>;

/** The changes of all pieces of a commit as one: all deletes, then all upserts. */
export function mergeChanges(pieces: readonly Changes[]): Changes {
  const [first, ...others] = pieces;
  if (first !== undefined && others.length === 0) return first;
  const merged = new Map<string, { up: WidgetChange['up'][]; del: WidgetChange['del'][] }>();
  for (const piece of pieces) {
    for (const [id, { up, del }] of Object.entries(piece)) {
      const one = merged.get(id) ?? { up: [], del: [] };
      one.up.push(up);
      one.del.push(del);
      merged.set(id, one);
    }
  }
  // Not by assignment, for an id may be `__proto__`.
  return Object.fromEntries(
    [...merged].map(([id, { up, del }]) => [
      id,
      { up: up.flatMap((rows) => rows ?? []), del: del.flatMap((keys) => keys ?? []) },
    ]),
  );
}
