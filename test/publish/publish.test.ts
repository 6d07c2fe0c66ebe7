import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WebSocket } from 'ws';
import type { ConfigMessage } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';
import { type Feed, type PublishOptions, publish } from '../../src/publish/index.js';
import { type Fixture, withRelay } from '../kit/fixture.js';
import { until } from '../kit/until.js';

const TOKEN = 'a-producer-token';
const columns = [
  { name: 'item', type: 'string' },
  { name: 'count', type: 'integer' },
] as const;
const stock = { widget_type: 'table', columns } as const;

/** Fails a test at the first problem, unless the test takes them. */
function open(url: string, options: Partial<PublishOptions> = {}): Feed {
  const onProblem = (problem: string) => assert.fail(problem);
  return publish(url, { token: TOKEN, WebSocket, widgets: { stock }, onProblem, ...options });
}

async function watching(relay: Fixture, widget: string): Promise<() => readonly KeyedRow[]> {
  const viewer = await relay.viewer();
  viewer.subscribe(widget);
  return () => viewer.rows(widget);
}

describe('a producer in JavaScript', { timeout: 60_000 }, () => {
  it('declares widgets, sends rows, deletes them, and ends', () =>
    withRelay({ producerToken: TOKEN }, async (relay) => {
      const rows = await watching(relay, 'stock');
      const feed = open(relay.url, { title: 'Warehouse' });
      feed.upsert('stock', 'a', { item: 'Apples', count: 42 });
      feed.upsert('stock', 'b', ['Pears', 7n]);
      await until(() => rows().length === 2);
      assert.deepEqual(rows(), [
        ['a', 'Apples', 42],
        ['b', 'Pears', 7],
      ]);
      feed.delete('stock', 'a');
      feed.upsert('stock', 'b', { item: 'Pears', count: 8 });
      await feed.end();
      await until(() => rows().length === 1);
      assert.deepEqual(rows(), [['b', 'Pears', 8]]);
      const config = (await (await fetch(`${relay.url}config.json`)).json()) as { title: string };
      assert.equal(config.title, 'Warehouse');
    }));

  it('says how its columns are shown, what stands below them, and in which time zone', () =>
    withRelay({ producerToken: TOKEN }, async (relay) => {
      const shown = [
        { ...columns[0], label: 'Item', levels: { Pears: 'warn' }, link: 'https://shop.example/{item}' },
        { ...columns[1], unit: 'pcs', thresholds: [[10, 'good']], bar: true, width: 80, align: 'left' },
      ] as const;
      const totals = { count: 'sum' } as const;
      const feed = open(relay.url, {
        widgets: { stock: { ...stock, columns: shown, totals } },
        timezone: 'Europe/Berlin',
      });
      await feed.end();
      const config = (await (await fetch(`${relay.url}config.json`)).json()) as ConfigMessage;
      assert.deepEqual([config.widgets.stock?.columns, config.widgets.stock?.totals], [shown, totals]);
      assert.equal(config.timezone, 'Europe/Berlin');
    }));

  it('says at the call which column, total or order is described wrongly', () => {
    const wrong = [{ ...columns[0], link: 'javascript:alert(1)' }, columns[1]];
    assert.throws(() => open('http://127.0.0.1:1', { widgets: { stock: { ...stock, columns: wrong } } }), {
      name: 'TypeError',
      message:
        'widget "stock": "link" of column "item" must be an https:, http: or mailto: address, in which {name} stands for the value of a column; it is "javascript:alert(1)"',
    });
    assert.throws(() => open('http://127.0.0.1:1', { widgets: { stock: { ...stock, totals: { item: 'sum' } } } }), {
      name: 'TypeError',
      message:
        'widget "stock": "totals" has "sum" only of numbers and durations; column "item" is of type string: choose "min", "max" or "count"',
    });
    const sorted = { ...stock, newest_first: true, sort_by: 'count' };
    assert.throws(() => open('http://127.0.0.1:1', { widgets: { stock: sorted } }), {
      name: 'TypeError',
      message: /^widget "stock": "newest_first" is for rows that nothing sorts/,
    });
    assert.throws(() => open('http://127.0.0.1:1', { timezone: 'Berlin' }), {
      name: 'TypeError',
      message: 'timezone must be the IANA name of a time zone, such as "UTC" or "Europe/Berlin"; it is "Berlin"',
    });
  });

  it('keeps no more rows for a relay that is away than the relay would keep', () =>
    withRelay({ producerToken: TOKEN }, async (relay) => {
      const columns = [{ name: 'n', type: 'integer' }] as const;
      const feed = open(relay.url, { widgets: { events: { widget_type: 'log', max_rows: 3, columns } } });
      for (let n = 1; n <= 100; n++) feed.send('events', { n });
      const events = await watching(relay, 'events');
      await until(() => events().length === 3);
      assert.deepEqual(
        events().map(([, n]) => n),
        [98, 99, 100],
      );
      const metrics = await (await fetch(`${relay.url}metrics`)).text();
      assert.match(metrics, /^streamviz_rows_total 3$/m);
      feed.close();
    }));

  it('sends values, points and events', () =>
    withRelay({ producerToken: TOKEN }, async (relay) => {
      const log = { widget_type: 'log', columns: [{ name: 'msg', type: 'string' }] } as const;
      const feed = open(relay.url, {
        widgets: { cpu: { widget_type: 'gauge' }, rate: { widget_type: 'metric', series: true }, events: log },
      });
      feed.send('cpu', 40, { time: 1000 });
      feed.send('cpu', 75.5, { time: 1500 });
      feed.send('rate', 3, { time: new Date(2000), series: 'web' });
      feed.send('events', { msg: 'started' });
      const [cpu, rate, events] = await Promise.all(['cpu', 'rate', 'events'].map((id) => watching(relay, id)));
      await until(() => [cpu, rate, events].every((rows) => rows?.().length === 1));
      assert.deepEqual(cpu?.(), [['1', 1500, 75.5]]);
      assert.deepEqual(rate?.()[0]?.slice(1), [2000, 3, 'web']);
      assert.deepEqual(events?.()[0]?.slice(1), ['started']);
      for (const rows of [rate, events]) assert.match(rows?.()[0]?.[0] ?? '', /^[0-9a-z]+-[0-9a-z]{8}$/);
      feed.close();
    }));

  it('sends how old the oldest change of a commit is', () =>
    withRelay({ producerToken: TOKEN }, async (relay) => {
      const feed = open(relay.url);
      feed.upsert('stock', 'a', { item: 'Apples', count: 42 });
      const viewer = await relay.viewer();
      await viewer.until(() => viewer.sync?.age !== undefined);
      assert.ok(Number(viewer.sync?.age) >= 0);
      feed.close();
    }));

  it('encodes what JSON cannot say', () =>
    withRelay({ producerToken: TOKEN }, async (relay) => {
      const names = ['nan', 'big', 'when', 'bytes', 'list', 'missing'];
      const odd = { widget_type: 'table', columns: names.map((name) => ({ name, type: 'any' as const })) } as const;
      const feed = open(relay.url, { widgets: { odd } });
      const row = {
        nan: Number.NaN,
        big: 2n ** 60n,
        when: new Date(5),
        bytes: new Uint8Array([1, 2]),
        list: [1n, undefined],
      };
      feed.upsert('odd', 'k', row);
      const rows = await watching(relay, 'odd');
      await until(() => rows().length === 1);
      assert.deepEqual(rows(), [['k', 'NaN', '1152921504606846976', 5, 'AQI=', [1, null], null]]);
      feed.close();
    }));

  it('takes and encodes values by one table of types, and says at the call what a column does not take', () =>
    withRelay({ producerToken: TOKEN }, async (relay) => {
      const types = ['number', 'boolean', 'datetime', 'bytes', 'array', 'json', 'any'] as const;
      const typed = { widget_type: 'table', columns: types.map((type) => ({ name: type, type })) } as const;
      const feed = open(relay.url, {
        widgets: {
          typed,
          load: { widget_type: 'gauge' },
          state: { widget_type: 'stat' },
          rate: { widget_type: 'metric' },
        },
      });
      const fails = (text: string, call: () => void) => assert.throws(call, { name: 'TypeError', message: text });
      fails(
        'widget "load" takes numbers, and null as no value; it was sent "high": convert it, as Number(text) does',
        () => feed.send('load', 'high'),
      );
      fails(
        'column "value" of widget "rate" takes numbers, and null as no value; it was sent true: convert it, as Number(text) does',
        () => feed.send('rate', true),
      );
      fails(
        'column "datetime" of widget "typed" takes dates and milliseconds since the epoch, and null as no value; ' +
          'it was sent Invalid Date: convert it, as new Date(text) does',
        () => feed.upsert('typed', 'k', { datetime: new Date('never') }),
      );
      fails('time must be milliseconds since the epoch or a Date; it is NaN', () =>
        feed.send('rate', 1, { time: Number.NaN }),
      );
      fails('widget "rate" has one line; to send to series "eu", declare it with series: true', () =>
        feed.send('rate', 1, { series: 'eu' }),
      );
      fails('a key must be a text or a number; it is null', () => feed.upsert('typed', null as unknown as string, {}));
      feed.upsert('typed', 5, {
        number: 2n ** 60n,
        boolean: false,
        datetime: new Date(7),
        bytes: new Uint8Array([1, 2]).buffer,
        array: new Float64Array([0.5, Number.NaN]),
        json: { error: new RangeError('too far'), names: new Set(['a']), url: new URL('http://a.example/') },
        any: Number.POSITIVE_INFINITY,
      });
      feed.send('state', 'high', { time: 5000 });
      const [table, state] = await Promise.all([watching(relay, 'typed'), watching(relay, 'state')]);
      await until(() => table().length === 1 && state().length === 1);
      const json = { error: 'RangeError: too far', names: ['a'], url: 'http://a.example/' };
      assert.deepEqual(table(), [['5', '1152921504606846976', false, 7, 'AQI=', [0.5, 'NaN'], json, 'Infinity']]);
      assert.deepEqual(state(), [['5', 5000, 'high']]);
      feed.close();
    }));

  it('makes the reading that was sent last the last one, whatever its time', () =>
    withRelay({ producerToken: TOKEN }, async (relay) => {
      const feed = open(relay.url, { widgets: { load: { widget_type: 'gauge' } } });
      const rows = await watching(relay, 'load');
      const send = (time: number, value: number) => feed.send('load', value, { time });
      send(9000, 1);
      send(5000, 2);
      send(9500, 3);
      await until(() => rows().length === 2);
      assert.deepEqual(
        rows().map(([key]) => key),
        ['5', '9'],
      );
      send(5100, 4);
      await until(() => rows().at(-1)?.[2] === 4);
      const late = await relay.viewer();
      assert.deepEqual(
        (await late.load('load')).map((row) => row[2]),
        [3, 4],
      );
      feed.close();
    }));

  it('sends again after a lost link what was not acknowledged, with what changed meanwhile', () =>
    withRelay({ producerToken: TOKEN }, async (relay) => {
      const sockets: WebSocket[] = [];
      class Losing extends WebSocket {
        constructor(...args: ConstructorParameters<typeof WebSocket>) {
          super(...args);
          sockets.push(this);
        }
      }
      const rows = await watching(relay, 'stock');
      const feed = open(relay.url, { WebSocket: Losing, onProblem: () => {} });
      const expected = new Map<string, KeyedRow>();
      for (let i = 1; i <= 200; i++) {
        const key = `k${i % 17}`;
        if (i % 5 === 0) {
          feed.delete('stock', key);
          expected.delete(key);
        } else {
          feed.upsert('stock', key, { item: key, count: i });
          expected.set(key, [key, key, i]);
        }
        if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve));
        if (i % 100 === 0) {
          await until(() => feed.isOpen);
          sockets.at(-1)?.terminate();
          await until(() => !feed.isOpen);
        }
      }
      await feed.end();
      assert.equal(sockets.length, 3);
      const sorted = (all: Iterable<KeyedRow>) => [...all].sort(([a], [b]) => (a < b ? -1 : 1));
      await until(() => rows().length === expected.size);
      assert.deepEqual(sorted(rows()), sorted(expected.values()));
    }));

  it('says that another run has replaced its rows, in the widgets that had some and once to its program', () =>
    withRelay({ producerToken: TOKEN }, async (relay) => {
      let isAway = false;
      const sockets: WebSocket[] = [];
      class Leaving extends WebSocket {
        constructor(url: string, ...more: unknown[]) {
          super(isAway ? 'ws://127.0.0.1:9/' : url, ...(more as []));
          sockets.push(this);
        }
      }
      const viewer = await relay.viewer();
      viewer.subscribe('stock');
      const problems: string[] = [];
      const widgets = { stock, idle: stock };
      const feed = open(relay.url, { WebSocket: Leaving, widgets, onProblem: (problem) => problems.push(problem) });
      feed.upsert('stock', 'a', ['Apples', 1]);
      await until(() => viewer.rows('stock').length === 1);
      isAway = true;
      sockets.at(-1)?.terminate();
      await until(() => !feed.isOpen);
      const other = open(relay.url);
      other.upsert('stock', 'b', ['Pears', 2]);
      await other.end();
      isAway = false;
      feed.upsert('stock', 'c', ['Plums', 3]);
      await until(() => feed.isOpen && viewer.rows('stock')[0]?.[0] === 'c');
      const reason = 'another run has replaced the rows of this one; they appear as they change';
      const { widgets: shown } = (await (await fetch(`${relay.url}config.json`)).json()) as ConfigMessage;
      assert.deepEqual([shown.stock?.incomplete, shown.idle?.incomplete], [reason, undefined]);
      assert.equal(problems.filter((problem) => problem === reason).length, 1);
      feed.close();
    }));

  it('sends a large commit in pieces', () =>
    withRelay({ producerToken: TOKEN }, async (relay) => {
      const feed = open(relay.url);
      for (let i = 0; i < 3000; i++) feed.upsert('stock', `k${i}`, { item: 'x'.repeat(400), count: i });
      await feed.end();
      const exported = await (await fetch(`${relay.url}export/stock.ndjson`)).text();
      assert.equal(exported.trim().split('\n').length, 3000);
    }));

  it('says what is wrong: names, columns, ways and tokens', () =>
    withRelay({ producerToken: TOKEN }, async (relay) => {
      const feed = open(relay.url);
      assert.throws(() => feed.upsert('stok', 'k', []), {
        message: 'widget "stok" was not declared; there are: stock',
      });
      assert.throws(() => feed.upsert('stock', 'k', { cuont: 1 }), {
        message: 'column "cuont" is not in widget "stock"; it has: item, count',
      });
      assert.throws(() => feed.upsert('stock', 'k', [1]), {
        message: 'row "k" has 1 values; widget "stock" has 2 columns: item, count',
      });
      assert.throws(() => feed.send('stock', 1), {
        message: 'widget "stock" is a table, which has upsert(id, key, row)',
      });
      assert.throws(() => open(relay.url, { widgets: { t: { widget_type: 'table' } } }), /needs its columns/);
      assert.throws(() => open(relay.url, { token: 'a b' }), /token must be the producer token/);
      feed.close();
      const problems: string[] = [];
      const refused = open(relay.url, { token: 'wrong', onProblem: (problem) => problems.push(problem) });
      await until(() => problems.length > 0);
      assert.match(problems[0] ?? '', /^no link to the relay at http:\S+: Unexpected server response: 401$/);
      refused.close();
    }));

  it('reports which widget the relay refuses', () =>
    withRelay({ producerToken: TOKEN }, async (relay) => {
      const problems: string[] = [];
      const feed = open(relay.url, { onProblem: (problem) => problems.push(problem) });
      feed.upsert('stock', 'k', { item: 'x'.repeat(70_000), count: 1 });
      await until(() => problems.length > 0);
      assert.match(problems[0] ?? '', /^row "k" has \d+ bytes; a row may have 61440/);
      feed.close();
    }));
});

describe('a client in JavaScript', { timeout: 60_000 }, () => {
  it('closes what it opened, and nothing of another', () =>
    withRelay({ producerToken: TOKEN }, async (relay) => {
      const { connect } = await import('../../src/runtime/index.js');
      const feed = open(relay.url);
      feed.upsert('stock', 'a', { item: 'Apples', count: 1 });
      let calls = 0;
      const [one, other] = [connect(relay.url, { WebSocket }), connect(relay.url, { WebSocket })];
      one.watch('stock', () => calls++);
      const stockOfOther = other.watch('stock');
      await until(() => stockOfOther.collection?.size === 1);
      one.close();
      const before = calls;
      feed.upsert('stock', 'b', { item: 'Pears', count: 2 });
      await until(() => stockOfOther.collection?.size === 2);
      assert.equal(calls, before);
      assert.equal(other.status.link, 'open');
      other.close();
      feed.close();
    }));
});
