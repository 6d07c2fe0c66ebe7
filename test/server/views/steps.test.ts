import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RowsMessage, SyncMessage } from '../../../src/core/messages.js';
import { ORDERS, wideRow, withRelay } from '../../kit/fixture.js';

const PAIR = {
  a: ORDERS.orders,
  b: ORDERS.orders,
};

test('what changed together is seen together: no step shows half of a commit', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(PAIR);
    await feed.commit({ a: { up: [['k', '', 0]] }, b: { up: [['k', '', 0]] } });
    const page = await viewer();
    await Promise.all([page.load('a'), page.load('b')]);
    const seen: unknown[] = [];
    page.onStep = () => seen.push([page.rows('a')[0]?.[2], page.rows('b')[0]?.[2]]);
    for (let i = 1; i <= 50; i++) await feed.commit({ a: { up: [['k', '', i]] }, b: { up: [['k', '', -i]] } });
    await page.until(() => page.rows('a')[0]?.[2] === 50);
    assert.ok(
      seen.every((pair) => Array.isArray(pair) && pair[0] + pair[1] === 0),
      JSON.stringify(seen),
    );
  }));

test('a step ends with the sync of the position that all its frames lead to', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(PAIR);
    await feed.commit({ a: { up: [['k', '', 0]] } });
    const page = await viewer();
    await Promise.all([page.load('a'), page.load('b')]);
    page.messages.length = 0;
    const { position } = await feed.commit({ a: { up: [['k', '', 1]] }, b: { up: [['k', '', 1]] } });
    await page.until(() => page.position === position);
    const [a, b, sync] = page.messages.slice(-3) as [RowsMessage, RowsMessage, SyncMessage];
    assert.deepEqual([a.widget, a.to, b.widget, b.to], ['a', position, 'b', position]);
    assert.equal(sync.type, 'sync');
  }));

test('a sync has the age of the newest commit, if its producer sends it', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    const page = await viewer();
    await page.load('orders');
    for (const [seq, age] of [105, undefined, 0].entries()) {
      const known = age === undefined ? {} : { age };
      const changes = { orders: { up: [['k', 'eu', seq]] } };
      feed.send({ type: 'commit', seq: seq + 1, time: 1000 + seq, ...known, changes });
      await page.until(() => page.sync?.commit === 1000 + seq);
      assert.deepEqual(page.sync?.age, age);
    }
  }));

test('a commit that changes nothing takes no position', () =>
  withRelay({}, async ({ producer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    const first = await feed.commit({ orders: { up: [['k', 'eu', 1]] } });
    const second = await feed.commit({ orders: { up: [['k', 'eu', 1]], del: ['unknown'] } });
    assert.equal(second.position, first.position);
  }));

test('every subscribe is answered: full, waiting until the widget is declared, window when it is too large', () =>
  withRelay({ maxFullRows: 2 }, async ({ producer, viewer }) => {
    const page = await viewer();
    page.subscribe('orders');
    await page.until(() => page.widgets.get('orders')?.mode === 'waiting');
    const feed = await producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: [['1', 'eu', 1]] } });
    await page.until(() => page.rows('orders').length === 1);
    await feed.commit({ orders: { up: ['2', '3'].map((key) => [key, 'eu', 1]) } });
    await page.until(() => page.widgets.get('orders')?.mode === 'window');
    assert.equal(page.rows('orders').length, 1, 'the viewer keeps what it has');
    await feed.commit({ orders: { del: ['1', '2'] } });
    await page.until(() => page.widgets.get('orders')?.mode === 'full' && page.rows('orders')[0]?.[0] === '3');
    const answers = page.messages.filter((message) => message.type === 'subscribed');
    assert.deepEqual(
      answers.map(({ mode, from }) => [mode, from]),
      [
        ['waiting', 0],
        ['full', 0],
        ['window', 0],
        ['full', 0],
      ],
    );
  }));

