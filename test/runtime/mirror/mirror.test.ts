import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RowsMessage } from '../../../src/core/messages.js';
import { changedSince, tracedCollection } from '../../../src/core/traced-collection.js';
import type { Column, KeyedRow } from '../../../src/core/values.js';
import { Mirror } from '../../../src/runtime/mirror/mirror.js';

const columns: Column[] = [{ name: 'total', type: 'number' }];

function rows(from: number, to: number, up: KeyedRow[], more: Partial<RowsMessage> = {}): RowsMessage {
  return { type: 'rows', widget: 'orders', from, to, up, ...more };
}

function subscribed(mirror: Mirror, from = 0, mode: 'full' | 'window' | 'waiting' = 'full'): void {
  mirror.subscribed({ type: 'subscribed', widget: 'orders', mode, from });
}

function loaded(...up: KeyedRow[]): Mirror {
  const mirror = new Mirror('orders');
  subscribed(mirror);
  mirror.rows(rows(0, 7, up));
  mirror.step(7, columns);
  return mirror;
}

function shown(mirror: Mirror): KeyedRow[] | undefined {
  return mirror.collection && [...mirror.collection.rows()];
}

describe('a mirror', () => {
  it('shows nothing of a step before the sync that ends it', () => {
    const mirror = loaded(['eu', 1]);
    mirror.rows(rows(7, 8, [['us', 2]]));
    assert.deepEqual(shown(mirror), [['eu', 1]]);
    mirror.step(8, columns);
    assert.deepEqual(shown(mirror), [
      ['eu', 1],
      ['us', 2],
    ]);
  });

  it('waits for the last piece of a first load, however many steps of others go by', () => {
    const mirror = new Mirror('orders');
    subscribed(mirror);
    mirror.rows(rows(0, 7, [['eu', 1]], { more: true }));
    assert.equal(mirror.step(8, columns), undefined);
    assert.equal(mirror.collection, undefined);
    mirror.rows(rows(0, 7, [['us', 2]]));
    mirror.rows(rows(7, 9, [['eu', 3]]));
    mirror.step(9, columns);
    assert.deepEqual(shown(mirror), [
      ['eu', 3],
      ['us', 2],
    ]);
  });

  it('keeps its picture until a new first load replaces it, rows that went included', () => {
    const mirror = loaded(['eu', 1], ['us', 2]);
    mirror.detach();
    subscribed(mirror);
    mirror.step(20, columns);
    assert.deepEqual(shown(mirror), [
      ['eu', 1],
      ['us', 2],
    ]);
    mirror.rows(rows(0, 21, [['us', 5]]));
    mirror.step(21, columns);
    assert.deepEqual(shown(mirror), [['us', 5]]);
  });

  it('has an empty collection after an empty first load', () => {
    assert.deepEqual(shown(loaded()), []);
  });

  it('resumes after the last sync, and not after another epoch', () => {
    const mirror = loaded(['eu', 1]);
    mirror.step(12, columns);
    assert.equal(mirror.after, 12);
    mirror.forgetPosition();
    assert.equal(mirror.after, undefined);
    assert.deepEqual(shown(mirror), [['eu', 1]]);
  });

  it('has no position to resume after while its first load is under way', () => {
    const mirror = loaded(['eu', 1]);
    subscribed(mirror);
    mirror.step(12, columns);
    assert.equal(mirror.after, undefined);
  });

  it('drops the frames of a step that a lost link has cut off', () => {
    const mirror = loaded(['eu', 1]);
    mirror.rows(rows(7, 8, [['eu', 2]]));
    mirror.detach();
    subscribed(mirror, 7);
    mirror.step(9, columns);
    assert.deepEqual(shown(mirror), [['eu', 1]]);
  });

  it('ignores frames that belong to an older subscription', () => {
    const mirror = loaded(['eu', 1]);
    mirror.detach();
    mirror.rows(rows(7, 8, [['eu', 2]]));
    subscribed(mirror, 8);
    mirror.step(9, columns);
    assert.deepEqual(shown(mirror), [['eu', 1]]);
  });

  it('starts a new collection when the columns are others', () => {
    const mirror = loaded(['eu', 1]);
    const before = mirror.collection;
    subscribed(mirror);
    mirror.rows(rows(0, 8, [['eu', 'text']]));
    mirror.step(8, [{ name: 'note', type: 'string' }]);
    assert.notEqual(mirror.collection, before);
    assert.deepEqual(mirror.collection?.columns, [{ name: 'note', type: 'string' }]);
  });

  it('says whether a step touched it, and by how many rows', () => {
    const mirror = loaded(['eu', 1]);
    assert.equal(mirror.step(8, columns), undefined);
    mirror.rows(rows(8, 9, [['us', 2]], { del: ['eu'] }));
    assert.equal(mirror.step(9, columns), 2);
  });

  it('keeps what it has while a widget waits to be declared again or is only to be seen through windows', () => {
    const mirror = loaded(['eu', 1]);
    subscribed(mirror, 0, 'waiting');
    mirror.step(9, columns);
    subscribed(mirror, 0, 'window');
    mirror.step(10, columns);
    assert.deepEqual(shown(mirror), [['eu', 1]]);
    assert.equal(mirror.mode, 'window');
  });

  it('forgets its rows when the config has it no longer, and keeps those of another epoch', () => {
    const mirror = loaded(['eu', 1]);
    mirror.declared(undefined);
    assert.equal(mirror.collection, undefined);
    const kept = loaded(['eu', 1]);
    kept.detach();
    kept.forgetPosition();
    kept.declared(undefined);
    assert.deepEqual(shown(kept), [['eu', 1]]);
  });

  it('describes its rows as the newest config does, if they are rows of those columns', () => {
    const mirror = loaded(['eu', 1]);
    const { collection } = mirror;
    const described: Column[] = [{ name: 'total', type: 'number', label: 'Total', format: '$,.2f', unit: '€' }];
    mirror.declared(described);
    assert.equal(mirror.collection?.columns, described);
    const exact: Column[] = [{ name: 'total', type: 'duration', unit: 'ns' }];
    mirror.declared(exact);
    assert.equal(mirror.collection?.columns, described);
    assert.deepEqual(shown(mirror), [['eu', 1]]);
    subscribed(mirror);
    mirror.rows(rows(0, 8, [['us', 2]]));
    mirror.step(8, columns);
    assert.equal(mirror.collection, collection, 'the same collection, for the same kind of rows');
    subscribed(mirror);
    mirror.rows(rows(0, 9, [['us', '5']]));
    mirror.step(9, exact);
    assert.equal(mirror.collection?.columns, exact);
    mirror.declared([{ name: 'total', type: 'duration' }]);
    assert.equal(mirror.collection?.columns, exact, 'the unit of a time says what its values are');
  });

  it('holds back what changes while it is paused, counts it, and shows it in one step', () => {
    const mirror = loaded(['eu', 1], ['us', 2]);
    const steps: unknown[] = [];
    mirror.collection?.subscribe((changes, reset) => steps.push(reset || changes.length));
    mirror.pause();
    mirror.rows(rows(7, 8, [['eu', 3]], { del: ['us'] }));
    mirror.step(8, columns);
    mirror.rows(rows(8, 9, [['us', 4]]));
    assert.equal(mirror.step(9, columns), 1);
    assert.deepEqual(
      [shown(mirror), mirror.waiting, mirror.isPaused],
      [
        [
          ['eu', 1],
          ['us', 2],
        ],
        3,
        true,
      ],
    );
    assert.equal(mirror.after, 9);
    mirror.resume(columns);
    assert.deepEqual(
      [shown(mirror), mirror.waiting, mirror.isPaused],
      [
        [
          ['eu', 3],
          ['us', 4],
        ],
        0,
        false,
      ],
    );
    assert.equal(steps.length, 1);
  });

  it('shows a first picture though it is paused, and keeps it when another first load comes', () => {
    const mirror = new Mirror('orders');
    mirror.pause();
    subscribed(mirror);
    mirror.rows(rows(0, 7, [['eu', 1]]));
    mirror.step(7, columns);
    assert.deepEqual(shown(mirror), [['eu', 1]]);
    mirror.forgetPosition();
    subscribed(mirror);
    mirror.rows(rows(0, 3, [['asia', 2]]));
    mirror.step(3, columns);
    assert.deepEqual(shown(mirror), [['eu', 1]]);
    mirror.resume(columns);
    assert.deepEqual(shown(mirror), [['asia', 2]]);
  });

  it('is shown whole while it is paused, though it comes through windows meanwhile, and so the other way round', () => {
    const mirror = loaded(['eu', 1]);
    mirror.pause();
    subscribed(mirror, 0, 'window');
    assert.deepEqual([mirror.mode, shown(mirror)], ['full', [['eu', 1]]]);
    mirror.resume(columns);
    assert.equal(mirror.mode, 'window');
    const large = new Mirror('orders');
    subscribed(large, 0, 'window');
    large.pause();
    subscribed(large);
    large.rows(rows(0, 8, [['us', 2]]));
    large.step(8, columns);
    assert.deepEqual([large.mode, large.collection], ['window', undefined]);
    large.resume(columns);
    assert.deepEqual([large.mode, shown(large)], ['full', [['us', 2]]]);
  });

  it('is shown as it comes while it is paused and nothing of it has been shown', () => {
    const mirror = new Mirror('orders');
    mirror.pause();
    subscribed(mirror, 0, 'waiting');
    subscribed(mirror, 0, 'window');
    assert.equal(mirror.mode, 'window');
    subscribed(mirror);
    assert.equal(mirror.mode, 'window');
    mirror.forget();
    subscribed(mirror);
    assert.equal(mirror.mode, 'full');
  });

  it('has the rows of the relay, in its order, whatever happened and however often it was brought forward', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const commit = fc.record({
      del: fc.array(key, { maxLength: 3 }),
      up: fc.array(fc.tuple(key, fc.integer({ min: 0, max: 9 })), { maxLength: 4 }),
      isStep: fc.boolean(),
      isReloaded: fc.boolean(),
      pause: fc.constantFrom('begins', 'ends', 'stays'),
    });
    fc.assert(
      fc.property(fc.array(commit, { maxLength: 40 }), (commits) => {
        const relay = tracedCollection({ columns });
        const mirror = new Mirror('orders');
        let at = 0;
        let position = 0;
        subscribed(mirror);
        mirror.rows(rows(0, 0, []));
        mirror.step(0, columns);
        for (const { del, up, isStep, isReloaded, pause } of commits) {
          if (pause === 'begins') mirror.pause();
          if (pause === 'ends') mirror.resume(columns);
          const before = shown(mirror);
          relay.apply({ del, up }, ++position);
          if (!isStep) continue;
          if (isReloaded) subscribed(mirror);
          const since = changedSince(relay, isReloaded ? 0 : at);
          mirror.rows(rows(at, position, since.up, { del: since.del }));
          at = position;
          mirror.step(position, columns);
          assert.deepEqual(shown(mirror), mirror.isPaused ? before : [...relay.rows()]);
        }
        mirror.resume(columns);
        if (position === at) assert.deepEqual(shown(mirror), [...relay.rows()]);
      }),
    );
  });
});
