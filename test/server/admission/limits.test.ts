import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { EndedSessions, MOST_ENDED } from '../../../server/auth/ended-sessions.js';
import { Sessions } from '../../../server/auth/sessions.js';
import { Metrics } from '../../../server/metrics.js';
import { Fanout } from '../../../server/views/fanout.js';
import type { ConfigMessage, WidgetConfig } from '../../../src/core/messages.js';
import { tracedCollection } from '../../../src/core/traced-collection.js';
import { ORDERS, wideRow, withRelay } from '../../kit/fixture.js';
import { newStore } from '../log/logged-store.js';

const TIME = { name: 'time', type: 'datetime' } as const;
const VALUE = { name: 'value', type: 'number' } as const;
const SERIES = { name: 'series', type: 'string' } as const;

/** A widget that lets its oldest rows go. */
function trimming(widget: Omit<WidgetConfig, 'columns'>): ConfigMessage['widgets'] {
  return { w: { columns: [TIME, VALUE, SERIES], ...widget } };
}

test('a link that does not read what it is sent is cut, though it goes on sending', () =>
  withRelay({ ping: 100, maxBuffered: 10_000, messagesPerSecond: 1e9 }, async ({ url, viewer }) => {
    const page = await viewer();
    page.socket.pause();
    const isThere = async () => (await (await fetch(`${url}metrics`)).text()).includes('\nstreamviz_viewers 1\n');
    while (await isThere()) {
      for (let i = 0; i < 5000; i++) page.send({ type: 'subscribe', widget: 'not a widget id' });
    }
  }));

test('a metric may have many series, but not more rows than a widget may have', () =>
  withRelay({ maxRows: 10 }, async ({ producer }) => {
    const feed = await producer();
    feed.declare(trimming({ widget_type: 'metric', max_points: 2 }));
    const point = (i: number, series: string) => [`${i}-${series}`, i, 1, series] as [string, number, number, string];
    for (let i = 0; i < 30; i++) {
      const { refused } = await feed.commit({ w: { up: ['a', 'b', 'c', 'd', 'e'].map((one) => point(i, one)) } });
      assert.equal(refused, undefined, 'its series are full, and their oldest points go');
    }
    const { refused } = await feed.commit({ w: { up: [point(31, 'f')] } });
    assert.equal(refused?.[0]?.code, 'too_many_rows');
    assert.match(refused?.[0]?.message ?? '', /would give the widget 11 rows; it may have 10/);
  }));

test('a log that is to keep more rows than a widget may have gets an error when it gets there', () =>
  withRelay({ maxRows: 10 }, async ({ producer }) => {
    const feed = await producer();
    feed.declare(trimming({ widget_type: 'log', max_rows: 1e15 }));
    const rows = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i): [string, null, null, null] => [`${from + i}`, null, null, null]);
    assert.equal((await feed.commit({ w: { up: rows(0, 10) } })).refused, undefined);
    assert.equal((await feed.commit({ w: { up: rows(10, 11) } })).refused?.[0]?.code, 'too_many_rows');
  }));

test('the first commit of another run is bounded too', () =>
  withRelay({ maxRows: 10 }, async ({ producer }) => {
    const first = await producer();
    first.declare(ORDERS);
    const rows = (count: number) =>
      Array.from({ length: count }, (_, i): [string, string, number] => [`${i}`, 'eu', count]);
    await first.commit({ orders: { up: rows(10) } });
    await first.end();
    const second = await producer();
    second.declare(ORDERS);
    const { refused } = await second.commit({ orders: { up: rows(11) } });
    assert.match(refused?.[0]?.message ?? '', /would give the widget 11 rows; it may have 10/);
  }));

test('rows that a limit made leave are counted, for viewers in the config and in the metrics', () =>
  withRelay({}, async ({ url, producer, viewer }) => {
    const feed = await producer();
    feed.declare({ ...ORDERS, ...trimming({ widget_type: 'metric', max_points: 10 }) });
    const point = (time: number) => [`${time}`, time, 1, 'a'] as [string, number, number, string];
    await feed.commit({
      w: { up: Array.from({ length: 25 }, (_, i) => point(100 + i)) },
      orders: { up: [['k', 'eu', 1]] },
    });
    await feed.commit({ w: { up: [point(1)] } });
    const page = await viewer();
    assert.equal(page.config?.widgets.w?.trimmed, 16, 'one of them was older than all, and was not let in');
    assert.ok(!('trimmed' in (page.config?.widgets.orders ?? {})));
    const metrics = await (await fetch(`${url}metrics`)).text();
    assert.match(metrics, /^streamviz_trimmed_rows_total\{widget="w"\} 16$/m);
  }));