test('a subscribe is told that the widget had rows once all of them have gone, also after a restart of its viewer', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    const page = await viewer();
    await page.load('orders');
    await feed.commit({ orders: { up: [['1', 'eu', 1]] } });
    await (await viewer()).load('orders');
    await feed.commit({ orders: { del: ['1'] } });
    const late = await viewer();
    await late.load('orders');
    const emptied = (one: typeof page) =>
      one.messages.flatMap((message) => (message.type === 'subscribed' ? [message.emptied] : []));
    assert.deepEqual(emptied(page), [undefined]);
    assert.deepEqual(emptied(late), [true]);
  }));

test('a viewer that comes back gets only what changed', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: ['1', '2', '3'].map((key) => [key, 'eu', 1]) } });
    const before = await viewer();
    await before.load('orders');
    const { resume } = before;
    const known = before.widgets.get('orders')?.collection;
    await before.close();
    await feed.commit({ orders: { up: [['2', 'eu', 2]], del: ['1'] } });
    const after = await viewer();
    after.subscribe('orders', resume, known);
    await after.until(() => after.position > resume.after && after.rows('orders').length === 2);
    assert.deepEqual(after.rows('orders'), [
      ['2', 'eu', 2],
      ['3', 'eu', 1],
    ]);
    const frames = after.messages.filter((message) => message.type === 'rows');
    assert.deepEqual(
      frames.map(({ from, up, del }) => ({ from, up, del })),
      [{ from: resume.after, up: [['2', 'eu', 2]], del: ['1'] }],
    );
  }));

test('another epoch, a position beyond the relay or below the floor begins with a first load', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: [['1', 'eu', 1]] } });
    const page = await viewer();
    const { epoch, after } = page.resume;
    for (const resume of [
      { epoch: 'another', after },
      { epoch, after: after + 1000 },
    ]) {
      page.subscribe('orders', resume);
      await page.until(() => page.widgets.get('orders')?.collection !== undefined);
    }
    feed.declare({ orders: { ...ORDERS.orders, columns: [{ name: 'other', type: 'string' }] } });
    await feed.commit({ orders: { up: [['1', 'eu']] } });
    page.subscribe('orders', { epoch, after });
    await page.until(() => page.rows('orders')[0]?.length === 2);
    const answers = page.messages.filter((message) => message.type === 'subscribed');
    assert.ok(answers.every(({ from }) => from === 0));
  }));

test('a key that went and came back is also deleted, so that the order is the same', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: ['1', '2'].map((key) => [key, 'eu', 1]) } });
    const page = await viewer();
    await page.load('orders');
    await feed.commit({ orders: { up: [['1', 'eu', 1]], del: ['1'] } });
    await page.until(() => page.rows('orders')[0]?.[0] === '2');
    const frame = page.messages.findLast((message) => message.type === 'rows');
    assert.deepEqual([frame?.up, frame?.del], [[['1', 'eu', 1]], ['1']]);
  }));

test('large frames come in pieces of at most 64 KB, deletes before upserts', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    const keys = Array.from({ length: 40 }, (_, i) => `${i}`.padEnd(3000, 'k'));
    await feed.commit({ orders: { up: keys.map((key) => wideRow(key, 10_000)) } });
    const page = await viewer();
    assert.equal((await page.load('orders')).length, 40);
    const loads = page.messages.filter((message) => message.type === 'rows');
    assert.ok(loads.length > 5);
    assert.deepEqual(
      loads.map(({ more }) => more === true),
      [...loads.slice(1).map(() => true), false],
    );
    page.messages.length = 0;
    await feed.commit({ orders: { del: keys, up: [['new', 'eu', 1]] } });
    await page.until(() => page.rows('orders').length === 1);
    const deltas = page.messages.filter((message) => message.type === 'rows');
    assert.equal(deltas.filter(({ up }) => up !== undefined).length, 1);
    assert.ok(deltas.length > 1 && deltas.at(-1)?.up !== undefined);
  }));

test('an empty widget is a first load too', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    const page = await viewer();
    assert.deepEqual(await page.load('orders'), []);
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
