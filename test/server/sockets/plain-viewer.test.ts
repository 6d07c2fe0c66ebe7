import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { KeyedRow, Value } from '../../../src/core/values.js';
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
      assert.deepEqual(client.messages[4], { type: 'data', widget: 'revenue', value: 50, delta: 7.5 });
    });
  }));

test('a stat has the difference to the value before, also to one that was never sent, and for who comes later', () =>
  withRelay({}, async (relay) => {
    const feed = await relay.producer();
    feed.declare({ revenue: { widget_type: 'stat', columns: POINT } });
    const reading = (value: Value, key = '100') => ({ revenue: { up: [[key, 100_000, value] as KeyedRow] } });
    await feed.commit(reading(1));
    await withClient(relay, async (client) => {
      await client.until(() => client.data('revenue').length === 1);
      client.socket.pause();
      for (let i = 0; i < 50; i++) await feed.commit(reading(i * i));
      client.socket.resume();
      await client.until(() => client.data('revenue').at(-1)?.value === 2401);
      for (const { value, delta } of client.data('revenue').slice(1)) {
        const before = Math.sqrt(Number(value)) - 1;
        assert.equal(delta, Number(value) - (before < 0 ? 1 : before * before));
      }
      await feed.commit(reading(2401)); // changes nothing
      await feed.commit(reading('closed'));
      await client.until(() => client.data('revenue').at(-1)?.value === 'closed');
      await feed.commit(reading(null));
      await client.until(() => client.data('revenue').at(-1)?.value === null);
      await feed.commit(reading(7));
      await client.until(() => client.data('revenue').at(-1)?.value === 7);
      for (const message of client.data('revenue').slice(-3)) assert.ok(!('delta' in message));
      await feed.commit(reading(5, '101'));
      await feed.commit({ revenue: { del: ['101'] } });
      await client.until(() => client.data('revenue').length > 0 && client.data('revenue').at(-1)?.value === 7);
    });
    await feed.commit(reading(9));
    await withClient(relay, async (client) => {
      await client.until(() => client.data('revenue').length === 1);
      assert.deepEqual(client.data('revenue'), [{ type: 'data', widget: 'revenue', value: 9, delta: 2 }]);
    });
  }));

test('the newest reading is the one that came last, also after the clock of the producer was set back', () =>
  withRelay({}, async (relay) => {
    const feed = await relay.producer();
    feed.declare({ cpu: { widget_type: 'gauge', columns: POINT } });
    const up = (...rows: KeyedRow[]) => feed.commit({ cpu: { up: rows } });
    await up(['10', 10_000, 1], ['11', 11_000, 2], ['12', 12_000, 3]);
    const live = await relay.viewer();
    await live.load('cpu');
    await withClient(relay, async (client) => {
      await client.until(() => client.data('cpu').length === 1);
      await feed.end();
      const next = await relay.producer({ resume: true });
      next.declare({ cpu: { widget_type: 'gauge', columns: POINT } });
      await next.commit({ cpu: { up: [['11', 11_500, 40]] } });
      await client.until(() => client.data('cpu').length === 2);
      assert.deepEqual(client.data('cpu')[1], { type: 'data', widget: 'cpu', value: 40, delta: 37 });
      await next.commit({ cpu: { up: [['11', 11_600, 41]] } });
      await next.commit({
        cpu: {
          up: [
            ['8', 8_000, 50],
            ['10', 10_000, 51],
          ],
        },
      });
      await client.until(() => client.data('cpu').at(-1)?.value === 51);
      assert.equal(client.data('cpu').at(-1)?.delta, 1);
    });
    await live.until(() => live.rows('cpu').at(-1)?.[2] === 51);
    const arrived = [3, 41, 50, 51];
    const valuesOf = (rows: readonly KeyedRow[]) => rows.map((row) => row[2]);
    assert.deepEqual(valuesOf(live.rows('cpu')), arrived);
    assert.deepEqual(valuesOf(await (await relay.viewer()).load('cpu')), arrived);
    const exported = (await (await fetch(`${relay.url}export/cpu.json`)).json()) as { value: number }[];
    assert.deepEqual(
      exported.map(({ value }) => value),
      arrived,
    );
  }));

