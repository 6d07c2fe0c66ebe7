import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { filterInSlices, sortInSlices } from '../../server/slices.js';

test('sorting in slices gives what sorting gives, and keeps the order of equals', () =>
  fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 1, max: 50_000 }), async (length, step) => {
      const items = Array.from({ length }, (_, i) => ({ value: (i * step) % 997, i }));
      const compare = (a: { value: number }, b: { value: number }) => a.value - b.value;
      assert.deepEqual(await sortInSlices(items, compare), [...items].sort(compare));
    }),
    { numRuns: 20 },
  ));

test('work in slices gives way to what else there is to do', async () => {
  let turns = 0;
  const count = () => {
    turns++;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  const items = Array.from({ length: 100_000 }, (_, i) => i);
  assert.equal((await filterInSlices(items, (item) => item % 2 === 0)).length, 50_000);
  const after = turns;
  assert.ok(after > 5);
  await sortInSlices(items, (a, b) => b - a);
  assert.ok(turns > after + 20);
  clearImmediate(timer);
});
