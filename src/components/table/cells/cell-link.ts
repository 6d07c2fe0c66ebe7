import { textOf } from '../../../core/order.js';
import type { Column, KeyedRow } from '../../../core/values.js';

/**
 * Makes the address that a cell leads to: `https://shop.example/orders/{id}`. Values are encoded, so that none can be more
 * than a part of the path or the query.
 *
 * @returns `undefined` if a value is missing, or the address is of another kind than `https:`, `http:` and `mailto:`.
 */
export function linkOf(template: string, row: KeyedRow, columns: readonly Column[]): string | undefined {
  if (!SAFE.test(template)) return undefined;
  let isWhole = true;
  const address = template.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => {
    const value = row[columns.findIndex((column) => column.name === name) + 1];
    const isKnown = columns.some((column) => column.name === name);
    if (!isKnown || value === null || value === undefined) isWhole = false;
    return encodeURIComponent(wellFormed(textOf(value)));
  });
  return isWhole && URL.canParse(address) ? address : undefined;
}

/** What stands before the first value decides where an address leads: at least a scheme. */
const SAFE = /^(?:https?:\/\/[^{}]|mailto:)/i;

/** Half of a pair of surrogates cannot be encoded. */
function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\ufffd');
}
