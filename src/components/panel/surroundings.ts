import type { Token } from '../../runtime/hub.js';
import { isSameRelay } from '../../runtime/link/relay-url.js';

/** The relay of an element without `src`: that of the board around it, else the one that serves the page. */
export function surroundingRelay(element: Element): string | undefined {
  const board = boardAround(element);
  return board?.src ?? board?.getAttribute('src') ?? pageRelay();
}

/**
 * The token of the board around an element. An element of another relay gets none: with it that relay could read from the
 * board's relay.
 *
 * @param src The element's own.
 */
export function surroundingToken(element: Element, src: string | undefined): Token | undefined {
  const board = boardAround(element);
  const token = board?.getToken ?? board?.token ?? board?.getAttribute('token') ?? undefined;
  if (token === undefined || src === undefined) return token;
  return isSameRelay(src, surroundingRelay(element)) ? token : undefined;
}

/** Before the board's class is defined there are only its attributes. */
function boardAround(element: Element) {
  return element.parentElement?.closest<HTMLElement & { src?: string; token?: string; getToken?: Token }>(
    'sv-dashboard',
  );
}

/** The address that a relay writes into the pages it serves. */
export function pageRelay(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[name="streamviz-relay"]')?.content;
}
