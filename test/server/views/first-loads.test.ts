import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FirstLoads } from '../../../server/views/first-loads.js';
import { tracedCollection } from '../../../src/core/traced-collection.js';
import { ORDERS, wideRow, withRelay } from '../../kit/fixture.js';

test('a first load is shared by those who join within 2 s, and at most three are alive', () => {
  const collection = tracedCollection({ columns: [] });
  let made = 0;
  const firstLoads = new FirstLoads('orders', collection, 2000, () => made++);
  const first = firstLoads.join(1, 0);
  assert.equal(firstLoads.join(2, 1999), first);
  const second = firstLoads.join(2, 2000);
  const third = firstLoads.join(3, 4000);
  assert.equal(new Set([first, second, third]).size, 3);
  assert.equal(firstLoads.join(4, 9000), third, 'rather an older one than a fourth');
  firstLoads.leave(first, 9000);
  firstLoads.leave(first, 9000);
  assert.notEqual(firstLoads.join(5, 9000), third, 'the place of one that all have is free');
  assert.equal(made, 4, 'which is what is counted');
});

test('a first load below the floor makes way, and whoever has not got all of it begins anew', () => {
  const collection = tracedCollection({ columns: [] });
  const firstLoads = new FirstLoads('orders', collection, 2000, () => {});
  const old = [1, 2, 3].map((position) => firstLoads.join(position, position * 2000));
  collection.replace([], 10);
  const fresh = firstLoads.join(10, 9000);
  assert.equal(fresh.position, 10);
  assert.deepEqual(
    old.map(({ isAbandoned }) => isAbandoned),
    [true, false, false],
  );
});

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
