import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FEED_SUBPROTOCOL, VIEWER_SUBPROTOCOL } from '../../src/core/messages.js';
import { TOKEN } from '../kit/fixture.js';
import { RawWebSocket } from '../kit/raw-websocket.js';
import { RelayProcess, withProcess } from '../kit/relay-process.js';
import { checkOthers } from './check-others.js';
import { unexpectedLines } from './under-attack.js';

const headers = { Authorization: `Bearer ${TOKEN}` };
type Texts = readonly (object | string)[];

/** Configs of one widget `t`, none of which is as it should be. */
const ODD_WIDGETS: readonly unknown[] = [
  { widget_type: 'table' },
  { widget_type: 'log' },
  { widget_type: 'pathway_table' },
  { widget_type: 'table', columns: null },
  { widget_type: 'table', columns: {} },
  { widget_type: 'table', columns: 'a' },
  { widget_type: 'table', columns: [null] },
  { widget_type: 'table', columns: [1, 'a', []] },
  { widget_type: 'table', columns: [{}] },
  { widget_type: 'table', columns: [{ name: 1, type: 'string' }] },
  { widget_type: 'table', columns: [{ name: 'a', type: 'of the future' }] },
  { widget_type: 'table', columns: [{ name: 'a' }, { name: 'a' }] },
  { widget_type: 'table', columns: [{ name: '__proto__', type: 'any' }] },
  {
    widget_type: 'table',
    columns: [
      { name: 'constructor', type: 'any' },
      { name: 'toString', type: 'any' },
    ],
  },
  { widget_type: 'table', columns: [{ name: '\ud800', type: 'string' }] },
  { widget_type: 'of the future', columns: [] },
  { widget_type: 'metric', columns: [] },
  { widget_type: 'metric', columns: null },
  { widget_type: 'metric', max_points: -1 },
  { widget_type: 'metric', max_points: 1e308 },
  { widget_type: 'stat', columns: [{ name: 'a', type: 'string' }] },
  { widget_type: 'stat', columns: 5 },
  { widget_type: 'gauge', min_val: '0', max_val: null, thresholds: 7 },
  { widget_type: '__proto__' },
  { widget_type: null },
  { widget_type: ['table'] },
  { widget_type: { endsWith: 1 } },
  {},
  [],
  null,
  1,
  'table',
];

/** Frames that come for `t` then. */
const ODD_DATA: readonly object[] = [
  { op: 'upsert', key: 'k', row: { a: 1 } },
  { op: 'upsert', key: 'k', row: {} },
  { op: 'upsert', row: { a: 1 } },
  { op: 'upsert', key: 'k' },
  { op: 'upsert', key: 'k', row: null },
  { op: 'upsert', key: 'k', row: [1, 2] },
  { op: 'upsert', key: { toString: 1 }, row: { a: 1 } },
  { op: 'upsert', key: '__proto__', row: JSON.parse('{"__proto__":1,"constructor":2}') },
  { op: 'delete' },
  { op: 'delete', key: { toString: null } },
  { op: 'delete', key: ['k'] },
  { value: 1, timestamp: 'now', series: {} },
  { value: { deep: nested(2000) } },
  { value: '\ud800', timestamp: 1e308 },
  { value: '9'.repeat(50_000), timestamp: null },
  {},
];

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}

const data = (widget: unknown, fields: object) => ({ type: 'data', widget, ...fields });
/** Text, for `__proto__` in a literal would not be a key. */
const config = (id: string, widget: unknown) =>
  `{"type":"config","widgets":{${JSON.stringify(id)}:${JSON.stringify(widget)}}}`;
const DEEP = '['.repeat(20_000) + ']'.repeat(20_000);

/** Mistakes of a plain producer. */
function* plainMistakes(): Generator<Texts> {
  for (const widget of ODD_WIDGETS) {
    for (const fields of ODD_DATA) yield [config('t', widget), data('t', fields)];
  }
  for (const id of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'a b', '\ud800']) {
    for (const widget of [{ widget_type: 'table', columns: [{ name: 'a', type: 'any' }] }, { widget_type: 'stat' }]) {
      yield [config(id, widget), data(id, { op: 'upsert', key: 'k', row: { a: 1 } }), data(id, { value: 1 })];
    }
    yield [data(id, { value: 1 })];
  }
  for (const widget of [null, 1, {}, [], ['t'], { toString: 1 }, true]) {
    yield [config('t', { widget_type: 'stat' }), data(widget, { value: 1 })];
  }
  for (const widgets of ['null', '1', '[]', '"t"', '{"t":1}', DEEP, `{"t":{"widget_type":"stat","x":${DEEP}}}`]) {
    yield [`{"type":"config","widgets":${widgets}}`, data('t', { value: 1 })];
  }
  for (const text of [
    '{',
    '',
    '1',
    'null',
    '[]',
    '{}',
    '{"type":1}',
    '{"type":"data"}',
    `{"type":"data","x":${DEEP}}`,
  ]) {
    yield [text, config('t', { widget_type: 'stat' }), data('t', { value: 1 })];
  }
}

const open = { type: 'open', run: 'a run that makes mistakes', resume: false };

