import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Series } from '../../src/chart/series/series.js';
import { sparkline, thinned } from '../../src/chart/sparkline.js';

describe('a sparkline', () => {
  it('reaches from its own minimum to its own maximum, with some air', () => {
    const { line, area, end } = sparkline([10, 20], 100, 50);
    assert.equal(line, 'M0,44L100,6');
    assert.equal(area, 'M0,44L100,6L100,50L0,50Z');
    assert.equal(end, 12);
  });

  it('is a line in the middle for a constant, and nothing for nothing', () => {
    assert.equal(sparkline([7, 7], 100, 50).line, 'M0,25L100,25');
    assert.deepEqual(sparkline([], 100, 50), { line: '', area: '', end: undefined });
  });

  it('has a gap where a value is no number, and no end there', () => {
    const { line, end } = sparkline([1, 2, Number.NaN, 1, Number.POSITIVE_INFINITY], 100, 50);
    assert.equal(line.split('M').length - 1, 2);
    assert.equal(end, undefined);
  });

  it('is thinned where points are many, and keeps its extremes and its end', () => {
    const series = new Series();
    for (let i = 0; i < 900; i++) series.set(i * 1000, i, i === 450 ? 99 : Math.sin(i));
    const { times, values } = thinned(series, 0);
    assert.ok(values.length <= 201);
    assert.equal(Math.max(...values), 99);
    assert.deepEqual([times.at(-1), values.at(-1)], [899_000, Math.sin(899)]);
    assert.equal(thinned(series, 800).values.length, 100);
  });

  it('is broken where a chart is, by few points and by many, and nowhere else', () => {
    const lines = (count: number, outage: number) => {
      const series = new Series();
      for (let i = 0; i < count; i++) series.set(i * 1000 + (i < count / 2 ? 0 : outage), i, i % 7);
      const { times, values } = thinned(series, 0);
      return sparkline(values, 100, 40, times).line.split('M').length - 1;
    };
    for (const count of [20, 150, 800]) {
      assert.equal(lines(count, count * 500), 2, `${count} points`);
      assert.equal(lines(count, 0), 1, `${count} points`);
    }
    assert.equal(lines(2, 1e9), 1, 'two points have no usual distance');
    const bursts = new Series();
    for (let i = 0; i < 300; i++) bursts.set(Math.floor(i / 10) * 30_000 + i, i, i % 7);
    const { times, values } = thinned(bursts, 0);
    assert.equal(sparkline(values, 100, 40, times).line.split('M').length - 1, 1, 'bursts are no outages');
  });

  it('is spaced by time where there are times', () => {
    assert.equal(sparkline([1, 1, 1], 100, 50, [0, 75, 100]).line, 'M0,25L75,25L100,25');
  });

  it('reaches from the lowest to the highest number, however far they are apart or near', () => {
    const usual = sparkline([-1, 0, 1], 100, 20);
    assert.doesNotMatch(usual.line, /NaN|Infinity/);
    assert.deepEqual(sparkline([-1e308, 0, 1e308], 100, 20), usual);
    assert.deepEqual(sparkline([-5e-324, 0, 5e-324], 100, 20), usual);
  });
});
