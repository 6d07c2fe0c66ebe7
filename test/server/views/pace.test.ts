import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classOf, PaceLimit } from '../../../server/views/pace-limit.js';
import { ORDERS, withRelay } from '../../kit/fixture.js';

test('a rate that was asked for gets the fastest class that is not above it', () => {
  assert.deepEqual([120, 60, 59, 10, 0.7, 0.01].map(classOf), [60, 60, 30, 8, 0.5, 0.5]);
});

test('under load everybody gets fewer steps, and more again after it', () => {
  const limit = new PaceLimit(0);
  limit.add(900, 1000);
  assert.equal(limit.fastest, 30);
  limit.add(900, 2000);
  assert.equal(limit.fastest, 15);
  limit.add(300, 3000);
  assert.equal(limit.fastest, 15);
  limit.add(10, 4000);
  limit.add(10, 5000);
  assert.equal(limit.fastest, 60);
});

test('a slower pace gets the newest state less often, and syncs have its rate', () =>
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
