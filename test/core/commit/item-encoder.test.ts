import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ItemEncoder } from '../../../src/core/commit/item-encoder.js';

const items = fc.array(fc.tuple(fc.string({ maxLength: 8 }), fc.string({ unit: 'grapheme', maxLength: 60 })), {
  maxLength: 300,
});

test('pieces hold all items in their order, each as many as there is room for, and at least one', () =>
  fc.assert(
    fc.property(items, fc.integer({ min: 1, max: 5000 }), (list, room) => {
      const encoder = new ItemEncoder(list, Buffer.byteLength);
      const taken: unknown[] = [];
      while (!encoder.isDone) {
        const fitting = encoder.take(room);
        const { items, text, size } = fitting.items.length > 0 ? fitting : encoder.takeOne();
        assert.equal(text, JSON.stringify(items).slice(1, -1));
        assert.ok(size >= Buffer.byteLength(text) + 1);
        assert.ok(size <= room || items.length === 1, `${items.length} items of ${size} bytes`);
        taken.push(...items);
        const next = list[taken.length];
        const isFull = next === undefined || size + Buffer.byteLength(JSON.stringify(next)) + 1 > room;
        assert.ok(isFull, 'another item would have fitted');
      }
      assert.deepEqual(taken, list);
    }),
  ));

test('an empty list is done, and gives nothing', () => {
  const encoder = new ItemEncoder([], Buffer.byteLength);
  assert.equal(encoder.isDone, true);
  assert.deepEqual(encoder.take(100), { items: [], text: '', size: 0 });
});
