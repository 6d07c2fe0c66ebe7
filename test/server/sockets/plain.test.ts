import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { type Fixture, ORDERS, TOKEN, withRelay } from '../../kit/fixture.js';

type Message = Readonly<Record<string, unknown>>;

/** A client as somebody would write it who has read nothing but the printed messages. */
class PlainClient {
  readonly socket: WebSocket;
  readonly messages: Message[] = [];
  readonly tables = new Map<unknown, Map<unknown, Message>>();
  #seen = () => {};

  constructor(url: string) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}live`);
    this.socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Message;
      this.messages.push(message);
      if (message.type === 'data' && message.op !== undefined) {
        const rows = this.tables.get(message.widget) ?? new Map();
        this.tables.set(message.widget, rows);
        if (message.op === 'upsert') rows.set(message.key, message.row as Message);
        else rows.delete(message.key);
      }
      this.#seen();
    });
  }

  data(widget: string): Message[] {
    return this.messages.filter((message) => message.type === 'data' && message.widget === widget);
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#seen = () => condition() && resolve();
      this.#seen();
    });
  }
}

/** A plain client that is closed after the test. */
async function withClient(relay: Fixture, run: (client: PlainClient) => Promise<void>): Promise<void> {
  const client = new PlainClient(relay.url);
  try {
    await run(client);
  } finally {
    client.socket.terminate();
  }
}

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

test('a plain viewer of a widget that begins anew is told which keys are gone', () =>
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

test('a table that is too large for a plain viewer is said', () =>
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

test('a plain producer sends a config and data, as a run that resumes', () =>
  withRelay({}, async (relay) => {
    const socket = new WebSocket(`${relay.url.replace('http', 'ws')}feed`, {
      headers: { Authorization: `Bearer ${TOKEN}` },
    });
    const replies: Message[] = [];
    socket.on('message', (data: Buffer) => replies.push(JSON.parse(data.toString())));
    await new Promise((resolve) => socket.on('open', resolve));
    const send = (message: object) => socket.send(JSON.stringify(message));
    const columns = [
      { name: 'region', type: 'string' },
      { name: 'total', type: 'number' },
    ];
    send({
      type: 'config',
      title: 'Shop',
      widgets: {
        orders: { widget_type: 'pathway_table', columns },
        revenue: { widget_type: 'pathway_stat' },
        rate: { widget_type: 'pathway_metric' },
      },
    });
    send({ type: 'data', widget: 'orders', op: 'upsert', key: 'eu', row: { region: 'eu', total: 1 } });
    send({ type: 'data', widget: 'orders', op: 'upsert', key: 'us', row: { region: 'us' } });
    send({ type: 'data', widget: 'orders', op: 'delete', key: 'eu' });
    send({ type: 'data', widget: 'revenue', value: 152345.67, delta: 1234.5 });
    send({ type: 'data', widget: 'rate', timestamp: 1701705600000, value: 156 });
    send({ type: 'data', widget: 'rate', timestamp: 1701705600000, value: 157, series: 'web' });
    const page = await relay.viewer();
    await page.load('orders');
    await Promise.all([page.load('revenue'), page.load('rate')]);
    await page.until(() => page.rows('rate').length === 2);
    assert.deepEqual(page.rows('orders'), [['us', 'us', null]]);
    assert.equal(page.rows('revenue')[0]?.[2], 152345.67);
    assert.deepEqual(
      page.rows('rate').map(([, ...values]) => values),
      [
        [1701705600000, 156, null],
        [1701705600000, 157, 'web'],
      ],
    );
    assert.equal(replies.length, 0);
    send({ type: 'data', widget: 'orders', op: 'upsert', key: 'eu', row: { regoin: 'eu' } });
    await new Promise((resolve) => socket.on('close', resolve));
    assert.equal(replies[0]?.message, 'column "regoin" is not in this widget; it has: region, total');
  }));

test('what a plain producer sent before its mistake is taken', () =>
  withRelay({}, async (relay) => {
    const headers = { Authorization: `Bearer ${TOKEN}` };
    const socket = new WebSocket(`${relay.url.replace('http', 'ws')}feed`, { headers });
    await new Promise((resolve) => socket.on('open', resolve));
    const send = (message: object) => socket.send(JSON.stringify(message));
    send({ type: 'config', widgets: ORDERS });
    for (let i = 0; i < 1000; i++) {
      send({ type: 'data', widget: 'orders', op: 'upsert', key: `${i}`, row: { region: 'eu', total: i } });
    }
    send({ type: 'data', widget: 'orders', op: 'upsert', key: 'x', row: { regoin: 'eu' } });
    send({ type: 'data', widget: 'orders', op: 'delete', key: '0' });
    await new Promise((resolve) => socket.on('close', resolve));
    assert.equal((await (await relay.viewer()).load('orders')).length, 1000);
  }));

test('a plain message that is nested too deep ends its link and nothing else', () =>
  withRelay({}, async (relay) => {
    const headers = { Authorization: `Bearer ${TOKEN}` };
    const socket = new WebSocket(`${relay.url.replace('http', 'ws')}feed`, { headers });
    const replies: Message[] = [];
    socket.on('message', (data: Buffer) => replies.push(JSON.parse(data.toString())));
    socket.on('open', () => {
      socket.send(`{"type":"config","widgets":{},"unknown":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
    });
    await new Promise((resolve) => socket.on('close', resolve));
    assert.equal(
      replies[0]?.message,
      'a message must not have so many lists and objects inside each other; flatten it',
    );
    assert.ok((await relay.viewer()).hello);
  }));

test('a key of a plain producer is a text or a number', () =>
  withRelay({}, async (relay) => {
    const cases = [
      [{}, 'missing'],
      [{ key: null }, 'null'],
      [{ key: { toString: 1 } }, 'an object'],
    ] as const;
    for (const op of ['upsert', 'delete']) {
      for (const [key, shown] of cases) {
        const headers = { Authorization: `Bearer ${TOKEN}` };
        const socket = new WebSocket(`${relay.url.replace('http', 'ws')}feed`, { headers });
        const replies: Message[] = [];
        socket.on('message', (data: Buffer) => replies.push(JSON.parse(data.toString())));
        socket.on('open', () => {
          socket.send(JSON.stringify({ type: 'config', widgets: ORDERS }));
          socket.send(JSON.stringify({ type: 'data', widget: 'orders', op, ...key, row: { region: 'eu' } }));
        });
        await new Promise((resolve) => socket.on('close', resolve));
        assert.equal(replies[0]?.message, `"key" must be a text or a number; it is ${shown}`);
      }
    }
    assert.ok((await relay.viewer()).hello);
  }));
