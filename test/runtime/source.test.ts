import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Collection } from '../../src/core/collection.js';
import { LocalSource } from '../../src/runtime/source.js';

function cities(): Collection {
  const collection = new Collection({
    columns: [
      { name: 'name', type: 'string' },
      { name: 'total', type: 'number' },
    ],
  });
  collection.apply({
    up: [
      ['1', 'Oslo', 5],
      ['2', 'Rome', 9],
      ['3', 'Lima', 7],
    ],
  });
  return collection;
}

function names(source: LocalSource): unknown[] {
  return source.window(0, 10).map(([, name]) => name);
}

describe('a local source', () => {
  it('gives a window of the sorted rows', () => {
    const source = new LocalSource(cities(), { sort: [['total', 'desc']] }, () => {});
    assert.deepEqual(source.window(1, 1), [['3', 'Lima', 7]]);
    assert.equal(source.total, 3);
  });

  it('has followed a change when it notifies of it', () => {
    const collection = cities();
    const seen: unknown[][] = [];
    const source = new LocalSource(collection, { sort: [['name', 'asc']] }, () => seen.push(names(source)));
    collection.upsert('4', 'Bern', 1);
    assert.deepEqual(seen, [['Bern', 'Lima', 'Oslo', 'Rome']]);
  });

  it('knows where each row stands that is not cut', async () => {
    const source = new LocalSource(cities(), { sort: [['total', 'desc']], maxRows: 2 }, () => {});
    assert.deepEqual(
      ['2', '3', '1', 'none'].map((key) => source.indexOf(key)),
      [0, 1, undefined, undefined],
    );
    assert.equal(await source.find('3'), 1);
  });

  it('cuts what is left after filter and sort, and brings back what was cut', () => {
    const collection = cities();
    const source = new LocalSource(collection, { sort: [['total', 'desc']], maxRows: 2 }, () => {});
    assert.deepEqual(names(source), ['Rome', 'Lima']);
    assert.deepEqual([source.total, source.matching], [2, 3]);
    collection.delete('2');
    assert.deepEqual(names(source), ['Lima', 'Oslo']);
  });

  it('notifies of nothing after it was closed', () => {
    const collection = cities();
    const source = new LocalSource(collection, {}, () => assert.fail('notified'));
    source.close();
    collection.delete('1');
  });
});
