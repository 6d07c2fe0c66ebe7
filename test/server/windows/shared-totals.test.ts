import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { SliceQueue, TimeSlices } from '../../../server/cooperative/time-slices.js';
import { SharedTotals } from '../../../server/windows/shared-totals.js';
import { Collection } from '../../../src/core/collection.js';
import type { KeyedRow } from '../../../src/core/values.js';
import { Random } from '../../kit/random.js';

const SIZE = 30_000;
const random = new Random(7);
const rows = (count: number): KeyedRow[] =>
  Array.from({ length: count }, (): KeyedRow => [`k${random.int(0, SIZE)}`, random.int(-5, 50)]);

for (const isReplaced of [false, true]) {
  test(`totals are exact whatever changes while rows are counted${isReplaced ? ', be it all of them' : ''}`, async () => {
    const collection = new Collection({ columns: [{ name: 'total', type: 'number' }] });
    collection.apply({ up: rows(SIZE) });
    let error: unknown;
    const totals = new SharedTotals({
      collection,
      filter: [['total', '>=', 0]],
      terms: [
        ['total', 'sum'],
        ['total', 'count'],
        ['total', 'max'],
      ],
      slices: (signal) => new TimeSlices({ queue: new SliceQueue(), signal, length: 1 }),
      whenReady: (reason) => (error = reason),
      onClose: () => undefined,
    });
    for (let turn = 0; turn < 40; turn++) {
      const up = rows(turn < 10 ? 2_000 : 50);
      const changed = new Set(up.map(([key]) => key));
      const del = rows(20).flatMap(([key]) => (changed.has(key) ? [] : [key]));
      if (isReplaced && turn === 8) collection.replace(rows(SIZE));
      else collection.apply({ up, del });
      await setImmediate();
    }
    assert.equal(totals.isReady, false, 'all of that came while rows were counted');
    while (!totals.isReady) await setImmediate();
    for (let i = 0; i < 3; i++) {
      const values = [...collection.rows()].map(([, value]) => value as number).filter((value) => value >= 0);
      const sum = values.reduce((total, value) => total + value, 0);
      assert.deepEqual(totals.values, [sum, values.length, Math.max(...values)]);
      collection.apply({ up: rows(10) });
    }
    assert.equal(error, undefined);
    totals.close();
  });
}
