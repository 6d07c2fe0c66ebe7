import type { Token } from '../../runtime/hub.js';
import { isSameRelay } from '../../runtime/link/relay-url.js';

/** Where an element without `src` finds its relay: the dashboard around it, else the relay that serves the page. */
export function surroundingRelay(element: Element): string | undefined {
  const board = boardAround(element);
  return board?.src ?? board?.getAttribute('src') ?? pageRelay();
}

/**
 * The token of the dashboard around an element. An element of another relay gets none: that relay could read with it what
 * the dashboard's relay has.
 *
 * @param src The element's own.
 */
export function surroundingToken(element: Element, src: string | undefined): Token | undefined {
  const board = boardAround(element);
  const token = board?.getToken ?? board?.token ?? board?.getAttribute('token') ?? undefined;
  if (token === undefined || src === undefined) return token;
  return isSameRelay(src, surroundingRelay(element)) ? token : undefined;
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
