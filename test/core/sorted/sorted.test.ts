import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Collection } from '../../../src/core/collection.js';
import { compileFilter, type FilterTerm } from '../../../src/core/filter.js';
import { compareRows, type SortTerm } from '../../../src/core/order.js';
import { SortedView } from '../../../src/core/sorted/sorted-view.js';
import { SortedList } from '../../../src/core/sorted-list.js';
import type { Column, KeyedRow, Value } from '../../../src/core/values.js';

function sorted(type: Column['type'], direction: 'asc' | 'desc', values: readonly Value[]): Value[] {
  const rows = values.map((value, i): KeyedRow => [String(i), value]);
  return rows.sort(compareRows([{ name: 'v', type }], [['v', direction]])).map((row) => row[1] as Value);
}

describe('the order of values', () => {
  it('compares decimal strings with numbers exactly', () => {
    const values = ['9007199254740993', 9007199254740991, '-9007199254740993', '9007199254740992', 0.5];
    assert.deepEqual(sorted('integer', 'asc', values), [
      '-9007199254740993',
      0.5,
      9007199254740991,
      '9007199254740992',
      '9007199254740993',
    ]);
  });

  it('puts null and NaN last in both directions, infinities at the ends', () => {
    const values = [null, 'Infinity', 1, 'NaN', '-Infinity'];
    assert.deepEqual(sorted('number', 'asc', values), ['-Infinity', 1, 'Infinity', null, 'NaN']);
    assert.deepEqual(sorted('number', 'desc', values), ['Infinity', 1, '-Infinity', null, 'NaN']);
  });

  it('puts false before true, numbers before booleans before text where any may come', () => {
    assert.deepEqual(sorted('boolean', 'asc', [true, null, false]), [false, true, null]);
    assert.deepEqual(sorted('any', 'asc', ['b', true, 10, 9, 'a', false]), [9, 10, false, true, 'a', 'b']);
  });

  it('compares text by code units, Json by its compact text', () => {
    assert.deepEqual(sorted('string', 'asc', ['b', 'B', 'ä', 'a']), ['B', 'a', 'b', 'ä']);
    assert.deepEqual(sorted('json', 'asc', [{ b: 1 }, [2], { a: 1 }]), [[2], { a: 1 }, { b: 1 }]);
  });

  it('breaks ties by key, ascending in both directions', () => {
    const compare = compareRows([{ name: 'v', type: 'number' }], [['v', 'desc']]);
    const rows: KeyedRow[] = [
      ['b', 1],
      ['a', 1],
      ['c', 2],
    ];
    assert.deepEqual(
      rows.sort(compare).map(([key]) => key),
      ['c', 'a', 'b'],
    );
  });
});

describe('a filter', () => {
  const columns: Column[] = [
    { name: 'region', type: 'string' },
    { name: 'total', type: 'number' },
  ];
  const rows: KeyedRow[] = [
    ['1', 'EU west', 10],
    ['2', 'us', 'NaN'],
    ['3', '', 30],
    ['4', null, '9007199254740993'],
  ];
  const keys = (...filter: FilterTerm[]) =>
    rows
      .filter(compileFilter(columns, filter))
      .map(([key]) => key)
      .join('');

  it('finds text whatever its case', () => assert.equal(keys(['region', 'contains', 'eu']), '1'));
  it('compares numbers as numbers', () => assert.equal(keys(['total', '>', 10]), '34'));
  it('finds one of a list', () => {
    assert.equal(keys(['total', 'in', [10, '9007199254740993', null]]), '14');
    assert.equal(keys(['region', 'in', ['us', 'uk']]), '2');
  });
  it('matches missing values by != and empty alone', () => {
    assert.equal(keys(['total', '!=', 10]), '234');
    assert.equal(keys(['total', '<', 1e18]), '134');
    assert.equal(keys(['region', 'empty']), '34');
    assert.equal(keys(['region', 'not-empty']), '12');
  });
  it('finds numbers of a list however each is written', () => {
    const column: Column[] = [{ name: 'n', type: 'integer' }];
    const among = (list: Value, value: Value) => compileFilter(column, [['n', 'in', list]])(['k', value]);
    assert.equal(among([5, '9007199254740993'], '5'), true);
    assert.equal(among(['5', '9007199254740993'], 5), true);
    assert.equal(among([1e21], '1000000000000000000000'), true);
    assert.equal(among(['9007199254740993'], 9007199254740992), false);
    assert.equal(among(['Infinity', 'NaN'], 'Infinity'), true);
    assert.equal(among(['Infinity', 'NaN'], null), false);
  });
  it('takes for one of a list what equals one of it, in columns of any type', () => {
    const values: Value[] = [1, '1', true, 'true', 'x', null];
    for (const type of ['any', 'boolean', 'string', 'json'] as const) {
      for (const value of values) {
        const found = (operator: 'in' | '=', operand: Value) =>
          values.filter((one) => compileFilter([{ name: 'v', type }], [['v', operator, operand]])(['k', one]));
        assert.deepEqual(found('in', [value]), found('=', value), `${type} ${JSON.stringify(value)}`);
      }
    }
  });
  it('makes the text of a value once, however many terms look at it', () => {
    let made = 0;
    const toJSON = () => `made ${++made}`;
    const matches = compileFilter(
      [{ name: 'v', type: 'json' }],
      Array.from(
        { length: 16 },
        (_, i): FilterTerm => ['v', i % 2 === 0 ? 'contains' : '!=', i % 2 === 0 ? 'MADE' : 'x'],
      ),
    );
    assert.equal(matches(['k', { toJSON } as unknown as Value]), true);
    assert.ok(made <= 2, `it was made ${made} times`);
  });
  it('wants all of its terms', () =>
    assert.equal(keys(['total', '>=', 10], ['region', '!=', 'us'], ['total', '<=', 30]), '13'));
  it('finds nothing in a column that does not exist', () => assert.equal(keys(['nope', '=', 1]), ''));
});

