import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ORDERS, TOKEN, withRelay } from '../../kit/fixture.js';
import { TestProducer } from '../../kit/producer.js';

const WITH_OTHER = { ...ORDERS, other: ORDERS.orders };

test('a new run replaces what the former one left with its first commit, and not before', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const first = await producer();
    first.declare(WITH_OTHER);
    await first.commit({ orders: { up: [['old', 'eu', 1]] }, other: { up: [['old', 'eu', 1]] } });
    await first.end();
    const page = await viewer();
    await page.load('orders');
    const second = await producer();
    second.declare(ORDERS, { title: 'second' });
    await page.until(() => page.config?.title === 'second');
    assert.deepEqual(Object.keys(page.config?.widgets ?? {}), ['orders', 'other']);
    assert.equal(page.rows('orders')[0]?.[0], 'old');
    await second.commit({ orders: { up: [['new', 'eu', 1]] } });
    await page.until(() => page.rows('orders')[0]?.[0] === 'new');
    assert.equal(page.rows('orders').length, 1);
    assert.deepEqual(Object.keys(page.config?.widgets ?? {}), ['orders']);
  }));

test('the first commit of a new run may be empty', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const first = await producer();
    first.declare(ORDERS);
    await first.commit({ orders: { up: [['old', 'eu', 1]] } });
    await first.end();
    const second = await producer();
    second.declare(ORDERS);
    await second.commit({});
    assert.deepEqual(await (await viewer()).load('orders'), []);
  }));

test('a run that resumes keeps what former ones left, also what it does not declare', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const first = await producer();
    first.declare(WITH_OTHER);
    await first.commit({ orders: { up: [['old', 'eu', 1]] }, other: { up: [['old', 'eu', 1]] } });
    await first.end();
    const second = await producer({ resume: true });
    second.declare(ORDERS);
    await second.commit({ orders: { up: [['new', 'eu', 1]] } });
    const page = await viewer();
    assert.deepEqual(
      (await page.load('orders')).map(([key]) => key),
      ['old', 'new'],
    );
    assert.deepEqual(
      (await page.load('other')).map(([key]) => key),
      ['old'],
    );
  }));

test('another run finds the relay busy until the former has ended or lost its link', () =>
  withRelay({}, async ({ url, producer }) => {
    const first = await producer();
    const second = await TestProducer.link(url, { token: TOKEN });
    second.send({ type: 'open', run: 'second', resume: false });
    await second.until(() => second.closed !== undefined);
    assert.deepEqual(second.error, {
      type: 'error',
      code: 'busy',
      message: 'another run feeds this relay; stop it, or start this one with a relay of its own on another port',
      retryAfter: 1000,
    });
    await first.close();
    assert.ok((await producer()).ready);
  }));

test('the same run on a new link replaces its old one, and learns what the relay has', () =>
  withRelay({}, async ({ producer }) => {
    const first = await producer();
    first.declare(ORDERS);
    await first.commit({ orders: { up: [['1', 'eu', 1]] } });
    const second = await producer({ run: first.run });
    assert.equal(second.ready?.ack, 1);
    await first.until(() => first.closed !== undefined);
    assert.equal(first.error?.message, 'this run came back on another link: this link is closed');
    await second.commit({ orders: { up: [['2', 'eu', 1]] } });
  }));

test('a commit that was taken before is acknowledged again and not applied again', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    const { position } = await feed.commit({ orders: { up: [['k', 'eu', 1]] } });
    feed.send({ type: 'commit', seq: 1, time: 1, changes: { orders: { del: ['k'] } } });
    await feed.until(() => feed.acks.length === 2);
    assert.equal(feed.acks[1]?.position, position);
    assert.equal((await (await viewer()).load('orders')).length, 1);
  }));

test('pieces of a commit are applied at the last, all deletes before all upserts', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: [['k', 'eu', 1]] } });
    const page = await viewer();
    await page.load('orders');
    feed.send({ type: 'commit', seq: 2, time: 1, more: true, changes: { orders: { up: [['k', 'eu', 2]] } } });
    feed.send({ type: 'commit', seq: 2, time: 1, changes: { orders: { del: ['k'], up: [['l', 'eu', 3]] } } });
    await feed.acknowledged(2);
    await page.until(() => page.rows('orders').length === 2);
    assert.deepEqual(page.rows('orders'), [
      ['k', 'eu', 2],
      ['l', 'eu', 3],
    ]);
  }));

