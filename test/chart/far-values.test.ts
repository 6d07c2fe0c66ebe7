import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TimeScale } from '../../src/chart/axes/time-axis.js';
import { rangeOf } from '../../src/chart/axes/time-range.js';
import { ValueAxis } from '../../src/chart/axes/value-axis.js';
import { arcPath, limitMarks, shareOf, zonePaths } from '../../src/chart/gauge-arc.js';
import { ChartLayout } from '../../src/chart/layout.js';
import { deltaOf, deltaWords } from '../../src/chart/series/delta.js';
import { Series } from '../../src/chart/series/series.js';
import { sparkline, thinned } from '../../src/chart/sparkline.js';
import type { ColumnType } from '../../src/core/values.js';
import { backOff } from '../../src/runtime/link/back-off.js';
import { formatNumber, formatValue } from '../../src/text/format.js';
import { formatAge, formatClock, formatDuration, formatInstant } from '../../src/text/format-time.js';
import { lineText } from '../../src/text/line-text.js';
import { compact, tickLabels } from '../../src/text/number-labels.js';
import { boundaryPassed, type Thresholds } from '../../src/text/thresholds.js';

const NOW = Date.UTC(2026, 0, 5);
const SIZES = [
  0,
  5e-324,
  1e-300,
  1e-9,
  1,
  86_400_000,
  NOW,
  8.64e15,
  8.64e15 + 2,
  1e16,
  1e17,
  1.76e18,
  1e21,
  1e27,
  1e300,
];
const FAR = [...SIZES, 1e308, Number.MAX_VALUE, Number.POSITIVE_INFINITY].flatMap((size) => [size, -size]);
const FINITE = FAR.filter(Number.isFinite);
/** Each of them with each, and with its neighbours, that a sum would round to it. */
const PAIRS = FINITE.flatMap((a) => [
  ...FINITE.map((b) => [a, b] as const),
  [a, Math.min(Number.MAX_VALUE, a + Math.abs(a) * 2.3e-16)] as const,
]);
const CLOCKS = ['local', 'written'] as const;
const TIME_SCALES = CLOCKS.map((clock) => new TimeScale(clock));
/** Characters; a number with every digit has more than 300, but only if its format asks for that. */
const LONGEST = 40;

function assertShort(text: string, what: unknown): void {
  assert.ok(
    text.length > 0 && text.length <= LONGEST,
    `${JSON.stringify(what)} is ${text.length} characters: ${text.slice(0, 80)}`,
  );
}

