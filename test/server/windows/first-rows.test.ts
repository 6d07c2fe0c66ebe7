import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SliceQueue } from '../../../server/cooperative/time-slices.js';
import { SharedView } from '../../../server/windows/shared-view.js';
import { TotalsBudget } from '../../../server/windows/totals-budget.js';
import { Collection } from '../../../src/core/collection.js';
import { compareRows, type SortTerm } from '../../../src/core/order.js';
import type { KeyedRow } from '../../../src/core/values.js';
import { Random } from '../../kit/random.js';

const columns = [
  { name: 'region', type: 'string' },
  { name: 'total', type: 'number' },
] as const;
const SIZE = 60_000;
const random = new Random(1);

const made = (of: (i: number) => readonly [string, number]) => {
  const collection = new Collection({ columns });
  collection.apply({ up: Array.from({ length: SIZE }, (_, i): KeyedRow => [`k${i}`, ...of(i)]) });
  return collection;
};
const open = (collection: Collection, sort: SortTerm[], filter: SharedView['order']['filter'] = []) =>
  new SharedView({
    collection,
    order: { sort, filter, newestFirst: false },
    queue: new SliceQueue(),
    budget: new TotalsBudget(),
  });
const ready = (view: SharedView) =>
  new Promise<void>((resolve, reject) => view.whenReady((error) => (error ? reject(error) : resolve())));
const part = { limit: 20, maxRows: 1e9, recentOf: undefined, totals: undefined, hist: '' };

const KINDS: Record<string, (i: number) => readonly [string, number]> = {
  'numbers that all differ': (i) => [`region ${i % 9}`, (i * 7919) % SIZE],
  'a number that all rows share': (i) => [`region ${i % 9}`, 1],
  'rows in order already': (i) => [`region ${i}`, i],
  'rows that come in periods': (i) => [`region ${i % 14}`, i % 14],
};

for (const [kind, of] of Object.entries(KINDS)) {
  for (const direction of ['asc', 'desc'] as const) {
    test(`the first rows are there while all are being sorted: ${kind}, ${direction}`, async () => {
      const collection = made(of);
      const sort: SortTerm[] = [['total', direction]];
      const view = open(collection, sort);
      const check = (offset: number) => {
        const { rows, facts } = view.content({ ...part, offset });
        const sorted = [...collection.rows()].sort(compareRows(columns, sort));
        assert.deepEqual(rows, sorted.slice(offset, offset + 20));
        assert.deepEqual([facts.total, facts.matching], [collection.size, collection.size]);
      };
      await ready(view);
      assert.equal(view.isMaking, true);
      assert.equal(view.prepareFirst(1_000), true);
      assert.equal(view.prepareFirst(SIZE), false, 'others are not there yet');
      check(0);
      check(900);
      collection.apply({
        up: Array.from({ length: 300 }, (_, i): KeyedRow => [`k${i * 3}`, 'changed', random.int(-2, SIZE)]),
        del: view.content({ ...part, offset: 5 }).rows.map(([key]) => key),
      });
      assert.equal(view.prepareFirst(1_000), true);
      check(0);
      while (!view.prepare()) await ready(view);
      check(0);
      check(SIZE / 2);
      view.close();
    });
  }
}

test('first rows that have become too few, or were replaced, wait for all', async () => {
  const collection = made((i) => ['', i]);
  const view = open(collection, [['total', 'asc']]);
  await ready(view);
  collection.apply({ up: Array.from({ length: SIZE / 2 }, (_, i): KeyedRow => [`k${i}`, '', SIZE + i]) });
  assert.equal(view.prepareFirst(20), false);
  while (!view.prepare()) await ready(view);
  assert.equal(view.content({ ...part, offset: 0 }).rows[0]?.[0], `k${SIZE / 2}`);
  view.close();
});

test('rows that pass a filter are counted first', async () => {
  const view = open(
    made((i) => ['', i]),
    [['total', 'asc']],
    [['total', '>=', SIZE - 5]],
  );
  await ready(view);
  assert.equal(view.isMaking, false);
  assert.equal(view.matching, 5);
  view.close();
});

test('a view to which changes come faster than it can follow them is late, and is shown', async () => {
  const collection = made((i) => ['', i]);
  const view = open(collection, [['total', 'asc']]);
  while (!view.prepare()) await ready(view);
  let shown = 0;
  for (let turn = 0; turn < 200 && shown < 3; turn++) {
    const up = Array.from({ length: 5_000 }, (): KeyedRow => [`k${random.int(0, SIZE)}`, '', random.int(0, SIZE)]);
    collection.apply({ up });
    if (view.prepare()) {
      shown++;
      const { rows } = view.content({ ...part, offset: 0 });
      assert.deepEqual(rows, [...collection.rows()].sort(compareRows(columns, view.order.sort)).slice(0, 20));
    } else await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(shown, 3);
  view.close();
});
