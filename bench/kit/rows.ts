import type { ConfigMessage } from '../../src/core/messages.js';
import type { Column, KeyedRow } from '../../src/core/values.js';

/** Ten columns, as a table of orders has them: about 100 bytes a row. */
const COLUMNS: readonly Column[] = [
  { name: 'time', type: 'datetime' },
  { name: 'symbol', type: 'string' },
  { name: 'venue', type: 'string' },
  { name: 'bid', type: 'number' },
  { name: 'ask', type: 'number' },
  { name: 'last', type: 'number' },
  { name: 'volume', type: 'integer' },
  { name: 'orders', type: 'integer' },
  { name: 'change', type: 'number' },
  { name: 'halted', type: 'boolean' },
];

/** The widgets that are fed: the large one is more than anybody gets whole, the small one is what a crowd looks at. */
export const LARGE = 'orders';
export const SMALL = 'venues';
export const CONFIG: ConfigMessage = {
  type: 'config',
  widgets: {
    [LARGE]: { widget_type: 'pathway_table', columns: COLUMNS },
    [SMALL]: { widget_type: 'pathway_table', columns: COLUMNS },
  },
};

/** A row in one of its versions, of which each differs from the next. */
export function rowOf(key: number, version: number): KeyedRow {
  const price = Math.round(((key * 7919 + version * 104729) % 1_000_000) + 10_000) / 100;
  return [
    `order-${key}`,
    1_760_000_000_000 + version * 100 + (key % 100),
    `SYM${key % 5000}`,
    VENUES[key % VENUES.length] as string,
    price,
    price + 0.02,
    price + 0.01,
    (key * 31 + version) % 100_000,
    version,
    ((key + version) % 2000) / 1000 - 1,
    (key + version) % 997 === 0,
  ];
}

const VENUES = ['Frankfurt', 'London', 'New York', 'Singapore', 'Tokyo'];

/** Rows of consecutive keys, from the first again after the last. */
export function rowsOf(from: number, count: number, keys: number, version: number): KeyedRow[] {
  return Array.from({ length: count }, (_, i) => rowOf((from + i) % keys, version));
}
