import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WidgetConfig } from '../../../src/core/messages.js';
import { withRelay } from '../../kit/fixture.js';
import { COLUMNS, keys, ORDERS, rows, shop } from './shop.js';

test('a window of a widget that is not declared waits for it', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const page = await viewer();
    const window = page.askWindow('orders', { limit: 2 });
    await page.until(() => window.mode === 'waiting');
    const feed = await producer();
    feed.declare({ orders: ORDERS });
    await feed.commit({ orders: { up: rows(3) } });
    await page.until(() => window.rows.length === 2);
    assert.deepEqual([window.mode, window.order], ['window', keys(2, 1)]);
  }));

test('what is asked of a window that waits is checked when its widget is there: one that does not fit ends', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const page = await viewer();
    page.askWindow('orders', { sort: [['totl', 'asc']] });
    const feed = await producer();
    feed.declare({ orders: ORDERS });
    await feed.commit({ orders: { up: rows(3) } });
    await page.until(() => page.errors.length === 1);
    const [error] = page.errors;
    assert.deepEqual([error?.code, error?.sub, error?.widget], ['bad_sort', 1, 'orders']);
    assert.match(String(error?.message), /^column "totl" is not in this widget; .*; the window has ended$/);
    page.send({ type: 'unsubscribe', sub: 1 });
    await page.until(() => page.errors.length === 2);
    assert.equal(page.errors[1]?.code, 'unknown_sub');
  }));

test('a window begins anew when its widget is emptied by another run, and when it comes back', () =>
  withRelay({}, async (relay) => {
    const { feed, page } = await shop(relay, 30);
    const window = await page.open('orders', { limit: 2 });
    await feed.end();
    const second = await relay.producer();
    second.declare({ other: ORDERS });
    await second.commit({ other: { up: rows(1) } });
    await page.until(() => window.mode === 'waiting');
    assert.deepEqual(window.rows, []);
    second.declare({ orders: ORDERS });
    await second.commit({ orders: { up: rows(1, 7) } });
    await page.until(() => window.order.length === 1);
    assert.deepEqual([window.mode, window.rows], ['window', rows(1, 7)]);
  }));

test('a window whose sort is no longer possible ends with an error; one without goes on', () =>
  withRelay({}, async (relay) => {
    const { feed, page } = await shop(relay, 30);
    await page.open('orders', { limit: 2, sort: [['total', 'asc']] });
    const other = await page.open('orders', { limit: 2 }, { sub: 2 });
    const columns = [{ name: 'name', type: 'string' as const }];
    feed.declare({ orders: { widget_type: 'table', columns, sort_by: 'name' } });
    await feed.commit({
      orders: {
        up: [
          ['b', 'Bo'],
          ['a', 'Al'],
        ],
      },
    });
    await page.until(() => other.order.length === 2 && page.errors.length === 1);
    assert.deepEqual(
      page.errors.map(({ code, sub, widget }) => ({ code, sub, widget })),
      [{ code: 'bad_sort', sub: 1, widget: 'orders' }],
    );
    assert.deepEqual(other.rows, [
      ['a', 'Al'],
      ['b', 'Bo'],
    ]);
  }));

test("a window without a sort follows the widget's own when that is declared otherwise, and max_rows", () =>
  withRelay({}, async (relay) => {
    const { feed, page } = await shop(relay, 30);
    const window = await page.open('orders', { limit: 2 });
    const declare = (config: Partial<WidgetConfig>) =>
      feed.declare({ orders: { widget_type: 'table', columns: COLUMNS, ...config } });
    declare({ sort_by: 'total' });
    await page.until(() => window.order[0] === 'k0');
    declare({ max_rows: 1 });
    await page.until(() => window.last?.total === 1);
    assert.deepEqual([window.order, window.last?.matching], [keys(0), 30]);
    assert.equal(page.messages.filter(({ type }) => type === 'subscribed').length, 1, 'what is held stays');
  }));

test('a window follows its widget to the newest row first and back, unless its viewer sorts it', () =>
  withRelay({}, async (relay) => {
    const { feed, page, commit } = await shop(relay, 30);
    const own = await page.open('orders', { limit: 2 });
    const sorted = await page.open('orders', { limit: 2, sort: [['total', 'asc']] }, { sub: 2 });
    const declare = (config: Partial<WidgetConfig>) =>
      feed.declare({ orders: { widget_type: 'table', columns: COLUMNS, ...config } });
    declare({ newest_first: true });
    await commit([['new', 'x', 15]]);
    assert.deepEqual(own.order, ['new', 'k29']);
    declare({});
    await commit([['newer', 'x', 15]]);
    assert.deepEqual(own.order, keys(0, 1));
    assert.deepEqual([sorted.order, sorted.frames], [keys(0, 1), 3], 'only the number of rows has changed');
  }));

test('a table that crosses the limit changes nothing for its windows', () =>
  withRelay({ maxFullRows: 20 }, async (relay) => {
    const { page, commit } = await shop(relay, 15);
    const window = await page.open('orders', { limit: 2 });
    await commit(rows(15, 15));
    assert.deepEqual([window.order, window.last?.total], [keys(29, 28), 30]);
    await commit([], keys(...Array.from({ length: 28 }, (_, i) => i)));
    assert.deepEqual([window.order, window.last?.total], [keys(29, 28), 2]);
  }));

test('a viewer that asks for all rows gets a table beyond the limit, and its changes', () =>
  withRelay({ maxFullRows: 20 }, async (relay) => {
    const { page, commit } = await shop(relay, 30_000);
    page.widgets.set('orders', { mode: undefined, collection: undefined, loading: undefined, pending: [] });
    page.send({ type: 'subscribe', widget: 'orders', all: true });
    await page.until(() => page.isWhole('orders'));
    assert.equal(page.rows('orders').length, 30_000);
    await commit([['k7', 'changed', 1]], ['k8']);
    const seen = page.rows('orders');
    assert.deepEqual([seen.length, seen[7], seen[8]], [29_999, ['k7', 'changed', 1], rows(1, 9)[0]]);
  }));

test('a window that is closed gets nothing more, and its number is free', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 30);
    const window = await page.open('orders', { limit: 2 });
    page.send({ type: 'unsubscribe', sub: 1 });
    await commit([['new', 'x', 1000]]);
    assert.equal(window.frames, 1);
    page.windows.delete(1);
    assert.deepEqual((await page.open('orders', { limit: 1 })).order, ['new']);
  }));