test('a commit whose last piece never came is forgotten with its link', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    feed.send({ type: 'commit', seq: 1, time: 1, more: true, changes: { orders: { up: [['half', 'eu', 1]] } } });
    await feed.close();
    const again = await producer({ run: feed.run });
    assert.equal(again.ready?.ack, 0);
    await again.commit({ orders: { up: [['whole', 'eu', 1]] } });
    assert.deepEqual(
      (await (await viewer()).load('orders')).map(([key]) => key),
      ['whole'],
    );
  }));

test('a widget that breaks a rule is refused alone, keeps its last rows, and is emptied when declared again', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(WITH_OTHER);
    await feed.commit({ orders: { up: [['k', 'eu', 1]] } });
    const message = 'row "k" has 1 values; this widget has 2 columns: region, total';
    const ack = await feed.commit({ orders: { up: [['k', 'eu']] }, other: { up: [['k', 'eu', 2]] } });
    assert.deepEqual(ack.refused, [{ widget: 'orders', code: 'bad_row', message }]);
    const page = await viewer();
    assert.deepEqual(await page.load('orders'), [['k', 'eu', 1]]);
    assert.deepEqual(await page.load('other'), [['k', 'eu', 2]]);
    assert.deepEqual(page.config?.widgets.orders?.error, { code: 'bad_row', message: `widget "orders": ${message}` });
    const again = await feed.commit({ orders: { up: [['k', 'eu', 3]] } });
    assert.equal(again.refused?.[0]?.code, 'bad_row');
    feed.declare(WITH_OTHER);
    await feed.commit({ orders: { up: [['new', 'eu', 1]] } });
    await page.until(() => page.rows('orders')[0]?.[0] === 'new');
    assert.equal(page.rows('orders').length, 1);
    assert.equal(page.config?.widgets.orders?.error, undefined);
  }));

test('a widget that is not declared, and one with too many rows, are refused', () =>
  withRelay({ maxRows: 2 }, async ({ producer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    const { refused } = await feed.commit({
      orders: { up: ['1', '2', '3'].map((key) => [key, 'eu', 1]) },
      ordres: { up: [['k']] },
    });
    assert.deepEqual(
      refused?.map(({ message }) => message),
      [
        'this commit would give the widget 3 rows; it may have 2: aggregate or filter before it',
        'widget "ordres" is not in this run\'s config; declare it there first',
      ],
    );
  }));

test('a config that changes the columns of a widget empties it; one that changes how they look does not', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: [['k', 'eu', 1]] } });
    const page = await viewer();
    await page.load('orders');
    feed.declare({ orders: { ...ORDERS.orders, title: 'Orders' } });
    await page.until(() => page.config?.widgets.orders?.title === 'Orders');
    const [region, total] = ORDERS.orders?.columns ?? [];
    assert.ok(region !== undefined && total !== undefined);
    const shown = [
      { ...region, label: 'Region', levels: { eu: 'good' }, link: 'https://shop.example/{region}', width: 80 },
      { ...total, label: 'Total', format: '$,.2f', unit: '€', thresholds: [[0, 'bad']], bar: true, sparkline: true },
    ] as const;
    feed.declare({ orders: { widget_type: 'table', columns: shown } });
    await feed.commit({ orders: { up: [['l', 'us', 2]] } });
    await page.until(() => page.rows('orders').at(-1)?.[0] === 'l');
    assert.deepEqual(page.config?.widgets.orders?.columns, shown);
    assert.deepEqual(page.rows('orders'), [
      ['k', 'eu', 1],
      ['l', 'us', 2],
    ]);
    feed.declare({ orders: { widget_type: 'table', columns: [{ name: 'total', type: 'number' }] } });
    await page.until(() => page.rows('orders').length === 0);
  }));

