import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SendWindow } from '../../../server/views/send-window.js';
import { ORDERS, wideRow, withRelay } from '../../kit/fixture.js';

const KB = 1024;

test('at most 256 KB are on the way to a viewer, and none for longer than the patience', () => {
  const window = new SendWindow(1000);
  for (let i = 0; i < 4; i++) {
    assert.ok(window.hasRoom(64 * KB, 0));
    window.add(64 * KB, 0);
  }
  assert.ok(!window.hasRoom(1, 0));
  assert.equal(window.acknowledge(1), true);
  assert.ok(window.hasRoom(64 * KB, 1000));
  assert.ok(!window.hasRoom(1, 1001));
  assert.equal(window.acknowledge(4), true);
  assert.ok(window.hasRoom(256 * KB, 5000));
});

test('an acknowledgement of what was never sent differs from one of what was acknowledged before', () => {
  const window = new SendWindow(1000);
  window.add(1, 0);
  assert.equal(window.acknowledge(1), true);
  assert.equal(window.acknowledge(1), false);
  assert.equal(window.acknowledge(2), undefined);
});

test('a first load leaves room for steps', () => {
  const window = new SendWindow(1000);
  window.add(128 * KB, 0);
  assert.ok(!window.hasRoomToSpare(1, 0));
  assert.ok(window.hasRoom(128 * KB, 0));
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
