import type { ConfigMessage, WidgetConfig } from '../../../src/core/messages.js';
import type { Column, KeyedRow } from '../../../src/core/values.js';
import type { Fixture } from '../../kit/fixture.js';
import type { TestProducer } from '../../kit/producer.js';
import type { TestViewer } from '../../kit/viewer.js';

export const COLUMNS: readonly Column[] = [
  { name: 'region', type: 'string' },
  { name: 'total', type: 'number' },
];

/** A table that its producer sorts by the largest total. */
export const ORDERS: WidgetConfig = { widget_type: 'table', columns: COLUMNS, sort_by: 'total', sort_desc: true };

/** Rows `k0`, `k1`, … with their number as the total. */
export function rows(count: number, from = 0): KeyedRow[] {
  return Array.from({ length: count }, (_, i) => [`k${from + i}`, `region ${(from + i) % 7}`, from + i]);
}

export function keys(...numbers: number[]): string[] {
  return numbers.map((number) => `k${number}`);
}

/** A relay with the table, its producer and a viewer. */
export async function shop(
  { producer, viewer }: Fixture,
  count: number,
  widgets: ConfigMessage['widgets'] = { orders: ORDERS },
): Promise<{ feed: TestProducer; page: TestViewer; commit: (up: KeyedRow[], del?: string[]) => Promise<void> }> {
  const feed = await producer();
  feed.declare(widgets);
  for (let from = 0; from < count; from += 50_000) {
    await feed.commit({ orders: { up: rows(Math.min(50_000, count - from), from) } });
  }
  const page = await viewer();
  const commit = async (up: KeyedRow[], del: string[] = []) => {
    const { position } = await feed.commit({ orders: { up, del } });
    await page.until(() => page.position >= position, `a step to ${position}`);
  };
  return { feed, page, commit };
}
