import type { ConfigMessage } from '../../../src/core/messages.js';
import { type Fixture, withRelay } from '../../kit/fixture.js';

export const SHOP = {
  orders: {
    widget_type: 'table',
    sort_by: 'total',
    sort_desc: true,
    max_rows: 1,
    columns: [
      { name: 'region', type: 'string' },
      { name: 'total', type: 'number' },
      { name: 'at', type: 'datetime', zone: 'UTC' },
      { name: '__proto__', type: 'json' },
    ],
  },
} as const satisfies ConfigMessage['widgets'];

/** Runs a test against a relay with three rows. */
export function withShop(run: (relay: Fixture) => Promise<void>): Promise<void> {
  return withRelay({}, async (relay) => {
    const feed = await relay.producer();
    feed.declare(SHOP, { title: 'A <b>shop</b> & "more"', theme: 'dark' });
    await feed.commit({
      orders: {
        up: [
          ['1', '=1+1', 10, 1760000000123, { a: 1 }],
          ['2', 'a "b", c', 30, 1760000000123.456, null],
          ['3', 'eu', 20, null, [1]],
        ],
      },
    });
    await run(relay);
  });
}

export async function text(url: string): Promise<string> {
  return (await fetch(url)).text();
}