describe('numbers and times that are far out of range', () => {
  it('are texts, and short ones', () => {
    for (const value of FAR) {
      assertShort(formatNumber(value), value);
      assertShort(compact(value), value);
      assertShort(compact(value, '$.1%'), value);
      assertShort(lineText(value, [value], 1, { name: 'value', type: 'number' }), value);
      for (const type of ['any', 'number', 'integer', 'datetime', 'duration'] satisfies ColumnType[]) {
        for (const unit of ['ms', 'ns']) assertShort(formatValue(value, { type, unit }), [value, type, unit]);
        assertShort(formatValue(value, { type, zone: 'UTC' }), [value, type]);
      }
      for (const text of [formatInstant(value), formatInstant(value, { isUtc: false }), formatClock(value)])
        assertShort(text, value);
      for (const text of [formatDuration(value), formatAge(value)]) assertShort(text, value);
      for (const scale of TIME_SCALES) for (const step of FINITE) assertShort(scale.label(value, step), [value, step]);
    }
  });

  it('that are no time are shown as they are', () => {
    const texts = [1.76e18, -1.76e18, 8.64e15 + 2, 1e300, Number.NaN].map((time) => formatInstant(time));
    assert.deepEqual(texts, ['1760000000000000000', '−1760000000000000000', '8640000000000002', '1e+300', '–']);
    assert.equal(formatClock(1e17), '100000000000000000');
    assert.equal(new TimeScale('written').label(1e16, 1000), '10000000000000000');
    assert.equal(formatValue(`${'9'.repeat(40)}`, { type: 'datetime', unit: 'ns' }), '1e+34');
    assert.equal(rangeOf({ first: 0, last: 1e17 }), undefined);
  });

  it('have every digit while that can be read', () => {
    assert.equal(formatNumber(1e20), '100,000,000,000,000,000,000');
    assert.equal(formatNumber(-1.5e300), '−1.5e+300');
    assert.equal(formatNumber(5e-324), '4.941e-324');
    assert.equal(formatValue('9'.repeat(60_000), { type: 'integer' }), '9.999e+59999');
    assert.equal(compact(1e300), '1e+300');
  });

  it('are formatted plainly by a specifier that asks for more room than a text has', () => {
    for (const format of ['0999999999,d', '999999999', '>0101,.2f', ',.999999999f', '$0999999999999999999%'])
      for (const value of FAR) assert.ok(formatNumber(value, format).length < 500, format);
    assert.equal(formatNumber(1234.5, '0999999999,d'), '1,234.50');
    assert.equal(formatNumber(1234.5, '012,.1f'), '00,001,234.5');
  });

  it('have a bounded number of ticks, in order, within what is shown', () => {
    for (const [from, to] of PAIRS) {
      for (const least of [1, 1e3, (to - from) / 10, (to - from) / 1e9, ...SIZES]) {
        for (const scale of TIME_SCALES) {
          const { length } = scale.ticks(from, to, least);
          assert.ok(length <= 500, `${from} … ${to}, ${least}: ${length}`);
        }
      }
    }
  });

  it('have an axis with labels', () => {
    for (const [lowest, highest] of PAIRS) {
      const axis = new ValueAxis();
      for (const count of [2, 3, 4]) axis.fit(lowest, highest, count, 0);
      assert.ok(axis.ticks.length <= 20);
      assert.ok(Number.isFinite(1 / (axis.high - axis.low)) && axis.high > axis.low, `${lowest} … ${highest}`);
      for (const label of tickLabels(axis.ticks)) assertShort(label, [lowest, highest]);
      tickLabels(axis.ticks, '$.1%');
    }
  });

  it('have a chart, with or without a span', () => {
    const sheet = { width: 800, height: 200, ratio: 1, measure: (text: string) => 7 * text.length };
    for (const [first, last] of PAIRS) {
      if (first > last) continue;
      for (const clock of [...CLOCKS, undefined]) {
        for (const span of [undefined, 300_000]) {
          const series = new Series();
          series.set(first, 0, last);
          series.set(last, 1, first);
          const layout = new ChartLayout();
          layout.update(
            {
              lines: [{ name: '', slot: 0, series }],
              extent: { first, last },
              ...{ clock, span, zoom: undefined, motion: 'runs', unit: '', format: undefined, isDuration: false },
            },
            sheet,
            NOW,
          );
          const { from, perPixel } = layout.window;
          assert.ok(Number.isFinite(from) && perPixel > 0 && perPixel < Number.POSITIVE_INFINITY, `${first} … ${last}`);
          for (const { label } of layout.xTicks) assertShort(label, [first, last]);
          assert.ok(layout.xTicks.length <= 100);
        }
      }
    }
  });

  it('have a sparkline, a change and a place on a gauge', () => {
    for (const [a, b] of PAIRS) {
      const low = Math.min(a, b);
      const high = Math.max(a, b);
      assert.doesNotMatch(sparkline([a, b, a], 100, 40).line, /NaN|Infinity/, `${a}, ${b}`);
      assert.doesNotMatch(sparkline([1, 2, 3], 100, 40, [low, low, high]).line, /NaN|Infinity/, `${a}, ${b}`);
      const series = new Series();
      for (let i = 0; i < 250; i++) series.set(i % 2 === 0 ? low : high, i, i);
      const few = thinned(series, 0);
      assert.ok(few.values.length <= 201);
      sparkline(few.values, 100, 40, few.times);
      series.set(high, 250, a);
      for (const basis of ['previous', 'start', { ago: 300_000 }] as const) {
        const delta = deltaOf(series, basis);
        if (delta === undefined) continue;
        for (const unit of ['', '%', 'ms', '$']) {
          const words = deltaWords(delta, basis, { name: 'value', type: 'number' }, unit);
          assertShort(words.amount, [a, b]);
          assertShort(words.basis, [a, b]);
        }
      }
      const thresholds: Thresholds = [
        [low, 'warn'],
        [high, 'bad'],
      ];
      boundaryPassed(a, thresholds);
      if (!(low < high)) continue;
      for (const value of FAR) {
        const share = shareOf(value, low, high);
        assert.ok(share >= 0 && share <= 1, `${value} of ${low} … ${high}`);
        assert.doesNotMatch(arcPath(0, share), /NaN/);
      }
      assert.doesNotMatch(
        JSON.stringify([zonePaths(thresholds, low, high), limitMarks(thresholds, low, high, String)]),
        /NaN/,
      );
    }
  });

  it('do not make a timer go off at once', () => {
    for (const retryAfter of [1e12, 1e300, Number.POSITIVE_INFINITY]) assert.equal(backOff(1, retryAfter), 2 ** 31 - 1);
  });
});
