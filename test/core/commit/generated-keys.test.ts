import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GeneratedKeys } from '../../../src/core/commit/generated-keys.js';

test('generated keys have the form of docs/protocol.md, and order as texts as they were made', () => {
  const keys = new GeneratedKeys(1_700_000_000_000);
  const made = Array.from({ length: 40 }, () => keys.next());
  for (const key of made) assert.match(key, /^loyw3v28-[0-9a-z]{8}$/);
  assert.deepEqual(made.toSorted(), made);
});
