import type { ConfigMessage } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';

const KEYS = 10_000;
export const ROWS_PER_COMMIT = 1000;

export const CONFIG: ConfigMessage = {
  type: 'config',
  title: 'Latency',
  widgets: {
    orders: {
      widget_type: 'pathway_table',
      title: 'Orders',
      columns: [
        { name: 'order', type: 'string' },
        { name: 'ts', type: 'integer' },
        { name: 'price', type: 'number' },
        { name: 'quantity', type: 'integer' },
        { name: 'state', type: 'string' },
      ],
    },
  },
};

export function firstChanges(time: number): string {
  const rows = Array.from({ length: KEYS }, (_, i) => row(i, time));
  return JSON.stringify({ orders: { up: rows } });
}

/** Makes a commit of other keys each time, ready but for the time in every row, which is filled in when it is sent. */
export function changes(): (time: number) => string {
  const keys = new Set<number>();
  while (keys.size < ROWS_PER_COMMIT) keys.add(Math.floor(Math.random() * KEYS));
  const text = JSON.stringify({ orders: { up: Array.from(keys, (key) => row(key, TIME)) } });
  return (time) => text.replaceAll(JSON.stringify(TIME), String(time));
}

const TIME = 'the time';

function row(key: number, time: number | typeof TIME): KeyedRow {
  const price = Math.floor(Math.random() * 100_000) / 100;
  return [`k${key}`, `order ${key}`, time, price, key % 50, price > 900 ? 'large' : 'open'];
}
