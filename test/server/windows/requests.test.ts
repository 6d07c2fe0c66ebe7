import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FoundMessage } from '../../../src/core/messages.js';
import { withRelay } from '../../kit/fixture.js';
import type { TestViewer } from '../../kit/viewer.js';
import { keys, ORDERS, rows, shop } from './shop.js';

test('an anchored window begins at its row, less the lead, and goes where the row goes', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 30);
    const window = await page.open('orders', { limit: 4, anchor: 'k20', lead: 1 });
    assert.deepEqual([window.last?.offset, window.order], [8, keys(21, 20, 19, 18)]);
    await commit([['new', 'above', 1000]]);
    assert.deepEqual([window.last?.offset, window.order], [9, keys(21, 20, 19, 18)]);
    await commit([['k20', 'far', -1]]);
    assert.deepEqual([window.last?.offset, window.order], [29, ['k0', 'k20']]);
    await commit([['k20', 'first', 2000]]);
    assert.deepEqual([window.last?.offset, window.order], [0, ['k20', 'new', 'k29', 'k28']]);
  }));

test('while its anchor is not there, a window stays where it was, or where it was asked to be', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 30);
    const window = await page.open('orders', { offset: 5, limit: 2, anchor: 'nobody' });
    assert.deepEqual([window.last?.offset, window.order], [5, keys(24, 23)]);
    await page.move({ anchor: 'k10' }, { rev: 2 });
    assert.equal(window.last?.offset, 19);
    await commit([], ['k10']);
    assert.deepEqual([window.last?.offset, window.order], [19, keys(9, 8)]);
    await commit([['k10', 'back', 10]]);
    assert.deepEqual([window.last?.offset, window.order], [19, keys(10, 9)]);
  }));

test('an offset lets the anchor go, and so does null', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 30);
    const window = await page.open('orders', { limit: 2, anchor: 'k10' });
    await page.move({ anchor: null }, { rev: 2 });
    await commit([['new', 'above', 1000]]);
    assert.deepEqual([window.last?.offset, window.order], [19, keys(11, 10)]);
    await page.move({ anchor: 'k10' }, { rev: 3 });
    assert.equal(window.last?.offset, 20);
    await page.move({ offset: 3 }, { rev: 4 });
    await commit([['k10', 'up', 500]]);
    assert.deepEqual([window.last?.offset, window.order], [3, keys(28, 27)]);
  }));

test('a frozen window keeps its rows and their order; values change, deleted rows go', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 30);
    const window = await page.open('orders', { limit: 4, filter: [['total', '<', 1000]] });
    await page.move({ freeze: true }, { rev: 2 });
    assert.equal(window.last?.moved, 0);
    await commit([
      ['k28', 'filtered out', 5000],
      ['k27', 'elsewhere', 0.5],
      ['new', 'first', 999],
    ]);
    assert.deepEqual(window.order, keys(29, 28, 27, 26));
    assert.deepEqual(window.rows[1], ['k28', 'filtered out', 5000]);
    assert.deepEqual([window.last?.matching, window.last?.moved], [30, 4]);
    await commit([], ['k29']);
    assert.deepEqual(window.order, keys(28, 27, 26));
    await page.move({ freeze: false }, { rev: 3 });
    assert.deepEqual([window.order, window.last?.moved], [['new', 'k26', 'k25', 'k24'], undefined]);
  }));

test('a frozen window that is moved shows what is there now, and keeps that', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 30);
    const window = await page.open('orders', { limit: 2, freeze: true });
    await commit([['new', 'first', 1000]]);
    assert.deepEqual(window.order, keys(29, 28));
    await page.move({ offset: 1 }, { rev: 2 });
    assert.deepEqual(window.order, keys(29, 28));
    await page.move({ offset: 0 }, { rev: 3 });
    assert.deepEqual(window.order, ['new', 'k29']);
    await commit([], ['new']);
    assert.deepEqual(window.order, ['k29']);
  }));

test('a frozen window stays as it is when its widget is declared with another order', () =>
  withRelay({}, async (relay) => {
    const { feed, page } = await shop(relay, 30);
    const window = await page.open('orders', { limit: 3 });
    await page.move({ freeze: true });
    feed.declare({ orders: { ...ORDERS, sort_by: 'total', sort_desc: false } });
    await page.until(() => window.last?.moved === 3);
    assert.deepEqual([window.order, window.last?.offset], [keys(29, 28, 27), 0]);
    await page.move({ freeze: false }, { rev: 3 });
    assert.deepEqual(window.order, keys(0, 1, 2));
  }));

test('a window that was frozen beyond the end is again where it was asked to be', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 5);
    const window = await page.open('orders', { sort: [], offset: 7, limit: 3, freeze: true });
    assert.deepEqual([window.last?.offset, window.order], [2, keys(2, 3, 4)]);
    await commit(rows(4, 5));
    await page.move({ freeze: false });
    assert.deepEqual([window.last?.offset, window.order], [7, keys(7, 8)]);
  }));

