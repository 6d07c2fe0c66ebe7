import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { type Fixture, withRelay } from '../../kit/fixture.js';
import { TOKEN } from '../../kit/relay-process.js';
import { type Message, withClient } from './plain-client.js';

const WIDGETS = {
  revenue: { widget_type: 'stat' },
  declared: {
    widget_type: 'pathway_stat',
    columns: [
      { name: 'time', type: 'datetime' },
      { name: 'value', type: 'number' },
      { name: 'rows', type: 'integer' },
    ],
  },
  cpu: { widget_type: 'gauge' },
  rate: { widget_type: 'metric' },
  lines: {
    widget_type: 'metric',
    columns: [
      { name: 'time', type: 'datetime' },
      { name: 'value', type: 'number' },
    ],
  },
  odd: {
    widget_type: 'table',
    columns: ['__proto__', 'key', 'delta', 'value', ''].map((name) => ({ name, type: 'any' })),
  },
};

/** A producer of the plain dialect; `send` takes JSON as it is. */
async function producer(
  relay: Fixture,
): Promise<{ send: (text: string) => void; replies: Message[]; socket: WebSocket }> {
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const socket = new WebSocket(`${relay.url.replace('http', 'ws')}feed`, { headers });
  const replies: Message[] = [];
  socket.on('message', (data: Buffer) => replies.push(JSON.parse(data.toString())));
  await new Promise((resolve) => socket.on('open', resolve));
  socket.send(JSON.stringify({ type: 'config', widgets: WIDGETS }));
  return { send: (text) => socket.send(text), replies, socket };
}

/** What goes in, and what comes out if that is not the same. */
const CASES: readonly (readonly [sent: string, got?: Message])[] = [
  ['{"type":"data","widget":"revenue","value":1,"delta":2}'],
  ['{"type":"data","widget":"revenue","value":5,"delta":0}'],
  ['{"type":"data","widget":"revenue","value":4.5,"delta":"+2 since noon"}'],
  ['{"type":"data","widget":"revenue","value":"high"}'],
  ['{"type":"data","widget":"revenue","value":true,"delta":-1e2}'],
  ['{"type":"data","widget":"revenue","value":null}'],
  ['{"type":"data","widget":"revenue","value":1e2}'],
  ['{"type":"data","widget":"revenue","value":90}', { type: 'data', widget: 'revenue', value: 90, delta: -10 }],
  [
    '{"type":"data","widget":"revenue","value":90.5,"unknown":1}',
    { type: 'data', widget: 'revenue', value: 90.5, delta: 0.5 },
  ],
  [
    '{"type":"data","widget":"revenue","value":9007199254740993}',
    { type: 'data', widget: 'revenue', value: '9007199254740993' },
  ],
  ['{"type":"data","widget":"revenue","value":1e400}', { type: 'data', widget: 'revenue', value: '1e400' }],
  [
    '{"type":"data","widget":"revenue","value":1,"delta":-1.5E+309}',
    { type: 'data', widget: 'revenue', value: 1, delta: '-1.5E+309' },
  ],
  ['{"type":"data","widget":"revenue","value":"1e400"}'],
  [
    '{"type":"data","widget":"revenue","value":1e300,"delta":1e-999}',
    { type: 'data', widget: 'revenue', value: 1e300, delta: 0 },
  ],
  ['{"type":"data","widget":"revenue","value":"a 12345678901234567890 \\" 12345678901234567890"}'],
  ['{"type":"data","widget":"revenue","value":{"a":[1,null]},"delta":3}'],
  ['{"type":"data","widget":"declared","value":7,"delta":2}'],
  ['{"type":"data","widget":"declared","value":8}', { type: 'data', widget: 'declared', value: 8, delta: 1 }],
  ['{"type":"data","widget":"cpu","value":75.5,"delta":1.5}'],
  ['{"type":"data","widget":"rate","timestamp":1701705600000.25,"value":156}'],
  ['{"type":"data","widget":"rate","timestamp":1701705600000,"value":null,"series":"web"}'],
  ['{"type":"data","widget":"lines","timestamp":-5,"value":1,"series":"__proto__"}'],
  [
    '{"type":"data","widget":"odd","op":"upsert","key":"k","row":{"__proto__":1,"key":null,"delta":false,"value":[1.5],"":"x"}}',
  ],
  ['{"type":"data","widget":"odd","op":"delete","key":"k"}'],
  [
    '{"type":"data","widget":"odd","op":"upsert","key":12345678901234567890,"row":{"value":0.12345678901234567}}',
    JSON.parse(
      '{"type":"data","widget":"odd","op":"upsert","key":"12345678901234567890",' +
        '"row":{"__proto__":null,"key":null,"delta":null,"value":0.12345678901234567,"":null}}',
    ) as Message,
  ],
];

test('what a plain producer sends comes out verbatim at a plain viewer', () =>
  withRelay({}, async (relay) => {
    const { send, replies } = await producer(relay);
    await withClient(relay, async (client) => {
      await client.until(() => client.messages.some(({ widgets }) => Object.keys(widgets ?? {}).length > 0));
      for (const [sent, got = JSON.parse(sent) as Message] of CASES) {
        const before = client.messages.filter(({ type }) => type === 'data').length;
        send(sent);
        await client.until(() => client.messages.filter(({ type }) => type === 'data').length > before);
        assert.deepEqual(client.messages.filter(({ type }) => type === 'data').slice(before), [got], sent);
      }
    });
    send('{"type":"data","widget":"revenue","value":1,"delta":2}');
    const page = await relay.viewer();
    await page.load('revenue');
    await page.until(() => page.rows('revenue').at(-1)?.[2] === 1);
    assert.equal(page.rows('revenue').at(-1)?.[3], 2);
    await withClient(relay, async (later) => {
      await later.until(() => later.data('revenue').length === 1);
      assert.deepEqual(later.data('revenue'), [{ type: 'data', widget: 'revenue', value: 1, delta: 2 }]);
    });
    assert.deepEqual(replies, []);
  }));

test('the same value again is a reading whose difference is 0, however soon it comes', () =>
  withRelay({}, async (relay) => {
    const { send } = await producer(relay);
    await withClient(relay, async (client) => {
      for (const value of [5, 9, 9]) send(JSON.stringify({ type: 'data', widget: 'cpu', value }));
      send('{"type":"data","widget":"rate","value":1}');
      await client.until(() => client.data('rate').length === 1 && client.data('cpu').length > 0);
      assert.deepEqual(client.data('cpu').at(-1), { type: 'data', widget: 'cpu', value: 9, delta: 0 });
    });
  }));

test('a point of the plain dialect needs a time that a chart can draw', () =>
  withRelay({}, async (relay) => {
    for (const timestamp of ['"2026-01-05T12:00:00Z"', 'true']) {
      const { send, replies, socket } = await producer(relay);
      send(`{"type":"data","widget":"rate","timestamp":${timestamp},"value":1}`);
      await new Promise((resolve) => socket.on('close', resolve));
      assert.equal(
        replies[0]?.message,
        `"timestamp" must be milliseconds since the epoch, a number; it is ${timestamp}: ` +
          'convert it, as Date.parse(text) does, or leave it out for now',
      );
    }
  }));
