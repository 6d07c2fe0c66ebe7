import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { copyRows } from '../../../server/cooperative/copy-rows.js';
import { SliceQueue, TimeSlices } from '../../../server/cooperative/time-slices.js';
import { Collection } from '../../../src/core/collection.js';
import type { KeyedRow } from '../../../src/core/values.js';

/** A queue whose turns come when the test gives them. */
class SteppedQueue extends SliceQueue {
  #waiting: (() => void) | undefined;

  override next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** Lets the work go on for a slice. */
  async step(): Promise<void> {
    this.#waiting?.();
    this.#waiting = undefined;
    await new Promise(setImmediate);
  }
}

const key = fc.integer({ min: 0, max: 150 }).map(String);
const commit = fc.record({
  up: fc.array(fc.tuple(key, fc.nat(3)) as fc.Arbitrary<KeyedRow>, { maxLength: 40 }),
  del: fc.array(key, { maxLength: 40 }),
  /** Whether everything is replaced. */
  resets: fc.integer({ min: 0, max: 5 }).map((one) => one === 0),
});

test('a copy has the rows of its moment, in their order, whatever is committed while it is made', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(commit, { maxLength: 4 }),
      fc.array(commit, { maxLength: 12 }),
      async (before, meanwhile) => {
        const collection = new Collection({ columns: [{ name: 'n', type: 'number' }] });
        collection.apply({ up: Array.from({ length: 120 }, (_, i): KeyedRow => [`${i}`, 0]) });
        for (const one of before) collection.apply(one);
        const queue = new SteppedQueue();
        // Every reading of the clock finds the slice over: a slice is 32 rows.
        const slices = new TimeSlices({ queue, now: () => Number.POSITIVE_INFINITY });
        const expected = [...collection.rows()];
        let copied: KeyedRow[] | undefined;
        const copying = copyRows(collection, slices).then((rows) => {
          copied = rows;
        });
        for (const one of meanwhile) {
          if (one.resets) collection.replace(one.up);
          else collection.apply(one);
          await queue.step();
        }
        while (copied === undefined) await queue.step();
        await copying;
        assert.deepEqual(copied, expected);
      },
    ),
    { numRuns: 200 },
  ));
