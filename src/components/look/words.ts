import { html } from 'lit';

/**
 * Draws words that the browser may translate. A translator replaces text nodes, and Lit would go on to write into the ones
 * that it has taken out of the page; the content of an element can always be replaced. Data is `translate="no"` instead.
 */
export function words(text: unknown): unknown {
  return typeof text === 'string' ? html`<span .textContent=${text}></span>` : text;
}
