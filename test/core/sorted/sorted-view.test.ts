import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Collection } from '../../../src/core/collection.js';
import { compileFilter, type FilterTerm } from '../../../src/core/filter.js';
import { compareRows, type SortTerm } from '../../../src/core/order.js';
import { SortedView, type ViewOptions } from '../../../src/core/sorted/sorted-view.js';
import type { Column, KeyedRow, Value } from '../../../src/core/values.js';

const TYPES = ['any', 'boolean', 'datetime', 'integer', 'json', 'number', 'string'] as const;
const columns: Column[] = TYPES.map((type) => ({ name: type, type }));
const NUMBERS = [
  null,
  'NaN',
  'Infinity',
  '-Infinity',
  0,
  -0,
  -1,
  0.5,
  2,
  '9007199254740993',
  '9007199254740992',
  2 ** 53,
];
const TEXTS = [null, '', 'a', 'ab', 'abcdefgh', 'abcdefgi', 'B', 'ä', 'äb', '\u{1F600}', '\uffff', '123'];
const VALUES: Record<(typeof TYPES)[number], readonly Value[]> = {
  any: [...TEXTS, 1, -1, 2.5, true, false],
  boolean: [true, false, null],
  datetime: NUMBERS,
  integer: [...NUMBERS, '1'.padEnd(400, '0'), '-1'.padEnd(400, '0')],
  json: [...TEXTS, 1, [1], { a: 1 }, true],
  number: NUMBERS,
  string: TEXTS,
};

const row = (keys: number): fc.Arbitrary<KeyedRow> =>
  fc
    .tuple(fc.nat(keys), ...TYPES.map((type) => fc.constantFrom(...VALUES[type])))
    .map(([key, ...values]) => [`${key}`, ...values]);

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ up: fc.array(row(60), { maxLength: 20 }), del: fc.array(fc.nat(60).map(String)) }),
  },
  { weight: 3, arbitrary: fc.constant('read' as const) },
  { weight: 1, arbitrary: fc.record({ rows: fc.uniqueArray(row(60), { selector: ([key]) => key }) }) },
);

const options: fc.Arbitrary<ViewOptions> = fc.record({
  sort: fc.array(fc.tuple(fc.constantFrom(...TYPES), fc.constantFrom('asc' as const, 'desc' as const)), {
    maxLength: 3,
  }),
  filter: fc.constantFrom<FilterTerm[]>(
    [],
    [['number', '>', 0]],
    [
      ['string', 'contains', 'a'],
      ['boolean', 'not-empty'],
    ],
  ),
  newestFirst: fc.boolean(),
  maxRows: fc.constantFrom(undefined, 5),
});

/** What a view has to show, made anew. */
function expectedRows(
  collection: Collection,
  { sort = [], filter = [], newestFirst = false }: ViewOptions,
): KeyedRow[] {
  const rows = [...collection.rows()].filter(compileFilter(columns, filter));
  if (sort.length > 0) return rows.sort(compareRows(columns, sort));
  return newestFirst ? rows.reverse() : rows;
}

function check(view: SortedView, collection: Collection, asked: ViewOptions): void {
  const expected = expectedRows(collection, asked);
  const shown = expected.slice(0, asked.maxRows);
  assert.equal(view.matching, expected.length);
  assert.equal(view.total, shown.length);
  assert.deepEqual(view.window(0, 1_000), shown);
  assert.deepEqual(view.window(3, 4), shown.slice(3, 7));
  expected.forEach(([key], rank) => {
    assert.equal(view.rank(key), rank);
  });
  const ranked = new Set(expected.map(([key]) => key));
  for (let key = 0; key <= 61; key++) if (!ranked.has(`${key}`)) assert.equal(view.rank(`${key}`), undefined);
}

