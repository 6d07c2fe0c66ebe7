import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameLargeRecord, frameRecord } from '../../../server/state/records.js';

test('a large record is the same as a small one, and gives way while it is made', async () => {
  const payload = [Buffer.from('{'), Buffer.alloc(1024 * 1024, 'x'), Buffer.alloc(1024 * 1024, 'y')];
  let turns = 0;
  setImmediate(() => turns++);
  assert.deepEqual(await frameLargeRecord(payload), frameRecord(payload));
  assert.equal(turns, 1);
});
