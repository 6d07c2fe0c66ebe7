import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ORDERS, withRelay } from '../../kit/fixture.js';

test('what a viewer asks wrongly is answered with the rule, and its link stays', () =>
  withRelay({ maxSubscriptions: 1 }, async ({ viewer }) => {
    const cases: readonly [string, string, string][] = [
      ['{', 'bad_message', 'a message must be a JSON object; this is not JSON: "{"'],
      ['1', 'bad_message', 'a message must be a JSON object; it is 1'],
      ['{}', 'bad_message', '"type" must be a text that names the message; it is missing'],
      ['{"type":"subscribe"}', 'bad_message', '"widget" must be 1 to 64 letters, digits, "_" or "-"; it is missing'],
      [
        '{"type":"subscribe","widget":"a","after":-1}',
        'bad_message',
        '"after" must be a position: a whole number, 0 or above; it is -1',
      ],
      [
        '{"type":"subscribe","widget":"a","after":1}',
        'bad_message',
        '"epoch" must be the epoch that "after" is a position of; it is missing',
      ],
      [
        '{"type":"subscribe","widget":"a","sub":1,"window":{"offset":0,"limit":60}}',
        'bad_window',
        '"rev" must be the number of the request: whole, 0 or above; it is missing',
      ],
      [
        '{"type":"window","sub":7,"offset":0,"limit":60}',
        'unknown_sub',
        'no window of this viewer has "sub" 7; subscribe to one first',
      ],
      ['{"type":"unsubscribe","sub":7}', 'unknown_sub', 'no window of this viewer has "sub" 7; subscribe to one first'],
      [
        '{"type":"window","sub":"a"}',
        'bad_window',
        '"sub" must be the number of a window, which its viewer chose: whole, 0 or above; it is "a"',
      ],
      [
        '{"type":"window"}',
        'bad_window',
        '"sub" must be the number of a window, which its viewer chose: whole, 0 or above; it is missing',
      ],
      ['{"type":"unsubscribe"}', 'bad_message', '"widget" must be 1 to 64 letters, digits, "_" or "-"; it is missing'],
      ['{"type":"pace","rate":0}', 'bad_message', '"rate" must be steps a second: a number above 0; it is 0'],
      [
        '{"type":"ack","frames":99}',
        'bad_message',
        '"frames" must count the frames that came; it is 99, but 1 were sent on this connection',
      ],
      ['{"type":"subscribe","widget":"a"}', '', ''],
      [
        '{"type":"subscribe","widget":"b"}',
        'too_many_subscriptions',
        'a viewer may have 1 subscriptions; close one first',
      ],
      ['{"type":"unsubscribe","widget":"a"}', '', ''],
      ['{"type":"of the future"}', '', ''],
    ];
    const page = await viewer();
    await page.until(() => page.frames === 1);
    page.acknowledges = false;
    for (const [text, code, message] of cases) {
      const count = page.errors.length;
      page.socket.send(text);
      if (code === '') continue;
      await page.until(() => page.errors.length > count, text);
      const error = page.errors.at(-1);
      assert.deepEqual([error?.code, error?.message], [code, message]);
    }
    assert.equal(page.closed, undefined);
  }));

test('an error about a window says which one was asked for', () =>
  withRelay({}, async ({ viewer }) => {
    const page = await viewer();
    page.send({ type: 'window', sub: 7, rev: 1, offset: 0, limit: 60 });
    page.send({ type: 'unsubscribe', sub: 8 });
    page.send({ type: 'subscribe', sub: 9, rev: 1, widget: 'orders', window: { offset: 0, limit: 0 } });
    await page.until(() => page.errors.length === 3);
    assert.deepEqual(
      page.errors.map(({ sub }) => sub),
      [7, 8, 9],
    );
    assert.equal(page.closed, undefined);
  }));

test('every subscribe is answered, also those of the same widget', () =>
  withRelay({}, async ({ viewer }) => {
    const page = await viewer();
    for (let i = 0; i < 3; i++) page.subscribe('orders');
    await page.until(() => page.messages.filter(({ type }) => type === 'subscribed').length === 3);
  }));

test('a viewer that floods the relay gets an error and is cut, and nobody else', () =>
  withRelay({ messagesPerSecond: 20 }, async ({ viewer }) => {
    const [flood, other] = await Promise.all([viewer(), viewer()]);
    for (let i = 0; i < 30; i++) flood.send({ type: 'pace', rate: 30 });
    await flood.until(() => flood.closed !== undefined);
    assert.equal(
      flood.errors[0]?.message,
      'a viewer may send 20 messages a second, acknowledgements apart; send fewer',
    );
    assert.equal(flood.closed?.code, 1008);
    assert.equal(other.closed, undefined);
  }));

test('a message that is too large closes the link of the one who sent it', () =>
  withRelay({}, async ({ viewer }) => {
    const page = await viewer();
    page.socket.send('x'.repeat(70_000));
    await page.until(() => page.closed !== undefined);
    assert.equal(page.closed?.code, 1009);
  }));

test('no text that a viewer or a producer sends brings the relay down', () =>
  withRelay({ messagesPerSecond: 1_000_000 }, async ({ producer, viewer }) => {
    const types = ['subscribe', 'unsubscribe', 'ack', 'pace', 'open', 'config', 'commit', 'end', 'window', 'find'];
    const message = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record(
          {
            type: fc.constantFrom(...types),
            widget: fc.jsonValue(),
            widgets: fc.dictionary(fc.string(), fc.jsonValue()),
            changes: fc.dictionary(fc.constantFrom('orders', '__proto__'), fc.jsonValue()),
            seq: fc.integer(),
            time: fc.integer(),
            run: fc.string(),
            resume: fc.boolean(),
            frames: fc.jsonValue(),
            rate: fc.jsonValue(),
            after: fc.jsonValue(),
            epoch: fc.jsonValue(),
          },
          { requiredKeys: ['type'] },
        )
        .map((record) => JSON.stringify(record)),
    );
    const page = await viewer();
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 20 }), async (texts) => {
        const feed = await producer();
        for (const text of texts) {
          page.socket.send(text);
          feed.socket.send(text);
        }
        await feed.end();
      }),
      { numRuns: 100 },
    );
    const feed = await producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: [['k', 'eu', 1]] } });
    assert.deepEqual(await (await viewer()).load('orders'), [['k', 'eu', 1]]);
    assert.equal(page.closed, undefined);
  }));
