/** Of the window's height. Less than what the listeners count as near, so that what comes near is so for them too. */
const NEAR = '25%';

/**
 * Calls back whenever another part of an element may be in sight: it or what it stands in scrolls, through slots and
 * shadow roots, or it comes near the window in another way.
 *
 * @returns Stops it.
 */
export function followSight(element: HTMLElement, onChange: () => void): () => void {
  const near = new IntersectionObserver(onChange, { rootMargin: NEAR });
  near.observe(element);
  const listening = new AbortController();
  for (let node: Node | null = element; node !== null; node = parentOf(node)) {
    node.addEventListener('scroll', onChange, { passive: true, signal: listening.signal });
  }
  return () => {
    near.disconnect();
    listening.abort();
  };
}

/** As it is laid out. */
function parentOf(node: Node): Node | null {
  return (node as Element).assignedSlot ?? node.parentNode ?? (node as ShadowRoot).host ?? null;
}
