import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { WebSocket } from 'ws';
import type { ConfigMessage } from '../../src/core/messages.js';
import { Hub } from '../../src/runtime/hub.js';
import { connect, type Relay, type Watch } from '../../src/runtime/index.js';
import { until } from '../kit/until.js';
import { type ScriptedLink, ScriptedRelay } from './scripted-relay.js';

const config: ConfigMessage = {
  type: 'config',
  title: 'Shop',
  widgets: {
    orders: { widget_type: 'table', columns: [{ name: 'total', type: 'number' }] },
    ['__proto__']: { widget_type: 'table', columns: [] },
  },
};

function load(link: ScriptedLink, widget: string, position: number, ...keys: string[]): void {
  link.send(
    { type: 'subscribed', widget, mode: 'full', from: 0 },
    { type: 'rows', widget, from: 0, to: position, up: keys.map((key) => [key, 1]) },
  );
  link.sync(position);
}

describe('a hub', { timeout: 60_000 }, () => {
  let relay: ScriptedRelay;
  let hub: Relay;
  const open: (() => void)[] = [];
  const watch = (widget: string, listener = () => {}): Watch => {
    const one = hub.watch(widget, listener);
    open.push(() => one.close());
    return one;
  };
  beforeEach(async () => {
    relay = await ScriptedRelay.start();
    hub = connect(relay.url, { WebSocket });
  });
  afterEach(async () => {
    for (const close of open.splice(0)) close();
    await until(() => relay.links.every(({ socket }) => socket.readyState === socket.CLOSED));
    relay.close();
  });

  it('forgets its rows at a logout, those that a pause holds back too, and has them again after a login', async () => {
    let calls = 0;
    const orders = watch('orders', () => calls++);
    const link = await relay.link(0);
    link.hello();
    link.send(config);
    load(link, 'orders', 1, 'a', 'b');
    await until(() => orders.collection?.size === 2);
    const { collection } = orders;
    Hub.at(relay.url).pause();
    link.send({ type: 'rows', widget: 'orders', from: 1, to: 2, up: [['c', 1]] });
    link.sync(2);
    await until(() => orders.waiting === 1);
    const before = calls;
    link.socket.close(1008, 'logged out');
    await until(() => hub.status.link === 'refused');
    assert.equal(hub.status.problem, `Logged out: log in again at ${relay.url}`);
    assert.deepEqual([orders.collection, collection?.size, orders.waiting, hub.config], [undefined, 0, 0, undefined]);
    assert.equal(hub.status.commit, 0);
    assert.ok(calls > before && Hub.at(relay.url).isLoggedOut);

    const again = await relay.link(1);
    again.hello();
    again.send(config);
    await until(() => again.all('subscribe').length === 1);
    assert.deepEqual(
      again.all('subscribe'),
      [{ type: 'subscribe', widget: 'orders', all: true }],
      'all of it, not what changed',
    );
    load(again, 'orders', 3, 'd');
    await until(() => orders.collection?.size === 1);
    assert.equal(Hub.at(relay.url).isLoggedOut, false);
    Hub.at(relay.url).resume();
  });

  it('is one for all who name the relay, with one link', async () => {
    const other = connect(relay.url.slice(0, -1));
    watch('orders');
    other.watch('orders');
    watch('stock');
    const link = await relay.link(0);
    await until(() => link.all('subscribe').length === 2);
    assert.deepEqual(link.all('subscribe'), [
      { type: 'subscribe', widget: 'orders', all: true },
      { type: 'subscribe', widget: 'stock', all: true },
    ]);
    assert.equal(relay.links.length, 1);
    other.close();
  });

  it('lets go of a widget although another one is asked for at once', async () => {
    const orders = watch('orders');
    const link = await relay.link(0);
    link.hello();
    await until(() => link.all('subscribe').length === 1);
    orders.close();
    watch('stock');
    await until(() => link.all('unsubscribe').length === 1);
    assert.deepEqual(link.all('unsubscribe'), [{ type: 'unsubscribe', widget: 'orders' }]);
  });

  it('keeps no rows for a client that has closed its watch', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    watch('stock');
    const link = await relay.link(0);
    link.hello();
    link.send(config);
    const rowsOnce = async () => {
      const orders = watch('orders');
      load(link, 'orders', 1, 'a');
      await until(() => orders.collection?.size === 1);
      for (const close of open.splice(1)) close();
      return new WeakRef(orders.collection as object);
    };
    const rows = await rowsOnce();
    await until(() => link.all('unsubscribe').length === 1);
    await until(() => {
      collectGarbage();
      return rows.deref() === undefined;
    });
  });

  it('shows what changed in one step together', async () => {
    const orders = watch('orders', () => seen.push([orders.collection?.size, stock.collection?.size]));
    const stock = watch('stock');
    const seen: unknown[] = [];
    const link = await relay.link(0);
    link.hello();
    link.send({ ...config, widgets: { ...config.widgets, stock: { widget_type: 'table', columns: [] } } });
    for (const widget of ['orders', 'stock']) {
      link.send(
        { type: 'subscribed', widget, mode: 'full', from: 0 },
        { type: 'rows', widget, from: 0, to: 1, up: [['k']] },
      );
    }
    link.sync(1);
    await until(() => orders.collection?.size === 1);
    assert.deepEqual(seen.at(-1), [1, 1]);
  });

  it('pauses one widget or all, those that are watched later too, and shows all that was held back in one go', async () => {
    const paused = Hub.at(relay.url);
    let calls = 0;
    const orders = watch('orders', () => calls++);
    const link = await relay.link(0);
    link.hello();
    link.send({ ...config, widgets: { ...config.widgets, stock: { widget_type: 'table', columns: [] } } });
    load(link, 'orders', 1, 'eu');
    await until(() => orders.collection?.size === 1);
    paused.pause('orders');
    assert.equal(orders.paused, true);
    const before = calls;
    link.send({ type: 'rows', widget: 'orders', from: 1, to: 2, up: [['us', 1]] });
    link.sync(2);
    await until(() => calls > before); // so that the number of those that wait is drawn
    assert.deepEqual([orders.collection?.size, orders.waiting], [1, 1]);
    paused.pause();
    const stock = watch('stock');
    await until(() => link.all('subscribe').length === 2);
    load(link, 'stock', 2, 'a', 'b');
    await until(() => stock.collection?.size === 2);
    assert.equal(stock.paused, true);
    paused.resume('stock');
    assert.deepEqual([orders.paused, stock.paused], [true, false]);
    paused.resume();
    assert.deepEqual([orders.collection?.size, orders.paused, stock.paused, orders.waiting], [2, false, false, 0]);
  });

  it('notifies its observers of each step, and whether it changed something that is shown', async () => {
    const orders = watch('orders');
    const steps: [number, boolean][] = [];
    const end = Hub.at(relay.url).observe(({ position }, isDrawn) => steps.push([position, isDrawn]));
    const link = await relay.link(0);
    link.hello();
    link.send(config);
    load(link, 'orders', 1, 'eu');
    link.sync(2);
    await until(() => steps.length === 2);
    Hub.at(relay.url).pause('orders');
    link.send({ type: 'rows', widget: 'orders', from: 2, to: 3, up: [['us', 1]] });
    link.sync(3);
    await until(() => orders.waiting === 1);
    end();
    link.sync(4);
    Hub.at(relay.url).resume();
    link.send({ type: 'rows', widget: 'orders', from: 4, to: 5, up: [['asia', 1]] });
    link.sync(5);
    await until(() => orders.collection?.size === 3);
    assert.deepEqual(steps, [
      [1, true],
      [2, false],
      [3, false],
    ]);
  });

  it('resumes where it was after the link was lost', async () => {
    const orders = watch('orders');
    const first = await relay.link(0);
    first.hello({ epoch: 'e1' });
    first.send(config);
    load(first, 'orders', 41, 'eu');
    await until(() => orders.collection);
    first.socket.terminate();
    const second = await relay.link(1);
    await until(() => second.all('subscribe').length === 1);
    assert.deepEqual(second.all('subscribe'), [
      { type: 'subscribe', widget: 'orders', epoch: 'e1', after: 41, all: true },
    ]);
    second.hello({ epoch: 'e1' });
    second.send({ type: 'subscribed', widget: 'orders', mode: 'full', from: 41 });
    second.send({ type: 'rows', widget: 'orders', from: 41, to: 43, up: [['us', 2]], del: ['eu'] });
    second.sync(43);
    await until(() => orders.collection?.has('us'));
    assert.deepEqual([...(orders.collection?.rows() ?? [])], [['us', 2]]);
  });

  it('keeps the picture but asks for a first load when the relay has another epoch', async () => {
    const orders = watch('orders');
    const first = await relay.link(0);
    first.hello({ epoch: 'e1' });
    first.send(config);
    load(first, 'orders', 41, 'eu');
    await until(() => orders.collection);
    first.socket.terminate();
    const second = await relay.link(1);
    second.hello({ epoch: 'e2' });
    second.socket.terminate();
    const third = await relay.link(2);
    await until(() => third.all('subscribe').length === 1);
    assert.deepEqual(third.all('subscribe'), [{ type: 'subscribe', widget: 'orders', all: true }]);
    assert.equal(orders.collection?.has('eu'), true);
  });

  it('keeps link and rows while an element is moved, and lets go of both after the last one', async () => {
    const orders = watch('orders');
    const link = await relay.link(0);
    link.hello();
    link.send(config);
    load(link, 'orders', 1, 'eu');
    const collection = await until(() => orders.collection);
    orders.close();
    const moved = watch('orders');
    assert.equal(moved.collection, collection);
    assert.equal(link.all('subscribe').length, 1);
    moved.close();
    await until(() => link.socket.readyState === link.socket.CLOSED);
    assert.deepEqual(link.all('unsubscribe'), [{ type: 'unsubscribe', widget: 'orders' }]);
  });

  it('notifies of config and state, and not of the time of each commit', async () => {
    let calls = 0;
    open.push(hub.subscribe(() => calls++));
    const link = await relay.link(0);
    link.hello();
    link.send(config);
    link.sync(1, { state: 'live' });
    await until(() => hub.status.state === 'live' && calls > 0);
    const before = calls;
    link.sync(2, { commit: 12_345 });
    await until(() => hub.status.commit === 12_345);
    assert.equal(calls, before);
    link.sync(3, { state: 'failed', message: 'ValueError: no such topic' });
    await until(() => hub.status.state === 'failed');
    assert.equal(calls, before + 1);
    assert.equal(hub.status.message, 'ValueError: no such topic');
  });

  it('knows how far the clock of the relay is from ours', async () => {
    open.push(hub.subscribe(() => {}));
    const link = await relay.link(0);
    link.sync(1, { time: Date.now() + 3_600_000 });
    await until(() => hub.status.clockSkew > 0);
    assert.ok(hub.status.clockSkew <= 3_600_000);
  });

  it('finds a widget by its own name only', async () => {
    open.push(hub.subscribe(() => {}));
    (await relay.link(0)).send(config);
    await until(() => hub.config);
    assert.equal(hub.widget('constructor'), undefined);
    assert.equal(hub.widget('orders')?.widget_type, 'table');
  });

  it('keeps its link and calls the others when a listener of the page throws, and reports each error', async () => {
    const errors: string[] = [];
    mock.method(globalThis, 'queueMicrotask', (task: () => void) => {
      try {
        task();
      } catch (error) {
        errors.push((error as Error).message);
      }
    });
    const broken = (name: string) => () => {
      throw new Error(name);
    };
    try {
      let tries = 0;
      class Insecure {
        constructor() {
          tries++;
          throw new Error('insecure');
        }
      }
      const away = connect('http://127.0.0.1:1', { WebSocket: Insecure });
      open.push(away.subscribe(broken('subscribe')));
      await until(() => tries > 1);
      assert.deepEqual([...new Set(errors)], ['subscribe']);

      watch('orders', broken('watch'));
      open.push(Hub.at(relay.url).observe(broken('observe')));
      const orders = watch('orders');
      const link = await relay.link(0);
      link.hello();
      link.send(config);
      load(link, 'orders', 1, 'a');
      await until(() => orders.collection?.size === 1 && hub.status.state === 'live');
      assert.deepEqual([...new Set(errors)].sort(), ['observe', 'subscribe', 'watch']);
    } finally {
      mock.restoreAll();
    }
  });

  it('passes on why a widget is not sent', async () => {
    const orders = watch('orders');
    const link = await relay.link(0);
    link.send({ type: 'error', code: 'too_many', message: '64 subscriptions are the most', widget: 'orders' });
    await until(() => orders.error);
    assert.equal(orders.error, '64 subscriptions are the most');
  });
});
