import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ValueAxis } from '../../../src/chart/axes/value-axis.js';

describe('the domain of a vertical axis', () => {
  const domain = (axis: ValueAxis) => [axis.low, axis.high];

  function fitted(lowest: number, highest: number): number[] {
    const axis = new ValueAxis();
    axis.fit(lowest, highest, 4, 0);
    return domain(axis);
  }

  it('ends on round numbers, at zero if that is near', () => {
    assert.deepEqual(fitted(23, 251), [0, 300]);
    assert.deepEqual(fitted(171, 198), [170, 200]);
    assert.deepEqual(fitted(-40, -3), [-40, 0]);
  });

  it('has room around a constant', () => {
    assert.deepEqual(fitted(42, 42), [0, 80]);
    assert.deepEqual(fitted(0, 0), [0, 1]);
    assert.deepEqual(fitted(-8, -8), [-12, 0]);
  });

  it('grows at once and shrinks late', () => {
    const axis = new ValueAxis();
    axis.fit(0, 90, 4, 0);
    assert.deepEqual(domain(axis), [0, 100]);
    axis.fit(0, 190, 4, 10);
    assert.deepEqual(domain(axis), [0, 200]);
    axis.fit(0, 30, 4, 20);
    axis.fit(0, 30, 4, 3000);
    assert.deepEqual(domain(axis), [0, 200]);
    axis.fit(0, 30, 4, 3020);
    assert.deepEqual(domain(axis), [0, 30]);
  });

  it('does not shrink for what came back in time', () => {
    const axis = new ValueAxis();
    axis.fit(0, 190, 4, 0);
    axis.fit(0, 30, 4, 10);
    axis.fit(0, 190, 4, 2000);
    axis.fit(0, 30, 4, 3500);
    assert.deepEqual(domain(axis), [0, 200]);
  });

  it('stays where it is without data, and is fitted at once after a reset', () => {
    const axis = new ValueAxis();
    axis.fit(0, 190, 4, 0);
    axis.fit(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 4, 10);
    assert.deepEqual(domain(axis), [0, 200]);
    axis.reset();
    axis.fit(0, 30, 4, 20);
    assert.deepEqual(domain(axis), [0, 30]);
  });
});
