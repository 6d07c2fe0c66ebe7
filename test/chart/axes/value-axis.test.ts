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

  it('bears numbers of every size: the largest, their differences, and those that are nearly zero', () => {
    const max = Number.MAX_VALUE;
    const pairs = [
      [-1e308, 1e308],
      [-max, max],
      [0, max],
      [1e308, 1e308],
      [-1e308, -1e308],
      [max, max],
      [-1e308, 1e-320],
      [1e-320, 1e-320],
      [1e-320, 5e-320],
      [-5e-324, 0],
      [3e307, 5e307],
    ] as const;
    for (const [lowest, highest] of pairs) {
      for (const count of [2, 3, 4]) {
        const axis = new ValueAxis();
        axis.setRange(0, 100);
        axis.fit(lowest, highest, count, 0);
        const { top, factor, high, perUnit } = axis.projection;
        const what = `${lowest} … ${highest}`;
        for (const value of [lowest, highest, ...axis.ticks]) {
          const y = axis.y(value);
          assert.ok(y >= -1e-9 && y <= 100 + 1e-9, `${value} of ${what} is at ${y}`);
          assert.ok(Math.abs(top + (high - value * factor) * perUnit - y) < 1e-6, `${value} of ${what}`);
        }
        assert.ok(axis.ticks.length > 1 && axis.ticks.every(Number.isFinite), `ticks of ${what}: ${axis.ticks}`);
        if (highest / 2 - lowest / 2 > 1e300) assert.ok(axis.y(lowest) - axis.y(highest) > 25, what);
      }
    }
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