test('find gives the place of a row in the view, also beyond max_rows', () =>
  withRelay({}, async (relay) => {
    const orders = { ...ORDERS, max_rows: 5 };
    const { page } = await shop(relay, 30, { orders });
    await page.open('orders', { limit: 2, filter: [['total', '>', 3]] });
    const found = async (key: string): Promise<FoundMessage> => {
      const answers = () => page.messages.filter((message) => message.type === 'found');
      const count = answers().length;
      page.send({ type: 'find', sub: 1, key });
      await page.until(() => answers().length > count);
      return answers().at(-1) as FoundMessage;
    };
    const { position } = page;
    assert.deepEqual(await found('k29'), { type: 'found', sub: 1, key: 'k29', rank: 0, position });
    assert.equal((await found('k10')).rank, 19);
    assert.equal((await found('k3')).rank, null);
    assert.equal((await found('nobody')).rank, null);
  }));

/** Sends a message that is refused; gives the error. */
async function refusal(page: TestViewer, message: object): Promise<object> {
  const count = page.errors.length;
  page.send(message);
  await page.until(() => page.errors.length > count);
  return page.errors.at(-1) as object;
}

test('a request that breaks a rule is answered with the number of its window, and the former one holds', () =>
  withRelay({ maxSubscriptions: 2 }, async (relay) => {
    const { page, commit } = await shop(relay, 30);
    const window = await page.open('orders', { limit: 2 });
    const about = { type: 'error', widget: 'orders', sub: 1 };
    const unknown = 'column "totl" is not in this widget; it has: region, total';
    assert.deepEqual(await refusal(page, { type: 'window', sub: 1, rev: 2, limit: 1001 }), {
      ...about,
      ...{ code: 'bad_window', message: '"limit" must be a whole number from 1 to 1000; it is 1001' },
    });
    assert.deepEqual(await refusal(page, { type: 'window', sub: 1, rev: 2, offset: 9, sort: [['totl', 'asc']] }), {
      ...about,
      ...{ code: 'bad_sort', message: unknown },
    });
    assert.deepEqual(await refusal(page, { type: 'window', sub: 1, rev: 2, filter: [['totl', '=', 1]] }), {
      ...about,
      ...{ code: 'bad_filter', message: unknown },
    });
    const subscribe = { type: 'subscribe', widget: 'orders', sub: 1, rev: 2 };
    assert.deepEqual(await refusal(page, { ...subscribe, window: { offset: 0 } }), {
      ...about,
      ...{ code: 'bad_window', message: '"limit" must be a whole number from 1 to 1000; it is missing' },
    });
    await commit([['k28', 'still', 28]]);
    assert.deepEqual([window.last?.rev, window.rows[1]], [1, ['k28', 'still', 28]]);
  }));

test('a refused first subscribe leaves no window; windows count with widgets', () =>
  withRelay({ maxSubscriptions: 2 }, async (relay) => {
    const { page } = await shop(relay, 30);
    const bad = { type: 'subscribe', widget: 'orders', sub: 5, rev: 1, window: { offset: -1, limit: 1 } };
    assert.deepEqual(await refusal(page, bad), {
      ...{ type: 'error', code: 'bad_window', widget: 'orders', sub: 5 },
      message: '"offset" must be a whole number, 0 or above; it is -1',
    });
    const nothing = 'no window of this viewer has "sub" 5; subscribe to one first';
    const gone = { type: 'error', code: 'unknown_sub', message: nothing, sub: 5 };
    assert.deepEqual(await refusal(page, { type: 'window', sub: 5, rev: 2, offset: 0 }), gone);
    assert.deepEqual(await refusal(page, { type: 'find', sub: 5, key: 'a' }), gone);
    assert.deepEqual(await refusal(page, { type: 'unsubscribe', sub: 5 }), gone);
    await page.load('orders');
    await page.open('orders');
    const one = { type: 'subscribe', widget: 'orders', sub: 2, rev: 1, window: { offset: 0, limit: 1 } };
    assert.deepEqual(await refusal(page, one), {
      ...{ type: 'error', code: 'too_many_subscriptions', widget: 'orders', sub: 2 },
      message: 'a viewer may have 2 subscriptions; close one first',
    });
    page.send({ type: 'unsubscribe', sub: 1 });
    assert.deepEqual((await page.open('orders', { limit: 1 }, { sub: 2 })).rows, rows(1, 29));
  }));

test('a subscribe of a number that is taken replaces its window', () =>
  withRelay({}, async (relay) => {
    const { page } = await shop(relay, 30);
    await page.open('orders', { limit: 2 });
    const window = page.askWindow('orders', { limit: 1, sort: [] }, { sub: 1, rev: 9 });
    page.askWindow('orders', { limit: 3, sort: [] }, { sub: 1, rev: 10 });
    await page.until(() => window.last?.rev === 10);
    assert.deepEqual(window.order, keys(0, 1, 2));
    const answers = page.messages.flatMap((message) => (message.type === 'subscribed' ? [message.rev] : []));
    assert.deepEqual(answers, [1, 9, 10], 'each subscribe is answered');
  }));