test('a gauge keeps the readings that came last, not those with the latest times', () =>
  withRelay({}, async (relay) => {
    const feed = await relay.producer();
    feed.declare({ cpu: { widget_type: 'gauge', columns: POINT } });
    const readings = (from: number): KeyedRow[] =>
      Array.from({ length: 900 }, (_, i) => [`${from + i}`, (from + i) * 1000, from + i]);
    await feed.commit({ cpu: { up: readings(5000) } });
    await feed.commit({ cpu: { up: readings(1000).slice(0, 2) } });
    const rows = await (await relay.viewer()).load('cpu');
    assert.deepEqual(
      rows.slice(-2).map((row) => row[2]),
      [1000, 1001],
    );
    assert.equal(rows.length, 900);
    assert.equal(rows[0]?.[0], '5002');
  }));

test('a relay that was started again has the difference to the value before', async () => {
  const state = await mkdtemp(join(tmpdir(), 'streamviz-test-'));
  await withRelay({ state }, async (relay) => {
    const feed = await relay.producer();
    feed.declare({ revenue: { widget_type: 'stat', columns: POINT } });
    await feed.commit({ revenue: { up: [['100', 100_000, 40]] } });
    await feed.commit({ revenue: { up: [['100', 100_100, 42.5]] } });
  });
  await withRelay({ state }, (relay) =>
    withClient(relay, async (client) => {
      await client.until(() => client.data('revenue').length === 1);
      assert.deepEqual(client.data('revenue'), [{ type: 'data', widget: 'revenue', value: 42.5, delta: 2.5 }]);
    }),
  );
  await rm(state, { recursive: true });
});

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

test('a plain viewer gets all rows of a table, however many they are', () =>
  withRelay({ maxFullRows: 1 }, async (relay) => {
    const feed = await relay.producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: ['1', '2'].map((key) => [key, 'eu', 1]) } });
    await withClient(relay, async (client) => {
      await client.until(() => client.tables.get('orders')?.size === 2);
      await feed.commit({ orders: { up: [['3', 'eu', 1]] } });
      await client.until(() => client.tables.get('orders')?.size === 3);
      assert.deepEqual(
        client.messages.filter(({ type }) => type === 'error'),
        [],
      );
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

test('a widget that is declared again with another type is sent as that, each type after each other', () =>
  withRelay({}, async (relay) => {
    const feed = await relay.producer();
    feed.declare({ rate: { widget_type: 'table', columns: POINT } });
    await feed.commit({ rate: { up: [['100', 100_000, 1]] } });
    await withClient(relay, async (client) => {
      await client.until(() => client.data('rate').length === 1);
      const expected: object[] = [{ op: 'upsert', key: '100', row: { time: 100_000, value: 1 } }];
      for (const [widget_type, message] of [
        ['stat', { value: 1 }],
        ['metric', { timestamp: 100_000, value: 1 }],
        ['gauge', { value: 1 }],
        ['log', { op: 'upsert', key: '100', row: { time: 100_000, value: 1 } }],
      ] as const) {
        feed.declare({ rate: { widget_type, columns: POINT } });
        expected.push(message);
        await client.until(() => client.data('rate').length === expected.length);
      }
      assert.deepEqual(
        client.data('rate'),
        expected.map((message) => ({ type: 'data', widget: 'rate', ...message })),
      );
    });
  }));

test('a widget that is taken away, and declared again, has none of its former rows', () =>
  withRelay({}, async (relay) => {
    const feed = await relay.producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: [['1', 'eu', 1]] } });
    await withClient(relay, async (client) => {
      await client.until(() => client.data('orders').length === 1);
      feed.declare({});
      feed.declare(ORDERS);
      await feed.commit({ orders: { up: [['2', 'us', 2]] } });
      await client.until(() => client.tables.get('orders')?.has('2') === true);
      assert.deepEqual([...(client.tables.get('orders')?.keys() ?? [])], ['2']);
    });
  }));
