import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORDERS, withRelay } from '../../kit/fixture.js';
import { withClient } from './plain-client.js';

const POINT = [
  { name: 'time', type: 'datetime' as const },
  { name: 'value', type: 'number' as const },
];

test('a plain viewer gets the config, the current state and then every change', () =>
  withRelay({}, async (relay) => {
    const feed = await relay.producer();
    feed.declare(ORDERS, { title: 'Shop' });
    await feed.commit({ orders: { up: ['1', '2'].map((key) => [key, 'eu', 1]) } });
    await withClient(relay, async (client) => {
      await client.until(() => client.messages.length === 3);
      assert.deepEqual([client.messages[0]?.type, client.messages[0]?.title], ['config', 'Shop']);
      assert.deepEqual(client.messages.slice(1), [
        { type: 'data', widget: 'orders', op: 'upsert', key: '1', row: { region: 'eu', total: 1 } },
        { type: 'data', widget: 'orders', op: 'upsert', key: '2', row: { region: 'eu', total: 1 } },
      ]);
      await feed.commit({ orders: { up: [['2', 'us', 2]], del: ['1'] } });
      await client.until(() => client.messages.length === 5);
      assert.deepEqual(client.messages.slice(3), [
        { type: 'data', widget: 'orders', op: 'delete', key: '1' },
        { type: 'data', widget: 'orders', op: 'upsert', key: '2', row: { region: 'us', total: 2 } },
      ]);
    });
  }));

test('a stat comes as its newest value with the difference to the one before, a metric as its points', () =>
  withRelay({}, async (relay) => {
    const feed = await relay.producer();
    feed.declare({
      revenue: { widget_type: 'stat', columns: POINT },
      rate: { widget_type: 'metric', columns: [...POINT, { name: 'series', type: 'string' }] },
    });
    await feed.commit({
      revenue: {
        up: [
          ['100', 100_000, 40],
          ['101', 101_000, 42.5],
        ],
      },
      rate: {
        up: [
          ['a', 1, 10, 'web'],
          ['b', 2, 20, null],
        ],
      },
    });
    await withClient(relay, async (client) => {
      await client.until(() => client.messages.length === 4);
      assert.deepEqual(client.data('revenue'), [{ type: 'data', widget: 'revenue', value: 42.5, delta: 2.5 }]);
      assert.deepEqual(client.data('rate'), [
        { type: 'data', widget: 'rate', timestamp: 1, value: 10, series: 'web' },
        { type: 'data', widget: 'rate', timestamp: 2, value: 20 },
      ]);
      await feed.commit({ revenue: { up: [['101', 101_500, 50]] } });
      await client.until(() => client.messages.length === 5);
      assert.deepEqual(client.messages[4], { type: 'data', widget: 'revenue', value: 50, delta: 10 });
    });
  }));

test('when the producer deletes a point the config and the points come again; not when one is trimmed', () =>
  withRelay({}, async (relay) => {
    const feed = await relay.producer();
    feed.declare({ rate: { widget_type: 'metric', max_points: 2, columns: POINT } });
    await feed.commit({
      rate: {
        up: [
          ['a', 1, 10],
          ['b', 2, 20],
        ],
      },
    });
    await withClient(relay, async (client) => {
      await client.until(() => client.messages.length === 3);
      await feed.commit({ rate: { up: [['c', 3, 30]] } });
      await client.until(() => client.messages.length === 4);
      assert.equal(client.messages[3]?.timestamp, 3);
      await feed.commit({ rate: { del: ['b'] } });
      await client.until(() => client.messages.length === 6);
      assert.equal(client.messages[4]?.type, 'config');
      assert.equal(client.messages[5]?.timestamp, 3);
    });
  }));

test('a plain viewer of a widget that begins anew gets deletes of the keys that are gone', () =>
  withRelay({}, async (relay) => {
    const first = await relay.producer();
    first.declare(ORDERS);
    await first.commit({ orders: { up: ['1', '2'].map((key) => [key, 'eu', 1]) } });
    await withClient(relay, async (client) => {
      await client.until(() => client.tables.get('orders')?.size === 2);
      await first.end();
      const second = await relay.producer();
      second.declare(ORDERS);
      await second.commit({ orders: { up: [['3', 'eu', 1]] } });
      await client.until(() => [...(client.tables.get('orders')?.keys() ?? [])].join() === '3');
    });
  }));

test('a table that is too large for a plain viewer is an error with the fix', () =>
  withRelay({ maxFullRows: 1 }, async (relay) => {
    const feed = await relay.producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: ['1', '2'].map((key) => [key, 'eu', 1]) } });
    await withClient(relay, async (client) => {
      await client.until(() => client.messages.length === 2);
      assert.deepEqual(client.messages[1], {
        type: 'error',
        code: 'too_many_rows',
        message: 'it has too many rows to follow as a whole; read them at /export/orders.json',
        widget: 'orders',
      });
    });
  }));

test('a plain viewer that does not read gets no backlog', () =>
  withRelay({}, async (relay) => {
    const feed = await relay.producer();
    feed.declare(ORDERS);
    const row = (i: number) => ['k', 'x'.repeat(50_000), i] as const;
    await feed.commit({ orders: { up: [row(0)] } });
    await withClient(relay, async (client) => {
      await client.until(() => client.messages.length === 2);
      client.socket.pause();
      for (let i = 1; i <= 400; i++) await feed.commit({ orders: { up: [row(i)] } });
      client.socket.resume();
      await client.until(() => client.tables.get('orders')?.get('k')?.total === 400);
      assert.ok(client.messages.length < 400, `${client.messages.length} messages`);
    });
  }));
