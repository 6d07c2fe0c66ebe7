import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deltaOf, deltaWords, parseDeltaBasis } from '../../../src/chart/series/delta.js';
import { Series } from '../../../src/chart/series/series.js';
import type { Column } from '../../../src/core/values.js';

const MINUTE = 60_000;
const START = new Date('2026-10-09T14:30:00').getTime();

/** One value a minute. */
function seriesOf(...values: number[]): Series {
  const series = new Series();
  values.forEach((value, i) => {
    series.set(START + i * MINUTE, i, value);
  });
  return series;
}

function words(series: Series, text: string, unit = '', column: Column = { name: 'value', type: 'number' }): string {
  const basis = parseDeltaBasis(text);
  const delta = deltaOf(series, basis);
  if (delta === undefined) return 'none';
  const { direction, amount, basis: against } = deltaWords(delta, basis, column, unit);
  return `${direction} ${amount} ${against}`;
}

describe('the change of a value', () => {
  it('is measured against the one before, the oldest, or the one that was newest then', () => {
    const series = seriesOf(100, 110, 120, 150);
    assert.equal(words(series, 'previous'), 'up +25.0% vs previous');
    assert.match(words(series, 'start'), /^up \+50\.0% since .*14:30:00$/);
    assert.equal(words(series, '2m'), 'up +36.4% vs 2 min before');
  });

  it('names the time it is measured against while the points do not go back far enough', () => {
    assert.match(words(seriesOf(100, 150), '5m'), /^up \+50\.0% since .*14:30:00$/);
  });

  it('is a share of money, rates and plain numbers, else a difference in the unit, of percentages in points', () => {
    const series = seriesOf(196, 184);
    assert.equal(words(series, 'previous', '$'), 'down −6.1% vs previous');
    assert.equal(words(series, 'previous', '/s'), 'down −6.1% vs previous');
    assert.equal(words(series, 'previous', 'ms'), 'down −12\u202fms vs previous');
    assert.equal(words(seriesOf(1.5, 2.31), 'previous', '%'), 'up +0.81 pt vs previous');
    const share: Column = { name: 'value', type: 'number', format: '.1%' };
    assert.equal(words(seriesOf(0.25, 0.2), 'previous', '', share), 'down −5.00 pt vs previous');
    assert.equal(
      words(seriesOf(60_000, 90_000), 'previous', '', { name: 'value', type: 'duration' }),
      'up +30 s vs previous',
    );
  });

  it('is a difference where a share would mean nothing', () => {
    assert.equal(words(seriesOf(0, 5), 'previous'), 'up +5 vs previous');
    assert.equal(words(seriesOf(-10, 5), 'previous'), 'up +15 vs previous');
    assert.equal(words(seriesOf(1e308, -1e308), 'previous', 'ms'), 'down −∞\u202fms vs previous');
  });

  it('is flat when it is zero, or too small to be read', () => {
    assert.equal(words(seriesOf(7, 7), 'previous'), 'flat 0.00% vs previous');
    assert.equal(words(seriesOf(1e9, 1e9 + 1), 'previous'), 'flat 0.00% vs previous');
  });

  it('is not there without two numbers, and passes over what is none', () => {
    assert.equal(words(seriesOf(), 'previous'), 'none');
    assert.equal(words(seriesOf(5), 'start'), 'none');
    assert.equal(words(seriesOf(5, Number.NaN), 'previous'), 'none');
    assert.equal(words(seriesOf(100, Number.NaN, 110), 'previous'), 'up +10.0% vs previous');
    assert.equal(words(seriesOf(Number.NaN, 100, 110), '5m').slice(0, 10), 'up +10.0% ');
  });

  it('says what it may be measured against', () => {
    for (const text of ['5', '0m', 'yesterday', '5 m']) {
      assert.throws(() => parseDeltaBasis(text), {
        message: `delta "${text}" is not known; it should be "previous", "start" or a time such as "5m"`,
      });
    }
  });
});
