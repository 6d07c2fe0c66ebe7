import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConfigMessage, VIEWER_SUBPROTOCOL } from '../../../src/core/messages.js';
import type { KeyedRow } from '../../../src/core/values.js';
import { MB } from '../../kit/process-figures.js';
import type { TestProducer } from '../../kit/producer.js';
import { RawWebSocket } from '../../kit/raw-websocket.js';
import { until } from '../../kit/until.js';
import { TestViewer } from '../../kit/viewer.js';
import { frame, OPCODES } from '../../kit/websocket-frames.js';
import { type Attacked, underAttack } from '../under-attack.js';
import { besideWindow } from './beside-window.js';

const TABLE: ConfigMessage['widgets'] = {
  large: {
    widget_type: 'table',
    columns: [
      { name: 'text', type: 'string' },
      { name: 'number', type: 'number' },
    ],
  },
};
const ROWS = 100_000;
/** Requests are not counted; what is not collected yet is bounded by what they leave behind. */
const UNLIMITED: Attacked = { widgets: TABLE, options: { messagesPerSecond: 1_000_000 }, bounds: { memory: 300 * MB } };

async function fill(producer: TestProducer): Promise<void> {
  const row = (i: number): KeyedRow => [`k${i}`, `text ${i % 1000}`, (i * 7919) % ROWS];
  for (let from = 0; from < ROWS; from += 20_000) {
    await producer.commit({ large: { up: Array.from({ length: 20_000 }, (_, i) => row(from + i)) } });
  }
}

const subscribe = (sub: number, window: object, rev = 1) => ({
  ...{ type: 'subscribe', widget: 'large', sub, rev },
  window: { offset: 0, limit: 60, ...window },
});

/** What a viewer may ask for again and again, the window 1 being there. */
const FLOODS: readonly (readonly [name: string, messages: (i: number) => readonly object[]])[] = [
  ['requests of another offset', (i) => [{ type: 'window', sub: 1, rev: i, offset: i % ROWS }]],
  ['requests of another filter', (i) => [{ type: 'window', sub: 1, rev: i, filter: [['number', '>', i]] }]],
  ['requests that are refused', (i) => [{ type: 'window', sub: 1, rev: i, sort: [['none', 'asc']] }]],
  ['finds', (i) => [{ type: 'find', sub: 1, key: `k${i}` }]],
  [
    'finds in a view that is being made',
    (i) => [subscribe(2, { sort: [['text', 'asc']] }), { type: 'find', sub: 2, key: `k${i}` }],
  ],
  [
    'windows that come and go in other orders',
    (i) => [subscribe(2, { filter: [['number', '<', i]], sort: [['text', 'desc']] }), { type: 'unsubscribe', sub: 2 }],
  ],
  ['windows in place of each other', (i) => [subscribe(1, { totals: [['number', i % 2 === 0 ? 'min' : 'max']] }, i)]],
];

async function linkWithWindow(port: number): Promise<RawWebSocket> {
  const link = await RawWebSocket.connect(port, '/live', { protocol: VIEWER_SUBPROTOCOL });
  link.send(JSON.stringify(subscribe(1, {})));
  await link.settled();
  return link;
}

test('a viewer that floods the relay with requests of windows is cut after about as many as it may send', (t) =>
  underAttack(t, { widgets: TABLE }, async ({ producer, begin, url, port, rounds }) => {
    await fill(producer);
    begin();
    const beside = await besideWindow(url);
    const wrong: string[] = [];
    const flood = async ([name, messages]: (typeof FLOODS)[number]) => {
      const link = await linkWithWindow(port);
      const some = Array.from({ length: 1000 }, (_, i) => messages(i)).flat();
      void link.flood(Buffer.concat(some.map((one) => frame(OPCODES.text, JSON.stringify(one)))), 5);
      await until(() => link.closeCode !== undefined || link.isClosed, name, { patience: 20_000 }).catch(() => {});
      if (link.closeCode !== 1008) wrong.push(`${name}: closed with ${link.closeCode}`);
      if (link.messages > 400) wrong.push(`${name}: it got ${link.messages} answers`);
      link.socket.destroy();
    };
    await Promise.all(FLOODS.map(flood));
    assert.deepEqual(wrong, []);
    await rounds(20);
    await beside.check();
  }));

