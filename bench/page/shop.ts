import type { ConfigMessage, WidgetChange } from '../../src/core/messages.js';

const time = { name: 'time', type: 'datetime', zone: 'UTC' } as const;
const value = { name: 'value', type: 'number' } as const;
const sides = ['revenue', 'orders', 'customers', 'returns'] as const;

/** A dashboard as people have them: four numbers, two charts with 1,000 points each, a table with 1,000 rows. */
export const SHOP: ConfigMessage = {
  type: 'config',
  title: 'A shop',
  widgets: {
    ...Object.fromEntries(sides.map((id) => [id, { widget_type: 'stat', title: id, columns: [time, value] } as const])),
    rate: { widget_type: 'metric', title: 'Orders a second', columns: [time, value] },
    latency: { widget_type: 'metric', title: 'Latency', unit: 'ms', columns: [time, value] },
    regions: {
      widget_type: 'table',
      title: 'Orders by region',
      sort_by: 'total',
      sort_desc: true,
      columns: [
        { name: 'region', type: 'string' },
        { name: 'total', type: 'number', format: '$,.2f' },
        { name: 'count', type: 'integer' },
      ],
    },
  },
};

/** The same rows each time, up to now. */
export function rowsOfShop(now: number): Record<string, WidgetChange> {
  const wave = (i: number) => 100 + 40 * Math.sin(i / 15);
  const points = (count: number): WidgetChange => ({
    up: Array.from({ length: count }, (_, i) => {
      const at = now - (count - i) * 1000;
      return [String(Math.floor(at / 1000)), at, wave(i)] as const;
    }),
  });
  return {
    ...Object.fromEntries(sides.map((id) => [id, points(100)])),
    rate: points(1000),
    latency: points(1000),
    regions: { up: Array.from({ length: 1000 }, (_, i) => [`r${i}`, `Region ${i}`, 100 * wave(i), i] as const) },
  };
}
