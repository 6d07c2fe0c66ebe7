import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_COMMIT_ROWS } from '../../../server/options.js';
import { ORDERS, withRelay } from '../../kit/fixture.js';

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
