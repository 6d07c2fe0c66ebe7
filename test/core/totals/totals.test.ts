import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Collection } from '../../../src/core/collection.js';
import type { TotalTerm } from '../../../src/core/messages.js';
import { Totals } from '../../../src/core/totals/totals.js';
import type { Column, KeyedRow, Value } from '../../../src/core/values.js';

const columns: Column[] = [{ name: 'n', type: 'number' }];
const TERMS: TotalTerm[] = (['sum', 'avg', 'min', 'max', 'count'] as const).map((of) => ['n', of]);

describe('totals', () => {
  it('equal those of all rows, whatever came and went', () => {
    const value = fc.oneof(fc.constantFrom<Value>(null, 'NaN', '9007199254740993'), fc.integer({ min: -9, max: 9 }));
    const change = fc.record({
      up: fc.array(fc.tuple(fc.nat(20).map(String), value) as fc.Arbitrary<KeyedRow>),
      del: fc.array(fc.nat(20).map(String)),
    });
    fc.assert(
      fc.property(fc.array(change), (commits) => {
        const collection = new Collection({ columns });
        const totals = new Totals(columns, TERMS, ([key]) => key !== '7');
        collection.subscribe((changes) => totals.follow(changes));
        for (const commit of commits) collection.apply(commit);
        const numbers = [...collection.rows()]
          .filter(([key, n]) => key !== '7' && n !== null && n !== 'NaN')
          .map(([, n]) => BigInt(n as string | number));
        const sum = numbers.reduce((a, b) => a + b, 0n);
        const sorted = numbers.toSorted((a, b) => (a < b ? -1 : 1));
        const [total, avg, least, most, count] = totals.values;
        assert.equal(count, numbers.length);
        if (numbers.length === 0) return assert.deepEqual([total, avg, least, most], [null, null, null, null]);
        assert.deepEqual([total, least, most].map(String), [sum, sorted[0], sorted.at(-1)].map(String));
        assert.equal(avg, Number(sum) / numbers.length);
      }),
    );
  });

  it('do not drift: what a large number hid is there when it has gone', () => {
    const totals = new Totals(columns, TERMS, () => true);
    for (const row of [
      ['a', 0.1],
      ['b', 1e300],
      ['c', 0.2],
      ['d', 'Infinity'],
    ] as KeyedRow[])
      totals.add(row);
    assert.equal(totals.values[0], 'Infinity');
    totals.remove(['d', 'Infinity']);
    totals.remove(['b', 1e300]);
    assert.equal(totals.values[0], 0.1 + 0.2);
    totals.remove(['a', 0.1]);
    totals.remove(['c', 0.2]);
    assert.deepEqual(totals.values, [null, null, null, null, 0]);
  });
});
