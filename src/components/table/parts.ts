import { html, type TemplateResult } from 'lit';
import { formatNumber } from '../../text/format.js';
import { icon } from '../look/icons.js';
import { words } from '../look/words.js';
import { PRINT_PAGE } from '../panel/print-page.js';

/** Renders the filter field; Escape empties it. */
export function renderFilter(text: string, onText: (text: string) => void): TemplateResult {
  return html`<label class="search">
    ${icon('search')}<input
      placeholder="Filter"
      aria-label="Filter rows"
      title=${HOW_TO_FILTER}
      .value=${text}
      @input=${(event: InputEvent) => onText((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && onText('')}
    />
  </label>`;
}

const HOW_TO_FILTER = 'Rows with all these words. A phrase: "new york". In one column: region:eu';

export function renderFilteredOut(text: string, hidden: number, onClear: () => void): TemplateResult {
  return html`<div class="message">
    ${icon('filter')}<strong>${words(`No rows match “${text}”`)}</strong>
    <span>${words(`${countOf(hidden)} ${hidden === 1 ? 'is' : 'are'} hidden by the filter`)}</span>
    <button class="control" @click=${onClear}>Clear search</button>
  </div>`;
}

export function renderSkeleton(): TemplateResult {
  const row = html`<div class="row">
    <i class="bone"></i><i class="bone"></i><i class="bone"></i><i class="bone"></i>
  </div>`;
  return html`<div class="skeleton" aria-hidden="true">${Array.from({ length: 6 }, () => row)}</div>`;
}

export function renderCount(total: number, size: number): TemplateResult {
  const count = total === size ? countOf(total) : partOf(size, 0, total);
  return html`<span class="count" translate="no">${count}</span>`;
}

/** Such as "100 of 1,284 rows", or "301 – 400 of 1,284 rows". */
export function partOf(all: number, from: number, count: number): string {
  const rows = from === 0 ? formatNumber(count) : `${formatNumber(from + 1)} – ${formatNumber(from + count)}`;
  return `${rows} of ${countOf(all)}`;
}

/** Says which rows are on paper or in a picture. @param most So many of the first ones can be had by the menu. */
export function cutOf(all: number, from: number, count: number, most: number): string {
  const part = partOf(all, from, count);
  if (count < most) return `${part}; “${PRINT_PAGE}” in the menu has the first ${formatNumber(most)}`;
  return from === 0 ? `First ${part}` : part;
}

/** Such as "1,284 rows". */
export function countOf(rows: number): string {
  return `${formatNumber(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}
