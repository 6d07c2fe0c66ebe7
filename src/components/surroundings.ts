import type { Token } from '../runtime/hub.js';

/** Where an element without `src` finds its relay: the dashboard around it, else the relay that serves the page. */
export function surroundingRelay(element: Element): string | undefined {
  const board = boardAround(element);
  return board?.src ?? board?.getAttribute('src') ?? pageRelay();
}

/** The token of the dashboard around an element. */
export function surroundingToken(element: Element): Token | undefined {
  const board = boardAround(element);
  return board?.getToken ?? board?.token ?? board?.getAttribute('token') ?? undefined;
}

/** Before the dashboard's class is defined there are only its attributes. */
function boardAround(element: Element) {
  return element.parentElement?.closest<HTMLElement & { src?: string; token?: string; getToken?: Token }>(
    'sv-dashboard',
  );
}

/** The address that a relay writes into the pages it serves. */
export function pageRelay(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[name="streamviz-relay"]')?.content;
}