/** Mistakes of a producer of our own dialect. */
function* feedMistakes(): Generator<Texts> {
  const changes: readonly unknown[] = [
    { t: { up: [['k', 1]] } },
    { t: { up: [['k']] } },
    { t: { up: [[1, 2]] } },
    { t: { up: ['k'] } },
    { t: { up: null } },
    { t: { up: {} } },
    { t: { up: [null] } },
    { t: { del: [1, null, {}] } },
    { t: { del: 'k' } },
    { t: null },
    { t: [] },
    [],
    null,
    'changes',
    JSON.parse('{"__proto__":{"up":[["k",1]]}}'),
    { constructor: { up: [['k', 1]] } },
    { t: { up: [['__proto__', 1]], del: ['constructor'] } },
    { t: { up: [['k', nested(100)]] } },
    { t: { up: [['k', '\ud800']] } },
  ];
  for (const widget of ODD_WIDGETS) {
    const texts = changes.map((one, i) => ({ type: 'commit', seq: i + 1, time: 1, changes: one }));
    // All at once, for a widget is refused alone, and one at a time, for others end the link.
    yield [open, config('t', widget), ...texts];
  }
  for (const widget of [{ widget_type: 'table', columns: [{ name: 'a', type: 'any' }] }, { widget_type: 'table' }]) {
    for (const one of changes) yield [open, config('t', widget), { type: 'commit', seq: 1, time: 1, changes: one }];
  }
  for (const seq of [0, -1, 1.5, 1e308, '1', null, {}, 2 ** 53]) {
    yield [open, config('t', ODD_WIDGETS[0]), { type: 'commit', seq, time: 1, changes: {} }];
    yield [open, config('t', ODD_WIDGETS[0]), { type: 'commit', seq: 1, time: seq, age: seq, changes: {} }];
  }
  for (const run of [1, null, {}, '', 'x'.repeat(100_000), '__proto__', '\ud800']) yield [{ ...open, run }];
  yield [open, open, open];
  yield [{ type: 'end' }, open];
  yield [open, { type: 'end', error: { deep: nested(1000) } }, { type: 'end', error: 1 }];
  yield [open, `{"type":"config","widgets":{},"layout":{"rows":${DEEP}}}`];
  yield [open, `{"type":"commit","seq":1,"time":1,"changes":${DEEP}}`];
}

/** Says it, and goes when the relay has read it. */
async function sendAll(port: number, path: string, protocol: string | undefined, texts: Texts): Promise<void> {
  const offer = protocol === undefined ? {} : { protocol };
  const link = await RawWebSocket.connect(port, path, { ...offer, headers });
  for (const one of texts) link.send(typeof one === 'string' ? one : JSON.stringify(one));
  await link.settled();
  await link.close();
}

async function checkMistakes(mistakes: Iterable<Texts>, path: string, protocol: string | undefined): Promise<void> {
  await withProcess(RelayProcess.with({ messagesPerSecond: 1_000_000 }), async (relay) => {
    const { url, port } = await relay.listening();
    const ended: string[] = [];
    let end: number | string | undefined;
    void relay.ended.then((code) => {
      end = code;
    });
    let count = 0;
    for (const texts of mistakes) {
      const shown = () => JSON.stringify(texts).slice(0, 300);
      try {
        await sendAll(port, path, protocol, texts);
        if (++count % 25 === 0) await checkOthers(url);
      } catch (error) {
        if (end === undefined) await Promise.race([relay.ended, new Promise((resolve) => setTimeout(resolve, 1000))]);
        ended.push(`after ${shown()}: ${end === undefined ? error : `the relay ended (${end})`}`);
        break;
      }
    }
    assert.deepEqual(ended, [], relay.errors.slice(-2000));
    await checkOthers(url);
    assert.deepEqual(unexpectedLines(relay.errors), []);
  });
}

test('no mistake of a plain producer ends the relay', () => checkMistakes(plainMistakes(), '/feed', undefined));

test('no mistake of a producer ends the relay', () => checkMistakes(feedMistakes(), '/feed', FEED_SUBPROTOCOL));

test('no mistake of a viewer ends the relay', () => {
  const widgets = ['orders', '__proto__', 'constructor', '', null, 1, {}, ['orders'], nested(1000)];
  const odd = [0, -1, 1.5, 1e308, 'x', null, {}, [], nested(1000)];
  const mistakes = widgets.flatMap((widget): Texts[] => [
    ...odd.map(
      (one): Texts => [
        { type: 'subscribe', widget, epoch: one, after: one },
        { type: 'subscribe', widget, sub: one, rev: one, window: one },
        { type: 'unsubscribe', widget, sub: one },
        { type: 'pace', rate: one },
        { type: 'ack', frames: one },
        { type: 'window', sub: one, sort: one, filter: one, offset: one, limit: one },
        { type: one },
      ],
    ),
    ['{', '', '1', DEEP, `{"type":"subscribe","widget":${DEEP}}`],
  ]);
  return checkMistakes(mistakes, '/live', VIEWER_SUBPROTOCOL);
});

test('a plain viewer may say what it likes', () =>
  checkMistakes([['{', '', DEEP, '{"type":"subscribe"}'], [{ type: 'data' }]], '/live', undefined));
