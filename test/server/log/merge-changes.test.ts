import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MergedChanges, mergeChanges } from '../../../server/log/merge-changes.js';

test('the pieces of a commit are one change of each widget, whatever its id, and are counted', () => {
  const pieces = [
    { orders: { up: [['a', 1]] as const }, other: { del: ['x'] } },
    { orders: { up: [['a', 2]] as const, del: ['b'] }, ['__proto__']: { up: [['p', 1]] as const } },
  ];
  const merged = new MergedChanges();
  for (const piece of pieces) merged.add(piece);
  assert.equal(merged.rows, 5);
  assert.deepEqual(Object.entries(merged.changes), [
    [
      'orders',
      {
        up: [
          ['a', 1],
          ['a', 2],
        ],
        del: ['b'],
      },
    ],
    ['other', { up: [], del: ['x'] }],
    ['__proto__', { up: [['p', 1]], del: [] }],
  ]);
  assert.deepEqual(Object.entries(mergeChanges(pieces)), Object.entries(merged.changes));
});
