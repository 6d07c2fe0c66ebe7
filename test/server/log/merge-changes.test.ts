import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MergedChanges, mergeChanges } from '../../../server/log/merge-changes.js';
import { MOST_COMMIT_ROWS } from '../../../server/options.js';
import { ORDERS, withRelay } from '../../kit/fixture.js';

test('the pieces of a commit are one change of each widget, whatever its id, and are counted', () => {
  const pieces = [
    { orders: { up: [['a', 1]] as const }, other: { del: ['x'] } },
    { orders: { up: [['a', 2]] as const, del: ['b'] }, ['__proto__']: { up: [['p', 1]] as const } },
  ];
  const merged = new MergedChanges();
  for (const piece of pieces) merged.add(piece);
  assert.equal(merged.rows, 5);
  assert.deepEqual(Object.entries(merged.changes), [
    [
      'orders',
      {
        up: [
          ['a', 1],
          ['a', 2],
        ],
        del: ['b'],
      },
    ],
    ['other', { up: [], del: ['x'] }],
    ['__proto__', { up: [['p', 1]], del: [] }],
  ]);
  assert.deepEqual(Object.entries(mergeChanges(pieces)), Object.entries(merged.changes));
});

test('a commit of more rows than a relay has memory for is refused while its pieces come', () =>
  withRelay({}, async ({ producer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    const keys = new Array<string>(MOST_COMMIT_ROWS / 4).fill('');
    for (let i = 0; i < 4; i++)
      feed.send({ type: 'commit', seq: 1, time: 1, more: true, changes: { orders: { del: keys } } });
    feed.send({ type: 'commit', seq: 1, time: 1, more: true, changes: { orders: { del: ['one more'] } } });
    await feed.until(() => feed.closed !== undefined, 'the end of the link');
    assert.equal(feed.error?.code, 'bad_commit');
    assert.equal(feed.error?.message, 'a commit may have 8000000 rows and keys; send them in several commits');
  }));
