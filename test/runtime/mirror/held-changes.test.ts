import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HeldChanges } from '../../../src/runtime/mirror/held-changes.js';

describe('held changes', () => {
  for (const [what, whole] of [
    ['', undefined],
    [', also after another first load', [['old', 0]]],
  ] as const) {
    it(`keep nothing of keys that came and went during the pause${what}`, () => {
      const held = new HeldChanges((key) => key === 'old', whole);
      for (let i = 0; i < 1000; i++) held.add({ up: [[`k${i}`, i]], del: [i < 3 ? 'old' : `k${i - 3}`] });
      assert.ok(held.size <= 4, `${held.size} keys are held`);
      assert.deepEqual(held.change.up, [
        ['k997', 997],
        ['k998', 998],
        ['k999', 999],
      ]);
      assert.deepEqual(held.change.del, whole === undefined ? ['old'] : []);
      assert.equal(held.count, 2000);
    });
  }
});