test('a message that is no commit closes the link with the rule that it breaks; the relay goes on', () =>
  withRelay({}, async ({ url, producer, viewer }) => {
    const cases: readonly [string, string, string][] = [
      ['{', 'bad_commit', 'a message must be a JSON object; this is not JSON: "{"'],
      ['[]', 'bad_commit', 'a message must be a JSON object; it is a list'],
      ['{"type":"commit"}', 'bad_commit', '"seq" must be a whole number above 0; it is missing'],
      [
        '{"type":"commit","seq":1,"time":1,"changes":{"a":1}}',
        'bad_commit',
        'changes of "a" must be {"up":[…],"del":[…]}',
      ],
      [
        '{"type":"commit","seq":1,"time":1,"changes":{"a":{"del":[1]}}}',
        'bad_commit',
        '"del" of "a" must be a list of keys, which are texts',
      ],
      ['{"type":"config"}', 'bad_config', '"widgets" must be an object of widgets by id; it is missing'],
    ];
    for (const [text, code, message] of cases) {
      const feed = await producer();
      feed.socket.send(text);
      await feed.until(() => feed.closed !== undefined);
      assert.deepEqual([feed.error?.code, feed.error?.message, feed.closed?.code], [code, message, 1008]);
    }
    const silent = await TestProducer.link(url, { token: TOKEN });
    silent.send({ type: 'ping' });
    await silent.until(() => silent.closed !== undefined);
    assert.equal(silent.error?.message, 'a producer must begin with an "open" message; this is "ping"');
    assert.ok(await viewer());
  }));

test('a producer that sends no "open" is cut off in time', () =>
  withRelay({ openWithin: 20 }, async ({ url }) => {
    const silent = await TestProducer.link(url, { token: TOKEN });
    await silent.until(() => silent.closed !== undefined);
    assert.equal(silent.error?.code, 'not_open');
  }));

test('values nested too deep to be sent on are refused, and the relay goes on', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    feed.socket.send(`{"type":"commit","seq":1,"time":1,"changes":{"orders":{"up":[["k",${deep},1]]}}}`);
    const { refused } = await feed.acknowledged(1);
    assert.match(
      refused?.[0]?.message ?? '',
      /^row "k" has a value of more than 64 lists and objects inside each other/,
    );
    assert.deepEqual(await (await viewer()).load('orders'), []);
  }));

test('the state is waiting, live, stale, ended and failed in turn', () =>
  withRelay({ staleAfter: 100 }, async ({ producer, viewer }) => {
    const page = await viewer();
    const state = (wanted: string) => page.until(() => page.sync?.state === wanted, wanted);
    await state('waiting');
    const first = await producer();
    await state('live');
    await state('stale');
    first.send({ type: 'ping' });
    await state('live');
    await first.close();
    await state('stale');
    const again = await producer({ run: first.run });
    await state('live');
    await again.end();
    await state('ended');
    const second = await producer();
    await state('live');
    await second.end('ZeroDivisionError: division by zero');
    await state('failed');
    assert.equal(page.sync?.message, 'ZeroDivisionError: division by zero');
  }));

test('a log keeps its newest rows, a metric its latest points a series, a stat its latest seconds', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    const point = [
      { name: 'time', type: 'datetime' },
      { name: 'value', type: 'number' },
    ];
    feed.declare({
      log: { widget_type: 'log', max_rows: 2, columns: [{ name: 'msg', type: 'string' }] },
      rate: { widget_type: 'metric', max_points: 2, columns: [...point, { name: 'series', type: 'string' }] },
      cpu: { widget_type: 'gauge', columns: point },
    });
    await feed.commit({
      log: { up: ['1', '2', '3'].map((key) => [key, 'hello']) },
      rate: { up: [3, 1, 2].flatMap((time) => ['a', 'b'].map((s) => [`${s}${time}`, time, 0, s] as const)) },
      cpu: { up: Array.from({ length: 1000 }, (_, i) => [`${i}`, i * 1000, 0]) },
    });
    const page = await viewer();
    assert.deepEqual(
      (await page.load('log')).map(([key]) => key),
      ['2', '3'],
    );
    assert.deepEqual(
      (await page.load('rate')).map(([key]) => key),
      ['a3', 'b3', 'a2', 'b2'],
    );
    assert.equal((await page.load('cpu')).length, 900);
  }));
