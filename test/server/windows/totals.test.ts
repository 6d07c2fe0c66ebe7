import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withRelay } from '../../kit/fixture.js';
import { COLUMNS, ORDERS, shop } from './shop.js';

test('totals are over all rows that pass the filter, and are left out when they are as they were', () =>
  withRelay({}, async (relay) => {
    const orders = { ...ORDERS, max_rows: 3 };
    const { page, commit } = await shop(relay, 10, { orders });
    const totals = [
      ['total', 'sum'],
      ['total', 'avg'],
      ['total', 'min'],
      ['total', 'max'],
      ['region', 'count'],
    ] as const;
    const window = await page.open('orders', { limit: 2, filter: [['total', '>=', 4]], totals });
    assert.deepEqual(window.last?.totals, [39, 6.5, 4, 9, 6]);
    await commit([['k9', 'renamed', 9]]);
    assert.equal(window.last?.totals, undefined);
    await commit([['k5', 'out of sight', 1000]], ['k4']);
    assert.deepEqual(window.last?.totals, [1030, 206, 6, 1000, 5]);
    await page.move({ totals: [['total', 'max']] }, { rev: 2 });
    assert.deepEqual(window.last?.totals, [1000]);
    await page.move({ totals: null }, { rev: 3 });
    assert.equal(window.last?.totals, undefined);
    await page.move({ filter: null, totals: [['total', 'count']] }, { rev: 4 });
    assert.deepEqual(window.last?.totals, [9]);
  }));

test('a frozen window has the totals of now', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 3);
    const window = await page.open('orders', { limit: 1, freeze: true, totals: [['total', 'sum']] });
    await commit([['new', 'x', 100]]);
    assert.deepEqual([window.order, window.totals], [['k2'], [103]]);
  }));

test('totals of a large table have what changes while its rows are counted', () =>
  withRelay({}, async (relay) => {
    const { feed, page } = await shop(relay, 60_000);
    const window = page.askWindow('orders', {
      limit: 1,
      totals: [
        ['total', 'sum'],
        ['total', 'count'],
      ],
    });
    const { position } = await feed.commit({ orders: { up: [['k0', 'x', 1e9]], del: ['k1'] } });
    await page.until(() => page.position >= position && window.last !== undefined);
    await page.until(() => window.totals?.[1] === 59_999);
    assert.equal(window.totals?.[0], (60_000 * 59_999) / 2 - 1 + 1e9);
  }));

test('recent values of columns come with rows that enter', () =>
  withRelay({}, async (relay) => {
    const columns = COLUMNS.map((column) => ({ ...column, sparkline: column.name === 'total' }));
    const { page, commit } = await shop(relay, 10, { orders: { ...ORDERS, columns } });
    const window = await page.open('orders', { limit: 2, hist: ['total'] });
    assert.deepEqual([...window.recent], [], 'nothing is known of rows that have not changed');
    await commit([['k3', 'x', 3.5]]);
    await commit([['k3', 'x', 1000]]);
    const [values] = window.recent.get('total') ?? [];
    assert.equal(values?.[0], 'k3');
    assert.deepEqual([values?.[1][0], values?.[1].at(-1)], [3, 1000]);
    await commit([['k3', 'x', 1001]]);
    assert.equal(window.recent.get('total')?.length, 1, 'a row that is held comes without');
  }));

test('totals of a widget are bounded, of all viewers and views together, and there is place again when some are let go', () =>
  withRelay({}, async (relay) => {
    const { page } = await shop(relay, 10);
    const totals = Array.from({ length: 14 }, () => ['total', 'max'] as const);
    await page.open('orders', { limit: 1, totals }, { sub: 1 });
    const other = await relay.viewer();
    other.askWindow('orders', { limit: 1, totals, sort: [['region', 'asc']] }, { sub: 1, rev: 1 });
    await other.until(() => other.errors.length === 1);
    assert.equal(other.errors[0]?.code, 'bad_window');
    assert.match(other.errors[0]?.message ?? '', /cost 128 together; .* these cost 112, and 112 are taken/);
    const same = await other.open('orders', { limit: 1, totals }, { sub: 2 });
    assert.equal(same.totals?.[0], 9, 'those that others have cost nothing');
    page.send({ type: 'unsubscribe', sub: 1 });
    await page.open('orders', { limit: 1 }, { sub: 2 }); // The relay has done what was asked before
    other.send({ type: 'unsubscribe', sub: 2 });
    const now = await other.open('orders', { limit: 1, totals, sort: [['region', 'asc']] }, { sub: 3 });
    assert.equal(now.totals?.[0], 9);
  }));
