import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mergeSorted } from '../../../src/core/sorted/merge-sorted.js';

describe('changes that are merged into a sorted list', () => {
  const byNumber = (a: number, b: number) => a - b;

  it('give the list that sorting everything would, whatever comes and goes', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 60 });
    fc.assert(
      fc.property(numbers, numbers, numbers, (all, outs, ins) => {
        const list = all.toSorted(byNumber);
        const leaving = outs.filter((one) => all.includes(one));
        const staying = list.filter((one) => !leaving.includes(one));
        const arriving = ins.filter((one) => !staying.includes(one));
        const merged = mergeSorted(list, leaving, arriving, byNumber);
        assert.deepEqual(merged, [...staying, ...arriving].sort(byNumber));
      }),
    );
  });

  it('cost a few comparisons each in a long list, not one for every item', () => {
    const list = Array.from({ length: 100_000 }, (_, i) => 2 * i);
    let comparisons = 0;
    const counting = (a: number, b: number) => {
      comparisons++;
      return a - b;
    };
    const merged = mergeSorted(list, [100, 50_000, 150_000], [7, 99_999, 180_001], counting);
    assert.equal(merged.length, list.length);
    assert.ok(comparisons < 300, `${comparisons} comparisons`);
  });
});
