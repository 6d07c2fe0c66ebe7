import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Series } from '../../src/chart/series/series.js';
import { sparkline, thinned } from '../../src/chart/sparkline.js';
import { lineText } from '../../src/text/line-text.js';
import { quantity, quantityText } from '../../src/text/quantity.js';

describe('a number with its unit', () => {
  it('has a currency before it and any other unit after it', () => {
    assert.deepEqual(quantity('486,213', '$'), { minus: '', before: '$', digits: '486,213', after: '' });
    assert.deepEqual(quantity('184', 'ms'), { minus: '', before: '', digits: '184', after: 'ms' });
    assert.deepEqual(
      [quantityText('2', '%'), quantityText('412', '/s'), quantityText('184', 'ms'), quantityText('5')],
      ['2%', '412/s', '184\u202fms', '5'],
    );
  });

  it('has its minus before the currency, and no sign twice', () => {
    assert.equal(quantityText('−54', '€'), '−€54');
    assert.equal(quantityText('$54.00', '$'), '$54.00');
  });
});

describe('a value of a line', () => {
  const column = { name: 'value', type: 'number' } as const;

  it('has as many decimals as the axis tells apart, none if all are whole', () => {
    const values = [245, 152.71];
    assert.deepEqual(
      values.map((value) => lineText(value, values, 10, column)),
      ['245.0', '152.7'],
    );
    assert.equal(lineText(245, [245, 23], 10, column), '245');
    assert.equal(lineText(Number.NaN, [Number.NaN], 10, column), '–');
  });

  it('is formatted as its column says', () => {
    assert.equal(lineText(0.5, [0.5], 1, { ...column, format: '.0%' }), '50%');
    assert.equal(lineText(90_000, [90_000], 1, { name: 'value', type: 'duration' }), '1 min 30 s');
  });
});

describe('a sparkline', () => {
  it('reaches from its own minimum to its own maximum, with some air', () => {
    const { line, area, last } = sparkline([10, 20], 100, 50);
    assert.equal(line, 'M0,44L100,6');
    assert.equal(area, 'M0,44L100,6L100,50L0,50Z');
    assert.equal(last, 'M100 6h0');
  });

  it('is a line in the middle for a constant, and nothing for nothing', () => {
    assert.equal(sparkline([7, 7], 100, 50).line, 'M0,25L100,25');
    assert.deepEqual(sparkline([], 100, 50), { line: '', area: '', last: '' });
  });

  it('has a gap where a value is no number, and no end there', () => {
    const { line, last } = sparkline([1, 2, Number.NaN, 1, Number.POSITIVE_INFINITY], 100, 50);
    assert.equal(line.split('M').length - 1, 2);
    assert.equal(last, '');
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

  it('is spaced by time where there are times', () => {
    assert.equal(sparkline([1, 1, 1], 100, 50, [0, 75, 100]).line, 'M0,25L75,25L100,25');
  });
});