for (const [name, messages] of FLOODS) {
  test(`a thousand a second, were they let through, hold up nobody: ${name}`, (t) =>
    underAttack(t, UNLIMITED, async ({ producer, begin, url, port, rounds }) => {
      await fill(producer);
      begin();
      const beside = await besideWindow(url);
      const link = await linkWithWindow(port);
      for (let round = 0; round < 10; round++) {
        for (let i = 0; i < 1000; i++) for (const one of messages(round * 1000 + i)) link.send(JSON.stringify(one));
        await rounds(5);
      }
      await link.settled();
      assert.equal(link.closeCode, undefined);
      link.socket.destroy();
      await beside.check();
    }));
}

test('as many views as there may be, and as many windows, leave others theirs; what is above is refused', (t) =>
  underAttack(t, { widgets: TABLE }, async ({ producer, begin, url, rounds }) => {
    await fill(producer);
    begin();
    const beside = await besideWindow(url);
    const page = await TestViewer.connect(url);
    for (let i = 1; i <= 16; i++)
      page.askWindow('large', { limit: 1000, sort: [['number', 'asc']], filter: [['number', '>', i]] }, { sub: i });
    page.askWindow('large', { sort: [['text', 'asc']] }, { sub: 17 });
    await page.until(() => page.errors.length === 1, 'the error of the 17th view');
    const { code, sub, widget, retryAfter } = page.errors[0] ?? {};
    assert.deepEqual([code, sub, widget, retryAfter], ['too_many_views', 17, 'large', 5000]);
    const windowOf = (i: number) => page.windows.get(i);
    await page.until(() => [1, 8, 16].every((i) => windowOf(i)?.order.length === 1000), 'all windows');
    // Unsorted windows of another table: each is a subscription all the same.
    for (let i = 17; i <= 65; i++) page.askWindow('watched', { limit: 1 }, { sub: i });
    await page.until(() => page.errors.length === 2, 'the error of the 65th window');
    assert.deepEqual([page.errors[1]?.code, page.errors[1]?.sub], ['too_many_subscriptions', 65]);
    await page.until(() => windowOf(64)?.order.length === 1, 'the 64th window');
    await rounds(50);
    assert.equal(page.closed, undefined);
    await page.close();
    await beside.check();
  }));

/** Values inside each other, as text, for no serializer goes so deep. */
const DEEP = '['.repeat(20_000) + ']'.repeat(20_000);
const MANY = JSON.stringify(Array.from({ length: 9000 }, (_, i) => i));
const LONG = JSON.stringify('x'.repeat(60_000));
/** Parts of a window that are as odd as a message has room for. */
const ODD = [DEEP, MANY, LONG, `[${DEEP}]`, '{"a":{"b":[1]}}', '"\\ud800"', '1e308', '-0', 'null'].flatMap((value) => [
  `"filter":[["text","contains",${value}]]`,
  `"filter":[["number","=",${value}]]`,
  `"filter":[["*","in",${value}]]`,
  `"filter":[["text","in",[${value}]]]`,
  `"filter":[[${value},"=",1]]`,
  `"filter":${value}`,
  `"sort":[[${value},"asc"]]`,
  `"sort":[["text",${value}]]`,
  `"sort":[["text","asc",${value}]]`,
  `"sort":${value}`,
  `"totals":[["number","sum",${value}]]`,
  `"totals":${value}`,
  `"hist":${value}`,
  `"anchor":${value}`,
]);

test('odd orders and filters are taken or refused, each with an answer, and nobody else notices', (t) =>
  underAttack(t, UNLIMITED, async ({ producer, begin, url, rounds }) => {
    await fill(producer);
    begin();
    const beside = await besideWindow(url);
    const wrong: string[] = [];
    for (const part of ODD) {
      const link = await TestViewer.connect(url);
      const asked = `{"type":"subscribe","widget":"large","sub":1,"rev":1,"window":{"offset":0,"limit":10,${part}}}`;
      link.socket.send(asked);
      await link.until(
        () =>
          link.closed !== undefined ||
          link.errors.length > 0 ||
          link.messages.some(({ type }) => type === 'subscribed'),
        part.slice(0, 60),
      );
      const code = link.errors[0]?.code;
      const isRight =
        link.closed === undefined && (code === undefined || ['bad_filter', 'bad_sort', 'bad_window'].includes(code));
      if (!isRight) wrong.push(`${part.slice(0, 60)}: ${code}, closed with ${link.closed?.code}`);
      link.socket.terminate();
    }
    assert.deepEqual(wrong, []);
    await rounds(20);
    await beside.check();
  }));
