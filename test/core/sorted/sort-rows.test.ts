import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compareKeys, compareRows, type SortKey, type SortTerm, sortKey } from '../../../src/core/order.js';
import { isExact, orderNumber } from '../../../src/core/sorted/order-number.js';
import { atOnce, sortRows } from '../../../src/core/sorted/sort-rows.js';
import type { Column, ColumnType, KeyedRow, Value } from '../../../src/core/values.js';

const TYPES: readonly ColumnType[] = ['any', 'boolean', 'datetime', 'integer', 'json', 'number', 'string'];
const number = fc.oneof(
  fc.constantFrom<Value>(0, -0, Number.NaN, Number.MAX_VALUE, -Number.MAX_VALUE, 2 ** 53, null),
  fc.constantFrom<Value>('Infinity', '-Infinity', 'NaN', '9007199254740993', '-9007199254740993', '7'.padEnd(400, '7')),
  fc.integer({ min: -3, max: 3 }),
  fc.double(),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
);
const ending = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.string({ unit: 'binary', maxLength: 9 }),
  fc.constantFrom('', '\0', '}', '~', '\x7f', '\u{1F600}', '\u{1F601}x', '\ud83d', '\uffff', 'ä', 'Bergen 1'),
  fc.nat(99_999).map((n) => n.toString(36)),
);
const text = fc
  .tuple(fc.constantFrom('', 'Bergen ', 'Zürich ', '\u{1F600}'.repeat(9), 'long '.repeat(99)), ending)
  .map(([start, end]) => start + end);
const value = fc.oneof(number, text, fc.constantFrom<Value>(true, false, null, [1], { a: 1 }, 'true'));
/** The values of a column: of one kind, or of several. */
const pool = fc.oneof(
  fc.array(number, { minLength: 1, maxLength: 60 }),
  fc.array(fc.integer(), { minLength: 1, maxLength: 2_000 }),
  fc.array(text, { minLength: 1, maxLength: 300 }),
  fc.array(value, { minLength: 1, maxLength: 60 }),
);

describe('sorting rows', () => {
  it('gives what sorting by compareRows gives, where many share a number or the first characters of a text', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(pool, fc.constantFrom(...TYPES), fc.constantFrom('asc' as const, 'desc' as const)), {
          minLength: 1,
          maxLength: 3,
        }),
        fc.uniqueArray(text, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1_000, max: 2_500 }),
        fc.integer(),
        (pools, keys, count, seed) => {
          let state = seed >>> 0;
          const pick = <T>(list: readonly T[]): T => {
            state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
            return list[Math.floor((state / 2 ** 32) * list.length)] as T;
          };
          const columns = pools.map(([, type], i): Column => ({ name: `${i}`, type }));
          const sort = pools.map(([, , direction], i): SortTerm => [`${i}`, direction]);
          const rows = Array.from({ length: count }, (_, i): KeyedRow => {
            return [`${pick(keys)}${(i * 7_919) % count}`, ...pools.map(([values]) => pick(values))];
          });
          const distinct = [...new Map(rows.map((row) => [row[0], row])).values()];
          const expected = distinct.toSorted(compareRows(columns, sort));
          const sorted = atOnce(sortRows(distinct, columns, sort));
          assert.deepEqual(sorted, expected);
        },
      ),
      { numRuns: 150 },
    ));

  it('sorts texts each of which goes on where another ends', () => {
    const columns: Column[] = [{ name: 'v', type: 'string' }];
    const rows = Array.from({ length: 1_500 }, (_, i): KeyedRow => [`${i}`, 'a'.repeat((i * 7) % 1_500)]);
    for (const direction of ['asc', 'desc'] as const) {
      const sort: SortTerm[] = [['v', direction]];
      assert.deepEqual(atOnce(sortRows(rows, columns, sort)), rows.toSorted(compareRows(columns, sort)));
    }
  });

  it('yields after each long text that it looks at, and after some thousand of short ones', () => {
    const columns: Column[] = [{ name: 'v', type: 'string' }];
    const stepsOf = (start: string) => {
      const rows = Array.from({ length: 3_000 }, (_, i): KeyedRow => [`${i}`, `${start}${(i * 7) % 3_000}`]);
      return [...sortRows(rows, columns, [['v', 'asc']])].length;
    };
    assert.ok(stepsOf('long '.repeat(1_000)) > 3_000);
    assert.ok(stepsOf('short ') < 100);
  });
});

describe('the number of a key', () => {
  const key = (type: ColumnType) => value.map((one): SortKey => sortKey(one, type));
  for (const type of TYPES) {
    it(`is never larger for one that comes before another, and exact for one alone: ${type}`, () =>
      fc.assert(
        fc.property(key(type), key(type), fc.constantFrom(1 as const, -1 as const), (a, b, sign) => {
          const isText = typeof a === 'string' && typeof b === 'string';
          const from = type !== 'any' || isText ? 0 : undefined;
          const [x, y] = [orderNumber(a, sign, from), orderNumber(b, sign, from)];
          const order = compareKeys(a, b, sign);
          if (x !== y) assert.equal(Math.sign(order), x < y ? -1 : 1);
          else if (isExact(x, from === 0 && (typeof a === 'string' || typeof b === 'string'))) assert.ok(order === 0);
        }),
        { numRuns: 2_000 },
      ));
  }
});