describe('a sorted view', () => {
  it('equals sorting and filtering everything anew, whatever comes and goes, and its ranks agree', () =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), options, (steps, asked) => {
        const collection = new Collection({ columns });
        const view = new SortedView(collection, asked);
        for (const one of steps) {
          if (one === 'read') check(view, collection, asked);
          else if ('rows' in one) collection.replace(one.rows);
          else collection.apply(one);
        }
        check(view, collection, asked);
      }),
      { numRuns: 150 },
    ));

  it('follows what changes while it is filled in steps', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(row(60), { selector: ([key]) => key, minLength: 10, maxLength: 61 }),
        fc.array(step, { maxLength: 8 }),
        options,
        (first, steps, asked) => {
          const collection = new Collection({ columns });
          collection.replace(first);
          const view = new SortedView(collection, asked);
          const filling = view.filling();
          let wasReset = false;
          for (const one of steps) {
            filling.next();
            if (one === 'read') continue;
            if ('rows' in one) collection.replace(one.rows);
            else collection.apply(one);
            wasReset ||= 'rows' in one;
          }
          for (const _ of filling);
          if (!wasReset) assert.ok(view.isFilled);
          check(view, collection, asked);
          collection.apply({ up: first.slice(0, 3), del: ['1', '2'] });
          check(view, collection, asked);
        },
      ),
      { numRuns: 150 },
    ));

  it('has no row that comes and goes while it is filled', () => {
    const collection = new Collection({ columns: [{ name: 'v', type: 'number' }] });
    collection.apply({ up: Array.from({ length: 9_000 }, (_, i): KeyedRow => [`k${i}`, i]) });
    const view = new SortedView(collection, { sort: [['v', 'desc']] });
    const filling = view.filling();
    filling.next();
    collection.upsert('new', 1e6);
    for (let i = 0; i < 3; i++) filling.next();
    collection.delete('new');
    for (const _ of filling);
    assert.deepEqual([view.window(0, 1), view.matching], [[['k8999', 8999]], 9_000]);
  });

  it('follows many changes in steps, others among them', () => {
    const collection = new Collection({ columns: [{ name: 'v', type: 'number' }] });
    collection.apply({ up: Array.from({ length: 9_000 }, (_, i): KeyedRow => [`k${i}`, i]) });
    const view = new SortedView(collection, { sort: [['v', 'desc']] });
    assert.equal(view.matching, 9_000);
    collection.apply({ up: Array.from({ length: 400 }, (_, i): KeyedRow => [`k${i}`, 1e6 + i]) });
    const following = view.following();
    following.next();
    assert.ok(view.pending > 0 && view.pending < 400);
    collection.apply({ up: [['k0', -1]], del: ['k399'] });
    for (const _ of following);
    assert.ok(view.pending < 3, 'what has come meanwhile is for the next time');
    for (const _ of view.following());
    assert.equal(view.pending, 0);
    assert.deepEqual([view.window(0, 1), view.window(8_998, 1)], [[['k398', 1e6 + 398]], [['k0', -1]]]);
    assert.equal(view.rank('k0'), 8_998);
  });

  it('of few rows that pass a filter follows what changes in all others, and does not look at each row again', () => {
    const collection = new Collection({ columns: [{ name: 'v', type: 'number' }] });
    collection.apply({ up: Array.from({ length: 20_000 }, (_, i): KeyedRow => [`k${i}`, i]) });
    const view = new SortedView(collection, { sort: [['v', 'desc']], filter: [['v', '>=', 19_990]] });
    assert.equal(view.matching, 10);
    collection.apply({ up: Array.from({ length: 2_000 }, (_, i): KeyedRow => [`k${i}`, i + 0.5]) });
    collection.apply({ up: [['k7', 30_000]], del: ['k19999'] });
    assert.ok(view.isFilled);
    const steps = [...view.following()];
    assert.ok(steps.length < 100, `${steps.length} steps`);
    assert.deepEqual(view.window(0, 2), [
      ['k7', 30_000],
      ['k19998', 19_998],
    ]);
    assert.equal(view.matching, 10);
  });

  it('equals a full sort with many rows, which are sorted by numbers first, in chunks that split and go', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const make = (key: number): KeyedRow => {
      const value = random(20) === 0 ? (VALUES.number[random(12)] as Value) : random(2) * random(3_000) - 500;
      const text = random(3) === 0 ? `common ${random(40)}` : `common prefix ${random(5_000)}`;
      return [`key ${key}`, null, null, null, random(3), { a: random(9) }, value, text];
    };
    for (const sort of [
      [['number', 'desc']],
      [['string', 'asc']],
      [
        ['json', 'desc'],
        ['string', 'desc'],
      ],
      [['integer', 'asc']],
    ] as SortTerm[][]) {
      const collection = new Collection({ columns });
      collection.replace(Array.from({ length: 6_000 }, (_, i) => make(i)));
      const view = new SortedView(collection, { sort });
      for (let turn = 0; turn < 12; turn++) {
        const all = expectedRows(collection, { sort });
        assert.deepEqual(view.window(0, 10_000), all);
        for (let i = 0; i < 50; i++) {
          const rank = random(all.length);
          assert.equal(view.rank((all[rank] as KeyedRow)[0]), rank);
          assert.deepEqual(view.window(rank, 3), all.slice(rank, rank + 3));
        }
        const from = random(6_000);
        collection.apply({
          del: turn % 3 === 2 ? Array.from({ length: 1_500 }, (_, i) => `key ${from + i}`) : [],
          up: Array.from({ length: turn % 4 === 3 ? 5_000 : 700 }, () => make(random(8_000))),
        });
      }
    }
  });
});
