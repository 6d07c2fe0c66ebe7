import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import { Hub, type Watch } from '../../../src/runtime/hub.js';
import type { Recording } from '../../../src/runtime/recording/recording.js';
import { until } from '../../kit/until.js';

const columns = [{ name: 'total', type: 'number' }] as const;
const table = { widget_type: 'table', columns } as const;

/** A recording in the making. */
class Tape {
  readonly lines: string[] = [];
  #position = 0;

  constructor(...widgets: readonly string[]) {
    this.add({ type: 'hello', epoch: 'e', position: 0 });
    const all = [...widgets, 'other'].map((id) => [id, table]);
    this.add({ type: 'config', title: 'Shop', widgets: Object.fromEntries(all) });
    for (const widget of widgets) {
      this.add({ type: 'subscribed', widget, mode: 'full', from: 0 });
      this.add({ type: 'rows', widget, from: 0, to: 0 });
    }
  }

  add(message: object): this {
    this.lines.push(JSON.stringify(message));
    return this;
  }

  rows(widget: string, up: readonly unknown[], del: readonly string[] = []): this {
    const from = this.#position;
    return this.add({ type: 'rows', widget, from, to: ++this.#position, up, del });
  }

  /** @param time Milliseconds. */
  sync(time: number): this {
    return this.add({
      type: 'sync',
      position: this.#position,
      time: NOON + time,
      commit: NOON,
      state: 'live',
      rate: 30,
    });
  }

  get text(): string {
    return `${this.lines.join('\n')}\n`;
  }
}

const NOON = Date.UTC(2026, 0, 1, 12);

describe('a recording', { timeout: 60_000 }, () => {
  let answer: (response: ServerResponse) => void = () => {};
  let server: Server;
  let hub: Hub;
  let number = 0;
  const watches: Watch[] = [];
  before(async () => {
    server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    for (const watch of watches.splice(0)) watch.close();
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  const serve = (text: string) => {
    answer = (response) => response.end(text);
    const { port } = server.address() as AddressInfo;
    hub = Hub.at(`http://127.0.0.1:${port}/${++number}.ndjson?v=1`);
  };
  const watch = (widget: string, listener = () => {}) => {
    const one = hub.watch(widget, listener);
    watches.push(one);
    return one;
  };
  const rowsOf = ({ collection }: Watch) => [...(collection?.rows() ?? [])];
  const loaded = (): Promise<Recording> => until(() => (hub.status.link === 'open' ? hub.playback : undefined));

  it('shows what was recorded, in its order and time', async () => {
    serve(
      new Tape('orders')
        .rows('orders', [['eu', 1]])
        .sync(0)
        .rows('orders', [['us', 2]])
        .sync(100)
        .rows('orders', [['eu', 3]], ['us'])
        .sync(200).text,
    );
    const seen: unknown[] = [];
    const orders: Watch = watch('orders', () => seen.push(rowsOf(orders)));
    await until(() => hub.playback?.isPlaying === false);
    assert.deepEqual(seen.at(-1), [['eu', 3]]);
    const recorded = [
      [],
      [['eu', 1]],
      [
        ['eu', 1],
        ['us', 2],
      ],
      [['eu', 3]],
    ].map((rows) => JSON.stringify(rows));
    const order = seen.map((rows) => recorded.indexOf(JSON.stringify(rows)));
    assert.deepEqual(
      order,
      order.toSorted().filter((index) => index >= 0),
    );
    assert.equal(hub.playback?.duration, 200);
    assert.deepEqual(Object.keys(hub.config?.widgets ?? {}), ['orders']);
  });

  it('shows all widgets of a step together', async () => {
    const tape = new Tape('a', 'b').sync(0);
    for (let i = 1; i <= 20; i++)
      tape
        .rows('a', [['k', i]])
        .rows('b', [['k', i]])
        .sync(i * 20);
    serve(tape.text);
    const seen: unknown[][] = [];
    const a = watch('a', () => seen.push([a, b].map((one) => one.collection?.get('k')?.[1])));
    const b = watch('b', () => {});
    await until(() => hub.playback?.isPlaying === false);
    assert.ok(seen.length > 0);
    for (const [inA, inB] of seen) assert.equal(inA, inB);
  });

  it('can be set to any moment, backwards too, while it rests', async () => {
    const tape = new Tape('orders').sync(0);
    for (let i = 1; i <= 100; i++) tape.rows('orders', [[`k${i}`, i]], i > 50 ? [`k${i - 50}`] : []).sync(i * 1000);
    serve(tape.text);
    const orders = watch('orders');
    const playback = await loaded();
    playback.pause();
    for (const second of [100, 10, 75, 0, 3]) {
      playback.seek(second * 1000);
      const expected = Array.from({ length: second }, (_, i): unknown => [`k${i + 1}`, i + 1]).slice(-50);
      await until(() => orders.collection?.size === expected.length);
      assert.deepEqual(rowsOf(orders), expected);
      assert.equal(playback.position, second * 1000);
    }
  });

  it('finds any moment of a long recording from a checkpoint near it', async () => {
    const tape = new Tape('orders').sync(0);
    for (let i = 1; i <= 60; i++) {
      tape
        .rows(
          'orders',
          Array.from({ length: 1000 }, (_, k) => [`k${k}`, i]),
        )
        .sync(i * 1000);
    }
    serve(tape.text);
    const orders = watch('orders');
    const playback = await loaded();
    playback.pause();
    for (const second of [59, 40, 41, 1, 20, 60]) {
      playback.seek(second * 1000);
      await until(() => orders.collection?.get('k999')?.[1] === second);
      assert.ok(rowsOf(orders).every(([, value]) => value === second));
    }
  });

  it('shows any moment of a recording of some megabytes as it was', async () => {
    const steps = 25_000;
    const change = (i: number) => ({ up: `order-${(i * 7919) % 2003}`, del: `order-${(i * 104_729) % 2003}` });
    const tape = new Tape('orders').sync(0);
    for (let i = 1; i <= steps; i++) tape.rows('orders', [[change(i).up, i]], [change(i).del]).sync(i * 100);
    assert.ok(tape.text.length > 4_000_000);
    serve(tape.text);
    const orders = watch('orders');
    const playback = await loaded();
    playback.pause();
    assert.equal(playback.duration, steps * 100);
    for (const step of [steps, 1, 12_345, 12_346, 19_999, 20_000, 2]) {
      playback.seek(step * 100);
      const expected = new Map<string, number>();
      for (let i = 1; i <= step; i++) {
        expected.delete(change(i).del);
        expected.set(change(i).up, i);
      }
      await until(() => orders.collection?.get(change(step).up)?.[1] === step);
      assert.deepEqual(rowsOf(orders), [...expected]);
    }
  });

  it('finds a moment after one at which a large first load was half there', async () => {
    const rows = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, k): unknown => [`k${from + k}`, from + k]);
    const tape = new Tape('orders').sync(0);
    tape.add({ type: 'subscribed', widget: 'orders', mode: 'full', from: 0 });
    tape.add({ type: 'rows', widget: 'orders', from: 0, to: 0, up: rows(0, 25_000), more: true }).sync(1000);
    tape.add({ type: 'rows', widget: 'orders', from: 0, to: 0, up: rows(25_000, 30_000) }).sync(2000);
    for (let i = 3; i <= 40; i++) tape.rows('orders', rows(0, 1000)).sync(i * 1000);
    serve(tape.text);
    const orders = watch('orders');
    const playback = await loaded();
    playback.pause();
    for (const [second, size] of [
      [2, 30_000],
      [1, 0],
      [40, 30_000],
    ] as const) {
      playback.seek(second * 1000);
      await until(() => orders.collection?.size === size);
    }
    assert.deepEqual(rowsOf(orders), rows(0, 30_000));
  });

  it('plays faster, rests, and goes on where it was', async () => {
    serve(
      new Tape('orders')
        .sync(0)
        .rows('orders', [['k', 1]])
        .sync(3_600_000).text,
    );
    const orders = watch('orders');
    const playback = await loaded();
    playback.pause();
    const { position } = playback;
    assert.ok(position < 3_600_000);
    playback.speed = 1_000_000;
    assert.equal(playback.position, position);
    playback.play();
    await until(() => orders.collection?.get('k')?.[1] === 1);
  });

  it('begins anew after its end if it is to', async () => {
    serve(
      new Tape('orders')
        .sync(0)
        .rows('orders', [['k', 1]])
        .sync(50).text,
    );
    let begins = 0;
    const orders = watch('orders', () => {
      if (orders.collection?.size === 0) begins++;
    });
    (await loaded()).loop = true;
    await until(() => begins > 1);
    await until(() => orders.collection?.size === 1);
  });

  it('goes through a lost link and another relay that were recorded', async () => {
    const tape = new Tape('orders')
      .rows('orders', [['a', 1]])
      .sync(0)
      .rows('orders', [['half', 0]]);
    tape.add({ type: 'hello', epoch: 'other', position: 9 });
    tape
      .add({ type: 'subscribed', widget: 'orders', mode: 'full', from: 1 })
      .rows('orders', [['b', 2]])
      .sync(10);
    tape
      .add({ type: 'subscribed', widget: 'orders', mode: 'full', from: 0 })
      .rows('orders', [['c', 3]])
      .sync(20);
    serve(tape.text);
    const orders = watch('orders');
    await until(() => hub.playback?.isPlaying === false);
    assert.deepEqual(rowsOf(orders), [['c', 3]]);
  });

  it('shows its end, however short it is', async () => {
    const tape = new Tape('orders');
    tape.lines.splice(2); // The messages before the widget came
    tape.sync(0);
    tape
      .add({ type: 'subscribed', widget: 'orders', mode: 'full', from: 0 })
      .rows('orders', [['eu', 1]])
      .sync(0);
    tape.rows('orders', [['us', 2]]).sync(1);
    serve(tape.text);
    const orders = watch('orders');
    await until(() => orders.collection?.size === 2);
  });

  it('names its widgets to one who asks for another', async () => {
    serve(new Tape('orders', 'rate').sync(0).text);
    const ordres = watch('ordres');
    await until(() => ordres.error);
    assert.equal(ordres.error, 'widget "ordres" is not in this recording; it has: orders, rate');
  });

  it('may end in the middle of a line', async () => {
    serve(`${new Tape('orders').rows('orders', [['eu', 1]]).sync(0).text}{"type":"rows","wid`);
    const orders = watch('orders');
    await until(() => orders.collection?.has('eu'));
  });

  const mistakes: readonly (readonly [what: string, reply: (response: ServerResponse) => void, why: RegExp])[] = [
    ['that is not there', (response) => response.writeHead(404).end(), /^There is no recording at \S+: correct src/],
    [
      'that is an HTML page',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>'),
      /is an HTML page, not a recording/,
    ],
    ['that is an HTML page without a type', (response) => void response.end('<!doctype html>'), /is an HTML page/],
    ['that cannot be reached', (response) => void response.destroy(), /cannot be loaded .*nothing answers/],
    ['that is empty', (response) => void response.end(''), /is empty: record for longer/],
    [
      'with a line that is not JSON',
      (response) => void response.end('{"type":"hello"}\n{"type":\n{"type":"sync"}\n'),
      /^Line 2 of \S+ is broken: .*this is not JSON/,
    ],
    [
      'with a line that is no message',
      (response) => void response.end('{"a":1}\n'),
      /^Line 1 of \S+ is broken: "type" must be a text/,
    ],
    [
      'with a row without a key',
      (response) => void response.end('{"type":"rows","widget":"w","up":[[1,2]]}\n'),
      /^Line 1 of \S+ is broken: a row must be a list that begins with its key/,
    ],
  ];
  for (const [what, reply, why] of mistakes) {
    it(`${what} is explained`, async () => {
      serve('');
      answer = reply;
      watch('orders');
      const leave = hub.subscribe(() => {});
      await until(() => hub.status.problem);
      assert.equal(hub.status.link, 'refused');
      assert.match(hub.status.problem ?? '', why);
      leave();
    });
  }
});
