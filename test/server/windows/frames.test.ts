import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WindowMessage } from '../../../src/core/messages.js';
import type { KeyedRow } from '../../../src/core/values.js';
import { wideRow, withRelay } from '../../kit/fixture.js';
import { COLUMNS, keys, ORDERS, rows, shop } from './shop.js';

test('the first frame of a window is whole; then come what entered, what changed and what left', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 30);
    await page.open('orders', { limit: 3 });
    const whole: WindowMessage = {
      ...{ type: 'window', sub: 1, rev: 1, to: page.position, total: 30, matching: 30, offset: 0 },
      ...{ order: keys(29, 28, 27), up: rows(3, 27).reverse(), gone: [] },
    };
    assert.deepEqual(
      page.messages.findLast((message) => message.type === 'window'),
      whole,
    );
    assert.deepEqual(
      page.messages.find((message) => message.type === 'subscribed'),
      { type: 'subscribed', widget: 'orders', mode: 'window', from: 0, sub: 1, rev: 1 },
    );

    await commit([['k28', 'here', 28]]);
    assert.deepEqual(page.windows.get(1)?.last, {
      ...{ type: 'window', sub: 1, rev: 1, to: page.position, total: 30, matching: 30, offset: 0 },
      ...{ up: [['k28', 'here', 28]], gone: [] },
    });

    await commit([['k0', 'first', 100]]);
    assert.deepEqual(page.windows.get(1)?.last, {
      ...{ type: 'window', sub: 1, rev: 1, to: page.position, total: 30, matching: 30, offset: 0 },
      ...{ order: keys(0, 29, 28), up: [['k0', 'first', 100]], gone: ['k27'] },
    });
  }));

test('a step in which nothing of a window changed has no frame of it; a change of the total alone has an empty one', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 30);
    const window = await page.open('orders', { limit: 3 });
    await commit([['k5', 'out of sight', 5]]);
    assert.equal(window.frames, 1);
    await commit([], ['k5']);
    assert.equal(window.frames, 2);
    const { order, up, gone, total, matching } = window.last as WindowMessage;
    assert.deepEqual(
      { order, up, gone, total, matching },
      { order: undefined, up: [], gone: [], total: 29, matching: 29 },
    );
  }));

test('a window that moves gets only rows that it does not hold', () =>
  withRelay({}, async (relay) => {
    const { page } = await shop(relay, 30);
    await page.open('orders', { limit: 4 });
    const window = await page.move({ offset: 2 });
    assert.deepEqual(window.last?.order, keys(27, 26, 25, 24));
    assert.deepEqual(window.last?.gone, keys(29, 28));
    assert.deepEqual(window.last?.up, rows(2, 24).reverse());
    await page.move({ limit: 1 }, { rev: 3 });
    assert.deepEqual([window.order, window.last?.gone, window.last?.up], [keys(27), keys(26, 25, 24), []]);
  }));

test('every request is answered with its number, also one that changes nothing', () =>
  withRelay({}, async (relay) => {
    const { page } = await shop(relay, 30);
    const window = await page.open('orders', { limit: 4 });
    await page.move({}, { rev: 7 });
    const { order, up, gone } = window.last as WindowMessage;
    assert.deepEqual({ order, up, gone }, { order: undefined, up: [], gone: [] });
  }));

test('without a sort the widget has its own; null is its own, too, and [] is order of first appearance', () =>
  withRelay({}, async (relay) => {
    const { page } = await shop(relay, 30);
    const window = await page.open('orders', { limit: 2, sort: [['region', 'asc']] });
    assert.deepEqual(window.order, ['k0', 'k14']);
    await page.move({ sort: [] }, { rev: 2 });
    assert.deepEqual(window.order, keys(0, 1));
    await page.move({ offset: 1 }, { rev: 3 });
    assert.deepEqual(window.order, keys(1, 2), 'what is left out stays');
    await page.move({ sort: null }, { rev: 4 });
    assert.deepEqual(window.order, keys(28, 27));
  }));

test('a log is unsorted with the newest first', () =>
  withRelay({}, async (relay) => {
    const orders = { widget_type: 'log', columns: COLUMNS, max_rows: 20 } as const;
    const { page, commit } = await shop(relay, 30, { orders });
    const window = await page.open('orders', { limit: 3 });
    assert.deepEqual([window.order, window.last?.total], [keys(29, 28, 27), 20]);
    await commit([['new', 'x', 1]]);
    assert.deepEqual(window.order, ['new', 'k29', 'k28']);
  }));

