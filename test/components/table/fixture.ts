import { fixture, html, nextFrame } from '@open-wc/testing';
import { SvTable } from '../../../src/components/table/sv-table.js';
import { Collection } from '../../../src/core/collection.js';
import type { Column, KeyedRow } from '../../../src/core/values.js';
import { waitUntil } from '../until.js';

if (customElements.get('sv-table') === undefined) customElements.define('sv-table', SvTable);

export const ORDERS: readonly Column[] = [
  { name: 'region', type: 'string' },
  { name: 'total', type: 'number', format: '$,.2f' },
  { name: 'count', type: 'integer' },
];

export const THREE: readonly KeyedRow[] = [
  ['eu', 'Europe', 42.5, 3],
  ['us', 'America', 1200, 40],
  ['as', 'Asia', 7, 1],
];

export function ordersOf(rows: Iterable<KeyedRow> = THREE, columns = ORDERS): Collection {
  const collection = new Collection({ columns });
  collection.replace(rows);
  return collection;
}

/** Rows `k0`, `k1`, … whose total falls with the index. */
export function manyOrders(length: number): KeyedRow[] {
  return Array.from({ length }, (_, i) => [`k${i}`, `Region ${i}`, length - i, i % 7]);
}

/** A table in the page, 300 pixels high, with its rows drawn. */
export async function tableOf(collection: Collection, attributes: Record<string, string> = {}): Promise<SvTable> {
  const table = await fixture<SvTable>(html`<sv-table heading="Orders"></sv-table>`);
  table.style.setProperty('block-size', '300px');
  for (const [name, value] of Object.entries(attributes)) table.setAttribute(name, value);
  table.collection = collection;
  await drawn(table);
  return table;
}

/** As many rows as there should be in a table that is short enough to show them all, or any. */
export async function drawn(table: SvTable): Promise<void> {
  await painted();
  const { collection } = table;
  if (collection === undefined || collection.size === 0) return;
  await waitUntil(() => keysOf(table).length > 0, 'rows are drawn');
}

/** Resolves when what was changed before is on the screen. */
export async function painted(): Promise<void> {
  await nextFrame();
  await nextFrame();
}

export function part<T extends Element = HTMLElement>(table: SvTable, selector: string): T {
  const found = table.shadowRoot?.querySelector<T>(selector);
  if (!found) throw new Error(`there is no ${selector} in the table`);
  return found;
}

export function parts<T extends Element = HTMLElement>(table: SvTable, selector: string): T[] {
  return [...(table.shadowRoot?.querySelectorAll<T>(selector) ?? [])];
}

/** The keys of the rows that are drawn, from top to bottom. */
export function keysOf(table: SvTable): string[] {
  const rows = parts(table, '[data-key]');
  const top = (row: HTMLElement) => row.getBoundingClientRect().top;
  return rows.sort((a, b) => top(a) - top(b)).map((row) => row.dataset.key as string);
}

export function rowOf(table: SvTable, key: string): HTMLElement {
  return part(table, `[data-key="${CSS.escape(key)}"]`);
}

export function cellOf(table: SvTable, key: string, column: string): HTMLElement {
  return part(table, `[data-key="${CSS.escape(key)}"] [data-column="${CSS.escape(column)}"]`);
}

export function textOf(table: SvTable, key: string, column: string): string {
  return cellOf(table, key, column).textContent ?? '';
}

export function headOf(table: SvTable, column: string): HTMLElement {
  const head = parts(table, '[role=columnheader]').find((one) => one.textContent?.trim() === column);
  if (head === undefined) throw new Error(`there is no head of ${column}`);
  return head;
}

export function sortButton(table: SvTable, column: string): HTMLButtonElement {
  return headOf(table, column).querySelector('button') as HTMLButtonElement;
}

export async function filterBy(table: SvTable, text: string): Promise<void> {
  const input = part<HTMLInputElement>(table, '.search input');
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await painted();
}

export async function scrollTo(table: SvTable, top: number): Promise<void> {
  part(table, '.scroll').scrollTop = top;
  await painted();
}

/** The place at which a row is seen. */
export function topOf(table: SvTable, key: string): number {
  return rowOf(table, key).getBoundingClientRect().top;
}