test('the frames that are kept for others are so many, and no more', () => {
  const metrics = new Metrics();
  const store = newStore();
  const options = { heartbeat: 1000, shareFor: 1000 };
  const fanout = new Fanout({ store, health: () => ({ state: 'live' }), metrics, options });
  const collection = tracedCollection({ columns: [] });
  for (let from = 1; from <= 1001; from++) fanout.frames('w', collection, from);
  fanout.frames('w', collection, 1001);
  assert.equal(metrics.encodings, 1001, 'the newest is kept');
  fanout.frames('w', collection, 1);
  assert.equal(metrics.encodings, 1002, 'the oldest had to go');
  fanout.sweep();
  fanout.frames('w', collection, 1001);
  assert.equal(metrics.encodings, 1003, 'now and then all go');
});

test('when too many sessions were logged out, all end rather than that one is known again', async () => {
  const sessions = new Sessions(Buffer.alloc(32, 1), 'ann:secret', await EndedSessions.open(undefined, () => {}));
  const session = (name: string) => ({ name, since: Math.floor(Date.now() / 1000) });
  const [ended, other] = ['ended', 'other'].map((name) => sessions.cookieOf(session(name))) as [string, string];
  sessions.end(session('ended'));
  for (let i = 1; i < MOST_ENDED; i++) sessions.end(session(`${i}`));
  assert.equal(sessions.sessionOf(other)?.name, 'other');
  sessions.end(session('one too many'));
  assert.equal(sessions.sessionOf(ended), undefined);
  assert.equal(sessions.sessionOf(other), undefined);
  assert.equal(sessions.sessionOf(sessions.cookieOf(session('new')))?.name, 'new');
});

/** A request whose answer is not read. */
async function unread(url: string): Promise<IncomingMessage> {
  const [response] = (await once(get(url), 'response')) as [IncomingMessage];
  return response;
}

test('so many exports are written at the same time, and one that nobody reads is cut', () =>
  withRelay({ maxExports: 2, exportIdle: 300 }, async ({ url, producer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    // More than the buffers of a connection take.
    for (let i = 0; i < 4; i++) {
      await feed.commit({ orders: { up: Array.from({ length: 100 }, (_, n) => wideRow(`${i}-${n}`, 50_000)) } });
    }
    const stalled = [await unread(`${url}export/orders.json`), await unread(`${url}export.zip`)];
    const third = await fetch(`${url}export/orders.csv`);
    assert.deepEqual([third.status, third.headers.get('retry-after')], [503, '5']);
    assert.match(await third.text(), /^this relay writes 2 exports at the same time, as many as it may; try again/);
    while ((await fetch(`${url}export/orders.csv`)).status === 503);
    for (const one of stalled) one.destroy();
  }));

test('whoever follows lines is a viewer among so many', () =>
  withRelay({ maxConnections: 2 }, async ({ url, producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: [['k', 'eu', 1]] } });
    await viewer();
    const lines = await unread(`${url}live/orders.ndjson`);
    const refused = await fetch(`${url}live/orders.ndjson`);
    assert.equal(refused.status, 503);
    assert.match(await refused.text(), /^this relay has 2 viewers, as many as it may/);
    lines.destroy();
  }));

test('there are connections for requests beside all links, but not without end', () =>
  withRelay({ maxConnections: 1 }, async ({ url }) => {
    const port = Number(new URL(url).port);
    const sockets: Socket[] = [];
    let dropped = 0;
    for (let i = 0; i < 105; i++) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {}).on('close', () => dropped++);
      sockets.push(socket);
      await once(socket, 'connect');
    }
    while (dropped < 4) await new Promise(setImmediate);
    for (const socket of sockets) socket.destroy();
  }));
