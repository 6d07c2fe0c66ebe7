/*
 * Whether anybody can see what the relay sends. Elements may be in other documents than that of their script: a pop-out or
 * picture-in-picture window is seen while the page itself is hidden.
 */

const others = new Map<Document, { elements: number; readonly stop: AbortController }>();
const listeners = new Set<() => void>();

export function isInSight(): boolean {
  const page = globalThis.document;
  return page === undefined || !page.hidden || [...others.keys()].some(({ hidden }) => !hidden);
}

/** Calls back when something comes into sight or goes out of it, until the signal. */
export function watchSight(listener: () => void, signal: AbortSignal): void {
  globalThis.document?.addEventListener('visibilitychange', listener, { signal });
  listeners.add(listener);
  signal.addEventListener('abort', () => listeners.delete(listener));
}

/** Counts an element in, until the returned function is called. */
export function showIn(other: Document): () => void {
  if (other === globalThis.document) return () => {};
  const shown = others.get(other) ?? { elements: 0, stop: new AbortController() };
  if (++shown.elements === 1) {
    others.set(other, shown);
    other.addEventListener('visibilitychange', notify, { signal: shown.stop.signal });
    notify();
  }
  return () => {
    if (--shown.elements > 0) return;
    shown.stop.abort();
    others.delete(other);
    notify();
  };
}

function notify(): void {
  for (const listener of listeners) listener();
}
