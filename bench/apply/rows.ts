import type { WidgetConfig } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';

const KEYS = 10_000;

export const WIDGET: WidgetConfig = {
  widget_type: 'pathway_table',
  title: 'Orders',
  columns: [
    { name: 'order', type: 'string' },
    { name: 'ts', type: 'integer' },
    { name: 'price', type: 'number' },
    { name: 'quantity', type: 'integer' },
    { name: 'state', type: 'string' },
  ],
};

export function firstRows(): KeyedRow[] {
  return Array.from({ length: KEYS }, (_, key) => row(key, 0));
}

/** So many different rows, spread over the table, others in each version. */
export function someRows(version: number, count: number): KeyedRow[] {
  const STRIDE = 7919; // shares no divisor with the number of keys
  return Array.from({ length: count }, (_, i) => row(((version * count + i) * STRIDE) % KEYS, version + 1));
}

function row(key: number, version: number): KeyedRow {
  const price = ((key * 7919 + version * 104_729) % 100_000) / 100;
  return [
    `k${key}`,
    `order ${key}`,
    1_760_000_000_000 + version,
    price,
    (key + version) % 50,
    price > 900 ? 'large' : 'open',
  ];
}
