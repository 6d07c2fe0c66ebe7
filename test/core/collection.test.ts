import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Change, Collection, type RowChange } from '../../src/core/collection.js';
import { Retention, type RowLimit } from '../../src/core/retention.js';
import {
  changedSince,
  restoreCollection,
  saveCollection,
  type TracedCollection,
  tracedCollection,
} from '../../src/core/traced-collection.js';
import type { Column, KeyedRow } from '../../src/core/values.js';
import { resultOf } from '../kit/result-of.js';

const columns: Column[] = [
  { name: 'time', type: 'datetime' },
  { name: 'value', type: 'number' },
  { name: 'series', type: 'string' },
];

function rowsOf(collection: Collection): KeyedRow[] {
  return [...collection.rows()];
}

describe('a collection', () => {
  it('keeps rows in the order of their first appearance', () => {
    const collection = new Collection({ columns });
    collection.apply({
      up: [
        ['b', 1],
        ['a', 2],
      ],
    });
    collection.upsert('b', 3);
    assert.deepEqual(rowsOf(collection), [
      ['b', 3],
      ['a', 2],
    ]);
  });

  it('drops an upsert that changes nothing, also inside Json values', () => {
    const collection = new Collection({ columns });
    collection.upsert('a', { list: [1, null], __proto__: null });
    const position = collection.position;
    assert.equal(collection.apply({ up: [['a', { list: [1, null] }]] }), false);
    assert.equal(collection.position, position);
    assert.equal(collection.apply({ up: [['a', { list: [1, 0] }]] }), true);
  });

  it('ignores the delete of an unknown key', () => {
    const collection = new Collection({ columns });
    assert.equal(collection.apply({ del: ['nobody'] }), false);
  });

  it('applies all deletes of a commit before its upserts: a key in both goes and comes again, at the end', () => {
    const collection = tracedCollection({ columns });
    collection.apply({
      up: [
        ['a', 1],
        ['b', 2],
      ],
    });
    collection.apply({ up: [['a', 1]], del: ['a'] });
    assert.deepEqual(rowsOf(collection), [
      ['b', 2],
      ['a', 1],
    ]);
    assert.deepEqual(changedSince(collection, 1), { up: [['a', 1]], del: ['a'] });
  });

  it('notifies its listeners of every change, with the row before and after', () => {
    const collection = new Collection({ columns });
    const notified: RowChange[] = [];
    const unsubscribe = collection.subscribe((changes) => notified.push(...changes));
    collection.upsert('a', 1);
    collection.upsert('a', 2);
    collection.delete('a');
    unsubscribe();
    collection.upsert('a', 3);
    assert.deepEqual(notified, [
      { before: undefined, after: ['a', 1], ordinal: 1 },
      { before: ['a', 1], after: ['a', 2], ordinal: 1 },
      { before: ['a', 2], after: undefined, ordinal: 1 },
    ]);
  });

  it('forgets the oldest tombstones when there are too many, and says so by its floor', () => {
    const collection = tracedCollection({ columns });
    const keys = Array.from({ length: 10_003 }, (_, i) => `k${i}`);
    collection.apply({ up: keys.map((key): KeyedRow => [key, 1]) });
    for (const key of keys) collection.delete(key);
    assert.equal(collection.floor, 4);
    assert.equal(changedSince(collection, 4).del.length, 10_000);
  });

  it('forgets them while a commit is applied that deletes or trims many', () => {
    const most = (collection: TracedCollection, change: (look: () => void) => Change) => {
      let most = 0;
      const look = () => {
        most = Math.max(most, [...collection.history.tombstones].length);
      };
      collection.apply(change(look));
      return most;
    };
    /** Items that are looked at while they are applied, now and then. */
    const watched = <T>(items: readonly T[], look: () => void): readonly T[] => {
      const iterate = function* () {
        for (const [i, item] of items.entries()) {
          if (i % 5000 === 0) look();
          yield item;
        }
      };
      return Object.assign([], { [Symbol.iterator]: iterate });
    };
    const keys = Array.from({ length: 30_000 }, (_, i) => `k${i}`);
    const rows = keys.map((key): KeyedRow => [key, 1]);
    const log = tracedCollection({ columns, retention: new Retention({ by: 'arrival', rows: 10 }, columns) });
    assert.ok(most(log, (look) => ({ up: watched(rows, look) })) <= 10_000);
    assert.equal(log.size, 10);
    const table = tracedCollection({ columns });
    table.apply({ up: rows });
    assert.ok(most(table, (look) => ({ del: watched(keys, look) })) <= 10_000);
    assert.equal(table.size, 0);
  });

  it('keeps them until the end of a commit in which their keys may come again', () => {
    const table = tracedCollection({ columns });
    const keys = Array.from({ length: 30_000 }, (_, i) => `k${i}`);
    table.apply({ up: keys.map((key): KeyedRow => [key, 1]) });
    table.apply({ del: keys, up: keys.map((key): KeyedRow => [key, 2]) });
    assert.equal(table.floor, 0);
    assert.equal(table.size, 30_000);
  });

  it('forgets tombstones that are ten minutes old', () => {
    const collection = tracedCollection({ columns });
    collection.apply(
      {
        up: [
          ['a', 1],
          ['b', 1],
        ],
      },
      1,
      0,
    );
    collection.apply({ del: ['a'] }, 2, 1_000);
    collection.apply({ up: [['b', 2]] }, 3, 601_001);
    assert.equal(collection.floor, 2);
  });

  it('replaces everything at once for a first load', () => {
    const collection = new Collection({ columns });
    collection.upsert('old', 1);
    let resets = 0;
    collection.subscribe((_, reset) => (resets += Number(reset)));
    collection.replace([['new', 2]], 40);
    assert.deepEqual(rowsOf(collection), [['new', 2]]);
    assert.equal(collection.position, 40);
    assert.equal(resets, 1);
  });

  it('knows after saving and restoring, through JSON, what it knew before', () => {
    const collection = tracedCollection({ columns });
    collection.apply({
      up: [
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ],
    });
    collection.apply({ del: ['a', 'b'] });
    collection.apply({
      up: [
        ['c', 4],
        ['a', 5],
      ],
    });
    const restored = tracedCollection({ columns });
    restoreCollection(restored, JSON.parse(JSON.stringify(resultOf(saveCollection(collection)))));
    for (const position of [0, 1, 2, 3]) {
      assert.deepEqual(changedSince(restored, position), changedSince(collection, position));
    }
    restored.upsert('d', 6);
    assert.deepEqual(
      rowsOf(restored).map(([key]) => key),
      ['c', 'a', 'd'],
    );
  });
});

