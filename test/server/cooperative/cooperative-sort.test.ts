import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { filterInSlices, sortInSlices } from '../../../server/cooperative/cooperative-sort.js';
import { inSlices } from '../../../server/cooperative/time-slices.js';
import { compareRows, type SortTerm } from '../../../src/core/order.js';
import { mergeSort } from '../../../src/core/sorted/merge-sort.js';
import type { Column, ColumnType, KeyedRow, Value } from '../../../src/core/values.js';
import { FakeClock } from '../fake-clock.js';

/** Makes a value that takes so many milliseconds of a clock to become text, and counts how often it does. */
function slowValue(text: string, clock: FakeClock, milliseconds: number, made: { count: number }): Value {
  const toJSON = () => {
    clock.time += milliseconds;
    made.count++;
    return text;
  };
  return { toJSON } as unknown as Value;
}

async function sortedIndexes(length: number, compare: (a: number, b: number) => number, { slices }: FakeClock) {
  const items = Uint32Array.from({ length }, (_, i) => i);
  await inSlices(mergeSort({ items, scratch: new Uint32Array(length), from: 0, to: length }, compare), slices);
  return items;
}

const TYPES: readonly ColumnType[] = ['any', 'boolean', 'datetime', 'integer', 'json', 'number', 'string'];
const anyValue = fc.oneof(
  fc.constantFrom<Value>(null, true, false, 0, 1, -0.5, 1e300, 'NaN', 'Infinity', '-Infinity', '', 'a', 'B', [2], {}),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.maxSafeInteger(),
);

describe('sorting in slices', () => {
  it('gives what sorting by compareRows gives, for values of any type', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(anyValue, anyValue), { maxLength: 300 }),
        fc.array(fc.constantFrom(...TYPES), { minLength: 2, maxLength: 2 }),
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'nope'), fc.constantFrom('asc', 'desc')), { maxLength: 3 }),
        async (values, [a = 'any', b = 'any'], terms) => {
          const columns: Column[] = [
            { name: 'a', type: a },
            { name: 'b', type: b },
          ];
          const sort = terms as SortTerm[];
          const rows = values.map(([one, other], i): KeyedRow => [`${(i * 7) % 300}`, one, other]);
          const { slices } = new FakeClock();
          assert.deepEqual(await sortInSlices(rows, columns, sort, slices), rows.toSorted(compareRows(columns, sort)));
        },
      ),
      { numRuns: 200 },
    ));

  it('sorts any number of items, and keeps the order of equals', async () => {
    for (const length of [0, 1, 2, 3, 1000, 4097]) {
      const values = Array.from({ length }, (_, i) => (i * 7919) % 97);
      const compare = (a: number, b: number) => (values[a] as number) - (values[b] as number);
      const sorted = await sortedIndexes(length, compare, new FakeClock());
      assert.deepEqual(
        [...sorted],
        values.map((_, i) => i).sort((a, b) => compare(a, b) || a - b),
      );
    }
  });

  it('converts each row for comparing once, and gives way in time however long that takes', async () => {
    const clock = new FakeClock();
    const made = { count: 0 };
    const rows = Array.from({ length: 500 }, (_, i): KeyedRow => {
      return [`${i}`, slowValue(`${(i * 7919) % 499}`, clock, 4, made)];
    });
    const sorted = await sortInSlices(rows, [{ name: 'v', type: 'json' }], [['v', 'asc']], clock.slices);
    assert.equal(sorted.length, 500);
    assert.equal(made.count, 500);
    assert.ok(clock.longest <= 20, `a slice took ${clock.longest} ms`);
  });

  it('gives way in time when each comparison takes long', async () => {
    const clock = new FakeClock();
    const compare = (a: number, b: number) => {
      clock.time += 0.2;
      return b - a;
    };
    await sortedIndexes(3000, compare, clock);
    assert.ok(clock.longest <= 20, `a slice took ${clock.longest} ms`);
    assert.ok(clock.turns > 100);
  });

  it('ends at its next turn when it is aborted', async () => {
    const clock = new FakeClock();
    const made = { count: 0 };
    const rows = Array.from({ length: 500 }, (_, i): KeyedRow => [`${i}`, slowValue(`${i}`, clock, 4, made)]);
    const sorting = sortInSlices(rows, [{ name: 'v', type: 'json' }], [['v', 'asc']], clock.slices);
    clock.controller.abort();
    await assert.rejects(sorting, { name: 'AbortError' });
    assert.ok(made.count < 20, `${made.count} keys were made`);
  });
});

describe('filtering in slices', () => {
  it('gives what filtering gives, and gives way in time however long a row takes', async () => {
    const clock = new FakeClock();
    const test = (item: number) => {
      clock.time += 5;
      return item % 2 === 0;
    };
    const items = Array.from({ length: 300 }, (_, i) => i);
    const found = await filterInSlices(items, test, clock.slices);
    assert.deepEqual(
      found,
      items.filter((item) => item % 2 === 0),
    );
    assert.ok(clock.longest <= 20, `a slice took ${clock.longest} ms`);
  });
});