test('a table that is newest_first is unsorted with the row that came last first; one that changes keeps its place', () =>
  withRelay({}, async (relay) => {
    const orders = { widget_type: 'table', columns: COLUMNS, newest_first: true, max_rows: 4 } as const;
    const { page, commit } = await shop(relay, 30, { orders });
    const window = await page.open('orders', { limit: 3 });
    assert.deepEqual([window.order, window.last?.total], [keys(29, 28, 27), 4]);
    await commit([
      ['k28', 'changed', 0],
      ['new', 'x', 1],
    ]);
    assert.deepEqual(window.order, ['new', 'k29', 'k28']);
    await commit([], ['k29']);
    assert.deepEqual(window.order, ['new', 'k28', 'k27']);
    await page.move({ sort: [['total', 'desc']] }, { rev: 2 });
    assert.deepEqual(window.order, keys(27, 26, 25));
    await page.move({ sort: [] }, { rev: 3 });
    assert.deepEqual(window.order, ['new', 'k28', 'k27']);
  }));

test('a filter counts what matches, and null takes it away; the column "*" is any', () =>
  withRelay({}, async (relay) => {
    const { page } = await shop(relay, 30);
    const window = await page.open('orders', { filter: [['total', '<', 3]] });
    assert.deepEqual([window.order, window.last?.total, window.last?.matching], [keys(2, 1, 0), 3, 3]);
    await page.move({ filter: [['*', 'contains', '13']] }, { rev: 2 });
    assert.deepEqual(window.order, keys(13));
    await page.move({ filter: null, limit: 1 }, { rev: 3 });
    assert.deepEqual([window.order, window.last?.matching], [keys(29), 30]);
  }));

test('a frame of a window that is filtered says how many rows the widget has, and comes when that changes', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 30);
    const window = await page.open('orders', { filter: [['total', '<', 3]] });
    assert.deepEqual([window.last?.matching, window.last?.rows], [3, 30]);
    await commit([['k40', 'more', 40]]);
    assert.deepEqual([window.frames, window.last?.up, window.last?.matching, window.last?.rows], [2, [], 3, 31]);
    await commit([['k40', 'changed', 41]]);
    assert.equal(window.frames, 2);
    await page.move({ filter: null }, { rev: 2 });
    assert.deepEqual([window.last?.matching, window.last?.rows], [31, undefined]);
  }));

test('max_rows cuts a window last: what matches is counted before it, the total after it', () =>
  withRelay({}, async (relay) => {
    const orders = { ...ORDERS, max_rows: 5 };
    const { page, commit } = await shop(relay, 30, { orders });
    const window = await page.open('orders', { offset: 3, limit: 10 });
    assert.deepEqual([window.order, window.last?.total, window.last?.matching], [keys(26, 25), 5, 30]);
    await commit([], ['k29']);
    assert.deepEqual([window.order, window.last?.total, window.last?.matching], [keys(25, 24), 5, 29]);
  }));

test('an offset beyond the end is clamped, and the answer says what it is; it holds again when there are more', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 5);
    const window = await page.open('orders', { sort: [], offset: 7, limit: 3 });
    assert.deepEqual([window.last?.offset, window.order], [2, keys(2, 3, 4)]);
    await commit(rows(4, 5));
    assert.deepEqual([window.last?.offset, window.order], [7, keys(7, 8)]);
    await commit([], keys(0, 1, 2, 3, 4, 5, 6, 7, 8));
    assert.deepEqual([window.last?.offset, window.order, window.last?.total], [0, [], 0]);
  }));

test('large rows come in several frames of at most 64 KB, all in one step', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 0);
    const wide = Array.from({ length: 100 }, (_, i): KeyedRow => wideRow(`w${String(i).padStart(2, '0')}`, 10_000));
    await commit(wide);
    const window = await page.open('orders', { limit: 100 });
    assert.ok(window.frames > 10, `${window.frames} frames`);
    assert.deepEqual(window.rows, wide);
    assert.equal(page.messages.filter(({ type }) => type === 'window').length, window.frames);
  }));

test('keys that leave come in several frames, too, before the rows that enter', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 0);
    const long = Array.from({ length: 2_000 }, (_, i): KeyedRow => wideRow(String(i).padStart(50, '0'), 10));
    await commit(long);
    const window = await page.open('orders', { limit: 1_000 });
    const { frames } = window;
    await page.move({ offset: 1_000 });
    assert.deepEqual(window.rows, long.slice(1_000));
    const answer = page.messages.filter((message) => message.type === 'window').slice(frames);
    assert.ok(answer.filter(({ gone }) => gone.length > 0).length > 1, 'keys that left are in more than one');
    const last = answer.findLastIndex(({ gone }) => gone.length > 0);
    assert.ok(answer.slice(0, last).every(({ up }) => up.length === 0));
  }));

test('a window has the rows of its step beside whole widgets', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 30);
    await Promise.all([page.load('orders'), page.open('orders', { limit: 1, sort: [['total', 'desc']] })]);
    const seen: unknown[] = [];
    page.onStep = () => {
      const top = Math.max(...page.rows('orders').map((row) => row[2] as number));
      seen.push([top, page.windows.get(1)?.rows[0]?.[2]]);
    };
    for (let i = 0; i < 20; i++) await commit([[`k${i}`, 'up', 100 + i]]);
    assert.ok(seen.length >= 20);
    for (const pair of seen as [number, number][]) assert.equal(pair[0], pair[1]);
  }));
