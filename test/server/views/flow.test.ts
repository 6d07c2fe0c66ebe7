import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Flow } from '../../../server/views/flow.js';
import { classOf, Load } from '../../../server/views/load.js';
import { Snapshots } from '../../../server/views/snapshots.js';
import { tracedCollection } from '../../../src/core/traced-collection.js';
import { ORDERS, wideRow, withRelay } from '../../kit/fixture.js';

const KB = 1024;

test('at most 256 KB are on the way to a viewer, and none for longer than the patience', () => {
  const flow = new Flow(1000);
  for (let i = 0; i < 4; i++) {
    assert.ok(flow.hasRoom(64 * KB, 0));
    flow.add(64 * KB, 0);
  }
  assert.ok(!flow.hasRoom(1, 0));
  assert.equal(flow.acknowledge(1), true);
  assert.ok(flow.hasRoom(64 * KB, 1000));
  assert.ok(!flow.hasRoom(1, 1001));
  assert.equal(flow.acknowledge(4), true);
  assert.ok(flow.hasRoom(256 * KB, 5000));
});

test('an acknowledgement of what was never sent is told from one that is not news', () => {
  const flow = new Flow(1000);
  flow.add(1, 0);
  assert.equal(flow.acknowledge(1), true);
  assert.equal(flow.acknowledge(1), false);
  assert.equal(flow.acknowledge(2), undefined);
});

test('a first load leaves room for steps', () => {
  const flow = new Flow(1000);
  flow.add(128 * KB, 0);
  assert.ok(!flow.hasRoomToSpare(1, 0));
  assert.ok(flow.hasRoom(128 * KB, 0));
});

test('a rate that was asked for gets the fastest class that is not above it', () => {
  assert.deepEqual([120, 60, 59, 10, 0.7, 0.01].map(classOf), [60, 60, 30, 8, 0.5, 0.5]);
});

test('under load everybody gets fewer steps, and more again after it', () => {
  const load = new Load(0);
  load.add(900, 1000);
  assert.equal(load.ceiling, 30);
  load.add(900, 2000);
  assert.equal(load.ceiling, 15);
  load.add(300, 3000);
  assert.equal(load.ceiling, 15);
  load.add(10, 4000);
  load.add(10, 5000);
  assert.equal(load.ceiling, 60);
});

test('a first load is shared by those who join within 2 s, and at most three are alive', () => {
  const collection = tracedCollection({ columns: [] });
  let made = 0;
  const snapshots = new Snapshots('orders', collection, 2000, () => made++);
  const first = snapshots.join(1, 0);
  assert.equal(snapshots.join(2, 1999), first);
  const second = snapshots.join(2, 2000);
  const third = snapshots.join(3, 4000);
  assert.equal(new Set([first, second, third]).size, 3);
  assert.equal(snapshots.join(4, 9000), third, 'rather an older one than a fourth');
  snapshots.leave(first, 9000);
  snapshots.leave(first, 9000);
  assert.notEqual(snapshots.join(5, 9000), third, 'the place of one that all have is free');
  assert.equal(made, 4, 'which is what is counted');
});

test('a first load below the floor makes way, and whoever has not got all of it begins anew', () => {
  const collection = tracedCollection({ columns: [] });
  const snapshots = new Snapshots('orders', collection, 2000, () => {});
  const old = [1, 2, 3].map((position) => snapshots.join(position, position * 2000));
  collection.replace([], 10);
  const fresh = snapshots.join(10, 9000);
  assert.equal(fresh.position, 10);
  assert.deepEqual(
    old.map(({ isAbandoned }) => isAbandoned),
    [true, false, false],
  );
});

