import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { FilterTerm } from '../../../src/core/filter.js';
import type { WindowMessage } from '../../../src/core/messages.js';
import { withRelay } from '../../kit/fixture.js';
import { keys, shop } from './shop.js';

const above = (total: number): { filter: FilterTerm[]; limit: number } => ({
  ...{ filter: [['total', '>', total]], limit: 2 },
});

/** The value of a metric of the relay. */
async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

test('windows that sort and filter alike share a view, and the bytes of their frames', () =>
  withRelay({}, async (relay) => {
    const { page, commit } = await shop(relay, 30);
    const others = await Promise.all([relay.viewer(), relay.viewer(), relay.viewer()]);
    const all = [page, ...others];
    await Promise.all(all.map((one) => one.open('orders', above(3))));
    assert.equal(await metric(relay.url, 'streamviz_views_total'), 1);
    const before = await metric(relay.url, 'streamviz_encodings_total');
    await commit([['k29', 'changed', 29]]);
    await Promise.all(others.map((one) => one.until(() => one.position === page.position)));
    for (const one of all) assert.deepEqual(one.windows.get(1)?.rows[0], ['k29', 'changed', 29]);
    assert.equal((await metric(relay.url, 'streamviz_encodings_total')) - before, 1);
  }));

test('the 17th view of a widget is refused with when to try again; one that nobody uses makes way', () =>
  withRelay({}, async (relay) => {
    const { page } = await shop(relay, 30);
    for (let i = 1; i <= 16; i++) await page.open('orders', above(i), { sub: i });
    page.askWindow('orders', above(17), { sub: 17, rev: 1 });
    await page.until(() => page.errors.length === 1);
    const { message, ...error } = page.errors[0] as (typeof page.errors)[0];
    assert.deepEqual(error, { type: 'error', code: 'too_many_views', widget: 'orders', sub: 17, retryAfter: 5000 });
    assert.match(message, /^a widget may be looked at in 16 orders and filters at a time/);

    page.send({ type: 'window', sub: 16, rev: 2, ...above(18) });
    await page.until(() => page.errors.length === 2);
    assert.deepEqual([page.errors[1]?.code, page.errors[1]?.sub], ['too_many_views', 16]);
    assert.deepEqual(page.windows.get(16)?.order, keys(29, 28), 'the former request holds');

    const shared = await page.open('orders', above(5), { sub: 18 });
    assert.deepEqual(shared.order, keys(29, 28), 'one that others have costs nothing');

    page.send({ type: 'unsubscribe', sub: 1 });
    const next = await page.open('orders', above(17), { sub: 19 });
    assert.deepEqual(next.order, keys(29, 28));
    assert.equal(await metric(relay.url, 'streamviz_kept_views'), 16);
  }));

test('viewers that come, look and leave in turn leave one view, and no window', () =>
  withRelay({}, async (relay) => {
    const { page } = await shop(relay, 30);
    for (let i = 0; i < 20; i++) {
      const one = await relay.viewer();
      await one.open('orders', above(3));
      await one.close();
    }
    for (let i = 0; i < 20; i++) {
      await page.open('orders', above(3));
      page.send({ type: 'unsubscribe', sub: 1 });
    }
    const ended = async () => (await metric(relay.url, 'streamviz_windows')) === 0;
    while (!(await ended())) await setTimeout(5);
    assert.equal(await metric(relay.url, 'streamviz_views_total'), 1);
    assert.equal(await metric(relay.url, 'streamviz_kept_views'), 1);
  }));

test('a large view is sorted in slices; meanwhile the former window goes on under its number', () =>
  withRelay({}, async (relay) => {
    const { feed, page } = await shop(relay, 60_000);
    const window = await page.open('orders', { limit: 2, sort: [['total', 'asc']] });
    // With a filter no first rows come before all are sorted.
    page.send({ type: 'window', sub: 1, rev: 2, sort: [['region', 'desc']], filter: [['total', '<', 1e9]] });
    const seen: unknown[] = [];
    page.onStep = () => seen.push([window.last?.rev, window.rows[0]?.[2]]);
    for (let i = 1; window.last?.rev !== 2; i++) await feed.commit({ orders: { up: [['k0', 'region 6', -i]] } });
    const former = seen.filter((one) => (one as number[])[0] === 1);
    assert.ok(former.length > 0, 'it goes on');
    const answer = page.messages.find((message) => message.type === 'window' && message.rev === 2) as WindowMessage;
    assert.equal(answer.order?.length, 2, 'an answer in another order has the order');
    assert.equal(window.rows[0]?.[1], 'region 6');
  }));

test('a row that changes while its view is made stands where it belongs', () =>
  withRelay({}, async (relay) => {
    const { feed, page } = await shop(relay, 60_000);
    const window = page.askWindow('orders', { limit: 3, filter: [['total', '>=', 0]] });
    await feed.commit({ orders: { up: [['k5', 'now first', 1e9]], del: ['k59999'] } });
    await page.until(() => window.order[0] === 'k5');
    assert.deepEqual([window.order, window.last?.matching], [keys(5, 59998, 59997), 59_999]);
  }));