describe('a sorted list', () => {
  const compare = (a: number, b: number) => a - b;

  /** Takes all of a list, in its order. */
  function drained(list: SortedList<number>): number[] {
    const items: number[] = [];
    for (let item = list.first; item !== undefined; item = list.first) {
      items.push(item);
      assert.equal(list.remove(item), true);
    }
    assert.equal(list.length, 0);
    return items;
  }

  it('equals a sorted array after any inserts and removes', () => {
    const step = fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 3000 }));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(3000), { maxLength: 2000 }),
        fc.array(step, { maxLength: 500 }),
        (start, steps) => {
          const list = new SortedList<number>({ compare });
          const oracle = new Set(start);
          for (const item of start) list.add(item);
          for (const [add, item] of steps) {
            if (!add) assert.equal(list.remove(item), oracle.delete(item));
            else if (!oracle.has(item)) {
              list.add(item);
              oracle.add(item);
            }
          }
          assert.equal(list.length, oracle.size);
          assert.deepEqual(drained(list), [...oracle].sort(compare));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('grows by chunks from nothing', () => {
    const list = new SortedList<number>({ compare });
    for (let i = 0; i < 5000; i++) list.add((i * 7919) % 5000);
    assert.deepEqual(
      drained(list),
      Array.from({ length: 5000 }, (_, i) => i),
    );
  });
});

describe('a sorted view', () => {
  const columns: Column[] = [{ name: 'n', type: 'number' }];

  it('shows an event log newest first', () => {
    const log = new Collection({ columns });
    const view = new SortedView(log, { newestFirst: true });
    for (const key of ['a', 'b', 'c']) log.upsert(key, 1);
    assert.deepEqual(
      view.window(0, 2).map(([key]) => key),
      ['c', 'b'],
    );
  });

  it('brings a row outside the first rows back when others leave', () => {
    const collection = new Collection({ columns });
    const view = new SortedView(collection, { sort: [['n', 'desc']], maxRows: 2 });
    collection.apply({
      up: [
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ],
    });
    assert.equal(view.total, 2);
    assert.equal(view.matching, 3);
    assert.deepEqual(
      view.window(0, 9).map(([key]) => key),
      ['c', 'b'],
    );
    collection.delete('b');
    assert.deepEqual(
      view.window(0, 9).map(([key]) => key),
      ['c', 'a'],
    );
  });

  it('equals sorting and filtering everything anew, however many commits have come since it was looked at', () => {
    const key = fc.integer({ min: 0, max: 30 }).map(String);
    const value = fc.constantFrom<Value>(0, 1, 2, 3, null, 'NaN');
    const change = fc.record({
      up: fc.array(fc.tuple(key, value) as fc.Arbitrary<KeyedRow>, { maxLength: 6 }),
      del: fc.array(key, { maxLength: 4 }),
    });
    const sort = fc.constantFrom<SortTerm[]>([], [['n', 'asc']], [['n', 'desc']]);
    const filter = fc.constantFrom<FilterTerm[]>([], [['n', '!=', 1]]);
    fc.assert(
      fc.property(
        fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 20 }),
        sort,
        filter,
        (looks, sort, filter) => {
          const collection = new Collection({ columns });
          const view = new SortedView(collection, { sort, filter });
          for (const commits of looks) {
            for (const commit of commits) collection.apply(commit);
            const expected = [...collection.rows()].filter(compileFilter(columns, filter));
            if (sort.length > 0) expected.sort(compareRows(columns, sort));
            assert.deepEqual(view.window(0, 100), expected);
          }
        },
      ),
    );
  });

  it('stops following when closed', () => {
    const collection = new Collection({ columns });
    const view = new SortedView(collection);
    view.close();
    collection.upsert('a', 1);
    assert.equal(view.total, 0);
  });
});
