import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Fixture, ORDERS, withRelay } from '../../kit/fixture.js';
import { TestProducer } from '../../kit/producer.js';

type Step = (relay: Fixture) => Promise<void>;

const OTHER_COLUMNS = { orders: { widget_type: 'table', columns: [{ name: 'n', type: 'integer' }] } } as const;
const OTHER_WIDGET = { mine: ORDERS.orders } as const;

/** A run that opens, and goes again without a commit. */
function visit(declare: (feed: TestProducer) => void = () => {}, resume = false, leave = 'close'): Step {
  return async ({ producer }) => {
    const feed = await producer({ resume });
    declare(feed);
    if (leave === 'end') await feed.end();
    else await feed.close();
  };
}

const VISITS: Readonly<Record<string, readonly Step[]>> = {
  'opens and goes': [visit()],
  'opens to resume and goes': [visit(undefined, true)],
  'declares the same and goes': [visit((feed) => feed.declare(ORDERS))],
  'declares the same to resume and goes': [visit((feed) => feed.declare(ORDERS), true)],
  'declares other columns and goes': [visit((feed) => feed.declare(OTHER_COLUMNS))],
  'declares other columns to resume and goes': [visit((feed) => feed.declare(OTHER_COLUMNS), true)],
  'declares another widget and goes': [visit((feed) => feed.declare(OTHER_WIDGET, { title: 'Other' }))],
  'declares nothing and goes': [visit((feed) => feed.declare({}))],
  'declares the widget, then no longer, and goes': [
    visit((feed) => {
      feed.declare(ORDERS);
      feed.declare({});
    }),
  ],
  'ends without a commit': [visit((feed) => feed.declare(ORDERS), false, 'end')],
  'ends without a config': [visit(undefined, false, 'end')],
  'ends without a commit, to resume': [visit((feed) => feed.declare(OTHER_COLUMNS), true, 'end')],
  'sends half a commit and goes': [
    visit((feed) => {
      feed.declare(ORDERS);
      feed.send({ type: 'commit', seq: 1, time: 1, more: true, changes: { orders: { up: [['half', 'eu', 1]] } } });
    }),
  ],
  'breaks a rule': [
    async ({ producer }) => {
      const feed = await producer();
      feed.send({ type: 'commit', seq: 'x' });
      await feed.until(() => feed.closed !== undefined);
    },
  ],
  'comes twice': [visit((feed) => feed.declare(OTHER_COLUMNS)), visit((feed) => feed.declare(OTHER_WIDGET), true)],
  'speaks the plain dialect and sends no data': [
    async (relay) => {
      const plain = await TestProducer.link(relay.url, { subprotocol: [] });
      plain.send({ type: 'config', widgets: OTHER_COLUMNS });
      const page = await relay.viewer();
      await page.until(() => page.config?.widgets.orders?.columns.length === 1);
      await plain.close();
    },
  ],
};

for (const [name, steps] of Object.entries(VISITS)) {
  for (const resume of [false, true]) {
    const how = resume ? 'a run that resumes' : 'a run';
    test(`${how} comes back to what was acknowledged to it when another run ${name}`, () =>
      withRelay({}, async (relay) => {
        const first = await relay.producer({ resume });
        first.declare(ORDERS, { title: 'Shop' });
        await first.commit({ orders: { up: [['1', 'eu', 1]] } });
        await first.commit({ orders: { up: [['2', 'us', 2]] } });
        const page = await relay.viewer();
        await page.load('orders');
        await first.close();
        for (const step of steps) await step(relay);
        const again = await relay.producer({ run: first.run, resume });
        assert.equal(again.ready?.ack, 2);
        const known = [
          ['1', 'eu', 1],
          ['2', 'us', 2],
        ];
        await page.until(() => page.position === again.ready?.position && page.isWhole('orders'));
        assert.deepEqual(page.rows('orders'), known);
        assert.deepEqual(await (await relay.viewer()).load('orders'), known, 'to a viewer that comes now');
        assert.deepEqual(Object.keys(page.config?.widgets ?? {}), ['orders']);
        assert.equal(page.config?.title, 'Shop');
        again.declare(ORDERS, { title: 'Shop' });
        await again.commit({ orders: { up: [['3', 'eu', 3]] } });
        await page.until(() => page.rows('orders').length === 3);
        assert.deepEqual(page.rows('orders'), [...known, ['3', 'eu', 3]]);
        await page.until(() => page.sync?.state === 'live');
      }));
  }
}

test('a run that was replaced by a commit of another one learns that nothing of it is there', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const first = await producer();
    first.declare(ORDERS);
    await first.commit({ orders: { up: [['a', 'eu', 1]] } });
    await first.close();
    for (const changes of [{}, { orders: { up: [['b', 'eu', 1] as const] } }]) {
      const second = await producer();
      second.declare(ORDERS);
      await second.commit(changes);
      await second.close();
      const again = await producer({ run: first.run });
      assert.equal(again.ready?.ack, 0);
      again.declare(ORDERS);
      await again.commit({ orders: { up: [['a', 'eu', 2]] } });
      assert.deepEqual(await (await viewer()).load('orders'), [['a', 'eu', 2]]);
      await again.close();
    }
  }));

