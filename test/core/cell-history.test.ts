import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CellHistory } from '../../src/core/cell-history.js';

describe('the recent values of a column', () => {
  const added = (key: string, value: number) => ({ before: undefined, after: [key, value] as const, ordinal: 1 });

  it('are those of the cells that changed last, when there are too many', () => {
    const history = new CellHistory(1);
    history.record([added('old', 1), added('kept', 2)], 0);
    history.record([{ before: ['kept', 2], after: ['kept', 3], ordinal: 2 }], 1_000);
    history.record(
      Array.from({ length: 49_999 }, (_, i) => added(`${i}`, i)),
      2_000,
    );
    assert.deepEqual(history.values('old'), []);
    assert.deepEqual(history.values('kept'), [2, 3]);
    assert.deepEqual(history.values('49998'), [49_998]);
  });

  it('go on from values that were recorded elsewhere', () => {
    const history = new CellHistory(1);
    history.record([added('a', 7)], 100);
    history.fill('a', [1, null, 2]);
    history.record([{ before: ['a', 2], after: ['a', 3], ordinal: 1 }], 200);
    assert.deepEqual(history.values('a'), [1, Number.NaN, 2, 3]);
    history.fill(
      'b',
      Array.from({ length: 100 }, (_, i) => i),
    );
    assert.deepEqual([history.values('b').length, history.values('b').at(-1)], [60, 99]);
  });

  it('are one a second, the newest', () => {
    const history = new CellHistory(1);
    history.record([added('a', 1)], 100);
    history.record([{ before: ['a', 1], after: ['a', 2], ordinal: 1 }], 900);
    history.record([{ before: ['a', 2], after: ['a', 'NaN'], ordinal: 1 }], 1_000);
    assert.deepEqual(history.values('a'), [2, Number.NaN]);
  });
});