describe('a row limit', () => {
  const limited = (limit: RowLimit) => tracedCollection({ columns, retention: new Retention(limit, columns) });

  it('keeps the newest rows by arrival, and a change does not renew a row', () => {
    const log = limited({ by: 'arrival', rows: 2 });
    log.upsert('a', 1);
    log.upsert('b', 2);
    log.upsert('a', 9);
    log.upsert('c', 3);
    assert.deepEqual(rowsOf(log), [
      ['b', 2],
      ['c', 3],
    ]);
    assert.deepEqual(changedSince(log, 3), { up: [['c', 3]], del: ['a'] });
  });

  it('keeps the latest times per series', () => {
    const metric = limited({ by: 'time', rows: 2, time: 'time', series: 'series' });
    metric.apply({
      up: [
        ['a', 30, 1, 'x'],
        ['b', 10, 1, 'x'],
        ['c', 5, 1, 'y'],
        ['d', 20, 1, 'x'],
      ],
    });
    assert.deepEqual(
      rowsOf(metric).map(([key]) => key),
      ['a', 'c', 'd'],
    );
  });

  it('does not take in a point older than all it keeps', () => {
    const metric = limited({ by: 'time', rows: 2, time: 'time' });
    metric.apply({
      up: [
        ['a', 10, 1],
        ['b', 20, 1],
      ],
    });
    assert.equal(metric.apply({ up: [['late', 9, 1]] }), false);
  });

  it('lets the one that came first leave when times are equal', () => {
    const metric = limited({ by: 'time', rows: 2, time: 'time' });
    metric.apply({
      up: [
        ['a', 10, 1],
        ['b', 10, 1],
        ['c', 10, 1],
      ],
    });
    assert.deepEqual(
      rowsOf(metric).map(([key]) => key),
      ['b', 'c'],
    );
  });

  it('lets a point leave for one that moves into its series', () => {
    const metric = limited({ by: 'time', rows: 1, time: 'time', series: 'series' });
    metric.apply({
      up: [
        ['a', 10, 1, 'x'],
        ['b', 20, 1, 'y'],
      ],
    });
    metric.upsert('b', 20, 1, 'x');
    assert.deepEqual(rowsOf(metric), [['b', 20, 1, 'x']]);
  });

  it('counts a row that changes once, at its newest time', () => {
    const metric = limited({ by: 'time', rows: 3, time: 'time' });
    metric.apply({
      up: [
        ['a', 10, 1],
        ['b', 20, 1],
      ],
    });
    metric.upsert('a', 10, 2);
    metric.upsert('a', 30, 3);
    metric.upsert('c', 25, 1);
    assert.deepEqual(
      rowsOf(metric).map(([key]) => key),
      ['a', 'b', 'c'],
    );
    metric.upsert('d', 40, 1);
    assert.deepEqual(
      rowsOf(metric).map(([key]) => key),
      ['a', 'c', 'd'],
    );
  });
});

describe('what changed after any position', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const change = fc.record({
    up: fc.array(fc.tuple(key, fc.integer({ min: 0, max: 2 })) as fc.Arbitrary<KeyedRow>, { maxLength: 4 }),
    del: fc.array(key, { maxLength: 3 }),
  });
  const limit = fc.constantFrom(
    undefined,
    { by: 'arrival' as const, rows: 3 },
    { by: 'time' as const, rows: 3, time: 'time' },
  );

  it('brings a viewer of that position to the same rows in the same order', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), fc.array(fc.nat(39)), limit, (commits, viewersJoinAt, limit) => {
        const relay = tracedCollection({ columns, retention: limit && new Retention(limit, columns) });
        const viewers: Collection[] = [];
        const positions: number[] = [];
        commits.forEach((commit, i) => {
          relay.apply(commit);
          if (viewersJoinAt.includes(i)) {
            const viewer = new Collection({ columns });
            viewer.replace(relay.rows(), Math.max(1, relay.position));
            viewers.push(viewer);
            positions.push(relay.position);
          }
        });
        viewers.forEach((viewer, i) => {
          const joined = positions[i] as number;
          if (joined === 0) viewer.replace(changedSince(relay, 0).up);
          else viewer.apply(changedSince(relay, joined), relay.position + 1);
          assert.deepEqual(rowsOf(viewer), rowsOf(relay));
        });
      }),
      { numRuns: 500 },
    );
  });

  it('equals a plain Map to which the same is done', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (commits) => {
        const collection = new Collection({ columns });
        const oracle = new Map<string, KeyedRow>();
        for (const commit of commits) {
          for (const key of commit.del) oracle.delete(key);
          for (const row of commit.up) oracle.set(row[0], row);
          collection.apply(commit);
        }
        assert.deepEqual(rowsOf(collection), [...oracle.values()]);
      }),
    );
  });
});
