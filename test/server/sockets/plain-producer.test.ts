import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { ORDERS, withRelay } from '../../kit/fixture.js';
import { TOKEN } from '../../kit/relay-process.js';
import type { Message } from './plain-client.js';

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
