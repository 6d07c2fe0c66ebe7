import type { KeyedRow } from '../../core/values.js';
import type { FurtherRows } from '../menu/menu-host.js';
import type { TableBody } from './body.js';

/** Rows that are drawn for a picture; the others look like them. */
export const MODELS = 40;

/** Keeps place in a table for the rows of a picture below those that are drawn, and gives them as they are now. */
export function furtherRows(body: TableBody, box: HTMLElement, rows: readonly KeyedRow[]): FurtherRows {
  for (const _ of body.elementsOf(rows, MODELS)); // The columns are as wide as their texts, too
  const tops = [...box.children].slice(0, 2).map((row) => row.getBoundingClientRect().top);
  const height = (tops[1] ?? 0) - (tops[0] ?? 0);
  box.style.setProperty('--_further', `${rows.length * height}px`);
  const elements = (from: number, to: number) => body.elementsOf(rows.slice(from, to), MODELS + from);
  return { box, above: MODELS, count: rows.length, height, elements };
}
