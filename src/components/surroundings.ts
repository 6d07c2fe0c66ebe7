/** Where an element without `src` finds its relay: the dashboard around it, else the relay that serves the page. */
export function surroundingRelay(element: Element): string | undefined {
  const board = element.parentElement?.closest<HTMLElement & { src?: string }>('sv-dashboard');
  // Before the dashboard's class is defined there is only its attribute.
  return board?.src ?? board?.getAttribute('src') ?? pageRelay();
}

/** The address that a relay writes into the pages it serves. */
export function pageRelay(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[name="streamviz-relay"]')?.content;
}
