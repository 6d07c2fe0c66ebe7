import { html, type TemplateResult } from 'lit';

/** Links to all rows of a widget, as the relay exports them; nothing for data of the page's own. */
export function exportLinks(relay: string | undefined, widget: string | undefined): TemplateResult | undefined {
  if (relay === undefined || widget === undefined) return undefined;
  const href = (format: string) => new URL(`export/${widget}.${format}`, relay).href;
  return html`<span class="exports">
    <a class="control" href=${href('csv')} download>Export CSV</a>
    <a class="control" href=${href('json')} download>Export JSON</a>
  </span>`;
}