test('a viewer that does not acknowledge gets no backlog, and the newest state when it does', () =>
  withRelay({ unacknowledgedFor: 60_000 }, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: [wideRow('k', 50_000)] } });
    const page = await viewer();
    await page.load('orders');
    page.acknowledges = false;
    const before = page.bytes;
    const other = await viewer();
    await other.load('orders');
    for (let i = 1; i <= 20; i++) {
      const { position } = await feed.commit({ orders: { up: [[`k`, 'x'.repeat(50_000), i]] } });
      await other.until(() => other.position === position);
    }
    assert.ok(page.bytes - before <= 256 * KB, `${page.bytes - before} bytes`);
    page.acknowledge();
    await page.until(() => page.rows('orders')[0]?.[2] === 20);
    assert.equal(page.closed, undefined);
  }));

test('nothing more is sent while a frame has been unacknowledged for too long', () =>
  withRelay({ unacknowledgedFor: 0 }, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    const page = await viewer();
    await page.load('orders');
    page.acknowledges = false;
    const first = await feed.commit({ orders: { up: [['k', 'eu', 1]] } });
    await page.until(() => page.position === first.position);
    const other = await viewer();
    await other.load('orders');
    const second = await feed.commit({ orders: { up: [['k', 'eu', 2]] } });
    await other.until(() => other.position === second.position);
    assert.equal(page.position, first.position);
    page.acknowledge();
    await page.until(() => page.position === second.position);
  }));

test('a large first load does not hold up small widgets', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare({ orders: ORDERS.orders, small: ORDERS.orders });
    const rows = Array.from({ length: 100 }, (_, i) => wideRow(`${i}`, 50_000));
    await feed.commit({ orders: { up: rows }, small: { up: [['k', 'eu', 0]] } });
    const page = await viewer();
    await page.load('small');
    page.acknowledges = false;
    page.subscribe('orders');
    await page.until(() => page.messages.some((message) => message.type === 'rows' && message.widget === 'orders'));
    const { position } = await feed.commit({ small: { up: [['k', 'eu', 1]] } });
    await page.until(() => page.position === position);
    assert.equal(page.rows('small')[0]?.[2], 1);
    assert.equal(page.rows('orders').length, 0);
    page.acknowledge();
    await page.until(() => page.rows('orders').length === 100);
  }));

test('the same frames go to every viewer at the same position', () =>
  withRelay({ shareFor: 60_000 }, async ({ url, producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    const pages = await Promise.all(Array.from({ length: 5 }, viewer));
    await Promise.all(pages.map((page) => page.load('orders')));
    const { position } = await feed.commit({ orders: { up: [['k', 'eu', 1]] } });
    await Promise.all(pages.map((page) => page.until(() => page.position === position)));
    const metrics = await (await fetch(`${url}metrics`)).text();
    assert.match(metrics, /^streamviz_encodings_total 1$/m);
    assert.match(metrics, /^streamviz_first_loads_total\{widget="orders"\} 1$/m);
    assert.match(metrics, /^streamviz_viewers 5$/m);
  }));

test('a slower pace gets the newest state less often, and says which rate it has', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    const page = await viewer();
    await page.load('orders');
    page.send({ type: 'pace', rate: 10 });
    await page.until(() => page.sync?.rate === 8);
    const first = page.frames;
    for (let i = 1; i <= 40; i++) await feed.commit({ orders: { up: [['k', 'eu', i]] } });
    await page.until(() => page.rows('orders')[0]?.[2] === 40);
    assert.ok(page.frames - first < 40, `${page.frames - first} frames`);
  }));

test('a sync comes at least every heartbeat', () =>
  withRelay({ heartbeat: 20 }, async ({ viewer }) => {
    const page = await viewer();
    await page.until(() => page.frames > 3);
    assert.ok(page.messages.slice(2).every(({ type }) => type === 'sync'));
  }));

test('a link that answers no ping is cut', () =>
  withRelay({ ping: 1_500 }, async ({ url, viewer }) => {
    const page = await viewer();
    page.socket.pause();
    const other = await viewer();
    const viewers = async () => /streamviz_viewers (\d)/.exec(await (await fetch(`${url}metrics`)).text())?.[1];
    while ((await viewers()) !== '1');
    assert.equal(other.closed, undefined);
    page.socket.resume();
    await page.until(() => page.closed !== undefined);
  }));
