import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeyedRow } from '../../../src/core/values.js';
import { ORDERS, withRelay } from '../../kit/fixture.js';

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

test('a viewer that missed very much gets the whole widget, in the first load that others get', () =>
  withRelay({}, async ({ url, producer, viewer }) => {
    const feed = await producer();
    const columns = [
      { name: 'time', type: 'datetime' },
      { name: 'value', type: 'number' },
    ];
    feed.declare({ points: { widget_type: 'metric', columns, max_points: 100_000 } });
    const points = (from: number, count: number) =>
      Array.from({ length: count }, (_, i): KeyedRow => [`${from + i}`, from + i, 0]);
    await feed.commit({ points: { up: points(0, 1) } });
    const before = await viewer();
    await before.load('points');
    const { resume, widgets } = before;
    const known = widgets.get('points')?.collection;
    await before.close();
    await feed.commit({ points: { up: points(1, 20_000) } });
    const early = await viewer();
    early.subscribe('points', resume, known);
    await early.until(() => early.isWhole('points') && early.rows('points').length === 20_001, 'what it missed');
    await feed.commit({ points: { up: points(20_001, 1) } });
    const firstLoads = async () =>
      /^streamviz_first_loads_total.* (\d+)$/m.exec(await (await fetch(`${url}metrics`)).text())?.[1];
    const made = Number(await firstLoads());
    const late = [await viewer(), await viewer()];
    for (const one of late) {
      one.subscribe('points', resume, undefined);
      await one.until(() => one.isWhole('points'), 'the whole widget');
      assert.equal(one.rows('points').length, 20_002);
      const answer = one.messages.find(({ type }) => type === 'subscribed');
      assert.ok(answer?.type === 'subscribed' && answer.from === 0);
    }
    assert.ok(Number(await firstLoads()) <= made + 1);
  }));
