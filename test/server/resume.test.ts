import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeyedRow } from '../../src/core/values.js';
import { ORDERS, withRelay } from './fixture.js';

test('a viewer that was away is sent at most twice the bytes of the distinct rows that changed', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    const row = (key: number, total: number): KeyedRow => [`region ${key}`, `Region ${key}`, total];
    await feed.commit({ orders: { up: Array.from({ length: 5000 }, (_, key) => row(key, 0)) } });
    const before = await viewer();
    await before.load('orders');
    const { resume, widgets } = before;
    const known = widgets.get('orders')?.collection;
    await before.close();

    for (let i = 1; i <= 40; i++) {
      await feed.commit({ orders: { up: Array.from({ length: 100 }, (_, key) => row(key, i)) } });
    }
    const { position } = await feed.commit({ orders: { del: ['region 200', 'region 201'] } });

    const after = await viewer();
    const beginning = after.bytes;
    after.subscribe('orders', resume, known);
    await after.until(() => after.position >= position && after.isWhole('orders'), 'what it missed');
    const changed = [...Array.from({ length: 100 }, (_, key) => row(key, 40)), ['region 200'], ['region 201']];
    const most = 2 * JSON.stringify(changed).length;
    assert.ok(after.bytes - beginning <= most, `${after.bytes - beginning} bytes came; at most ${most} may`);
    assert.equal(after.rows('orders').length, 4998);
    assert.deepEqual(after.rows('orders').slice(0, 100), changed.slice(0, 100));
  }));