test('a run comes back to its rows after one that resumed and added to them', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const first = await producer();
    first.declare(ORDERS);
    await first.commit({ orders: { up: [['a', 'eu', 1]] } });
    await first.close();
    const second = await producer({ resume: true });
    second.declare(OTHER_WIDGET);
    await second.commit({ mine: { up: [['b', 'eu', 1]] } });
    await second.commit({ mine: { up: [['c', 'eu', 1]] } });
    await second.close();
    const again = await producer({ run: first.run });
    assert.equal(again.ready?.ack, 1);
    again.declare(ORDERS);
    await again.commit({ orders: { up: [['d', 'eu', 1]] } });
    await again.close();
    const page = await viewer();
    assert.equal((await page.load('orders')).length, 2);
    assert.equal((await page.load('mine')).length, 2);
    assert.equal((await producer({ run: second.run, resume: true })).ready?.ack, 2);
  }));

test('a run learns that nothing of it is there after one that resumed and emptied its widget', () =>
  withRelay({}, async ({ producer }) => {
    const first = await producer();
    first.declare(ORDERS);
    await first.commit({ orders: { up: [['a', 'eu', 1]] } });
    await first.close();
    const second = await producer({ resume: true });
    second.declare(OTHER_COLUMNS);
    await second.commit({ orders: { up: [['b', 1]] } });
    await second.close();
    assert.equal((await producer({ run: first.run })).ready?.ack, 0);
  }));

test('a third run resumes what was acknowledged, not what a run without a commit made of it', () =>
  withRelay({}, async (relay) => {
    const first = await relay.producer();
    first.declare(ORDERS);
    await first.commit({ orders: { up: [['a', 'eu', 1]] } });
    await first.end();
    await visit((feed) => feed.declare(OTHER_COLUMNS))(relay);
    const third = await relay.producer({ resume: true });
    third.declare(ORDERS);
    await third.commit({ orders: { up: [['b', 'eu', 1]] } });
    assert.equal((await (await relay.viewer()).load('orders')).length, 2);
  }));

test('a run keeps what was acknowledged to it over restarts of the relay, also while another run is there', async () => {
  const state = await mkdtemp(join(tmpdir(), 'streamviz-runs-'));
  try {
    let run = '';
    await withRelay({ state }, async ({ producer }) => {
      const first = await producer();
      run = first.run;
      first.declare(ORDERS);
      await first.commit({ orders: { up: [['a', 'eu', 1]] } });
      await first.close();
      (await producer()).declare(OTHER_COLUMNS);
    });
    await withRelay(
      { state },
      visit((feed) => feed.declare(OTHER_WIDGET), true),
    );
    await withRelay({ state }, async ({ producer, viewer }) => {
      assert.equal((await producer({ run })).ready?.ack, 1);
      assert.deepEqual(await (await viewer()).load('orders'), [['a', 'eu', 1]]);
    });
  } finally {
    await rm(state, { recursive: true });
  }
});

test('a viewer that resumes after another run was there has exactly the rows of the run that came back', () =>
  withRelay({}, async (relay) => {
    const first = await relay.producer();
    first.declare(ORDERS);
    await first.commit({ orders: { up: [['a', 'eu', 1]] } });
    await first.close();
    const other = await relay.producer();
    other.declare(OTHER_COLUMNS);
    const page = await relay.viewer();
    await page.load('orders');
    await page.until(() => page.config?.widgets.orders?.columns.length === 1);
    const { resume } = page;
    await page.close();
    await other.close();
    await relay.producer({ run: first.run });
    const again = await relay.viewer();
    again.subscribe('orders', resume, page.widgets.get('orders')?.collection);
    await again.until(() => again.isWhole('orders') && again.rows('orders').length === 1);
    assert.deepEqual(again.rows('orders'), [['a', 'eu', 1]]);
  }));

test('a config that no longer declares a widget takes it away, and declared again it is empty', () =>
  withRelay({}, async ({ producer, viewer }) => {
    for (const resume of [false, true]) {
      const feed = await producer({ resume });
      feed.declare({ ...ORDERS, other: ORDERS.orders });
      await feed.commit({ orders: { up: [['k', 'eu', 1]] } });
      const page = await viewer();
      await page.load('orders');
      feed.declare({ other: ORDERS.orders });
      await page.until(() => page.widgets.get('orders')?.mode === 'waiting');
      assert.deepEqual(Object.keys(page.config?.widgets ?? {}), ['other']);
      const { refused } = await feed.commit({ orders: { up: [['late', 'eu', 1]] } });
      assert.equal(refused?.[0]?.code, 'unknown_widget');
      feed.declare(ORDERS);
      await page.until(() => page.isWhole('orders'));
      assert.deepEqual(page.rows('orders'), []);
      await feed.end();
    }
  }));

test('a run that came back takes away a widget that it no longer declares', () =>
  withRelay({}, async (relay) => {
    const first = await relay.producer();
    first.declare({ ...ORDERS, other: ORDERS.orders });
    await first.commit({ orders: { up: [['k', 'eu', 1]] } });
    const page = await relay.viewer();
    await page.load('orders');
    await first.close();
    await visit((feed) => feed.declare(ORDERS), true)(relay);
    const again = await relay.producer({ run: first.run });
    again.declare({ other: ORDERS.orders });
    await page.until(() => page.widgets.get('orders')?.mode === 'waiting');
    assert.deepEqual(Object.keys(page.config?.widgets ?? {}), ['other']);
  }));
