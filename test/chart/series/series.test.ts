import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PixelColumns } from '../../../src/chart/series/pixel-columns.js';
import { Series } from '../../../src/chart/series/series.js';
import { SeriesMap } from '../../../src/chart/series/series-map.js';
import { Collection } from '../../../src/core/collection.js';

function seriesOf(points: readonly (readonly [time: number, value: number])[]): Series {
  const series = new Series();
  points.forEach(([time, value], ordinal) => {
    series.set(time, ordinal, value);
  });
  return series;
}

const pointsOf = (series: Series) => Array.from(series.times, (time, i) => [time, series.values[i]]);

describe('the points of a line', () => {
  it('are in order of time, those of one time in order of first appearance', () => {
    const series = seriesOf([
      [30, 1],
      [10, 2],
      [20, 3],
      [10, 4],
    ]);
    assert.deepEqual(pointsOf(series), [
      [10, 2],
      [10, 4],
      [20, 3],
      [30, 1],
    ]);
    assert.deepEqual([series.firstTime, series.lastTime, series.indexAt(20), series.indexAt(31)], [10, 30, 2, 4]);
  });

  it('are none in the beginning', () => {
    const series = new Series();
    assert.deepEqual(
      [series.length, series.firstTime, series.lastTime, series.indexAt(0)],
      [0, Number.NaN, Number.NaN, 0],
    );
  });

  it('are what a sorted list of points would be, whatever is set and removed', () => {
    const change = fc.record({
      time: fc.integer({ min: 0, max: 40 }),
      ordinal: fc.integer({ min: 0, max: 300 }),
      value: fc.double(),
      isRemoval: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 400 }), (changes) => {
        const series = new Series();
        const oracle = new Map<string, { time: number; ordinal: number; value: number }>();
        for (const { time, ordinal, value, isRemoval } of changes) {
          if (isRemoval) {
            series.remove(time, ordinal);
            oracle.delete(`${time} ${ordinal}`);
          } else {
            series.set(time, ordinal, value);
            oracle.set(`${time} ${ordinal}`, { time, ordinal, value });
          }
        }
        const expected = [...oracle.values()].sort((a, b) => a.time - b.time || a.ordinal - b.ordinal);
        assert.deepEqual(
          pointsOf(series),
          expected.map(({ time, value }) => [time, value]),
        );
      }),
    );
  });

  it('slide on: a line that loses as many points as it gains does not grow', () => {
    const series = new Series();
    for (let i = 0; i < 10_000; i++) {
      series.set(i, i, i);
      if (i >= 50) series.remove(i - 50, i - 50);
    }
    assert.equal(series.length, 50);
    assert.ok(series.times.buffer.byteLength <= 128 * 8);
  });
});

describe('the lines of a collection', () => {
  const columns = [
    { name: 'time', type: 'datetime' },
    { name: 'value', type: 'number' },
    { name: 'series', type: 'string' },
  ] as const;
  const names = { time: 'time', value: 'value', series: 'series' };

  function followed() {
    const collection = new Collection({ columns });
    const lines = new SeriesMap(columns, names);
    lines.load(collection);
    collection.subscribe((changes, reset) => (reset ? lines.load(collection) : lines.follow(changes)));
    const shown = () => Object.fromEntries([...lines].map(([name, series]) => [name, pointsOf(series)]));
    return { collection, shown };
  }

  it('follow points that come, change their value, their time or their series, and go', () => {
    const { collection, shown } = followed();
    collection.apply({
      up: [
        ['a', 1, 10, 'web'],
        ['b', 2, 20, 'web'],
        ['c', 2, 5, 'mobile'],
      ],
    });
    collection.apply({ up: [['b', 2, 21, 'web']] });
    assert.deepEqual(shown(), {
      web: [
        [1, 10],
        [2, 21],
      ],
      mobile: [[2, 5]],
    });
    collection.apply({
      up: [
        ['a', 3, 10, 'web'],
        ['c', 2, 5, 'web'],
      ],
    });
    assert.deepEqual(shown(), {
      web: [
        [2, 21],
        [2, 5],
        [3, 10],
      ],
    });
    collection.apply({ del: ['b'] });
    assert.deepEqual(shown(), {
      web: [
        [2, 5],
        [3, 10],
      ],
    });
    collection.replace([['x', 9, 9, 'web']]);
    assert.deepEqual(shown(), { web: [[9, 9]] });
  });

  it('have a gap where a value is no number, and no point where there is no time', () => {
    const { collection, shown } = followed();
    collection.apply({
      up: [
        ['a', 1, null, 'web'],
        ['b', 2, 'NaN', 'web'],
        ['c', null, 3, 'web'],
        ['d', 4, 'Infinity', null],
      ],
    });
    assert.deepEqual(shown(), {
      web: [
        [1, Number.NaN],
        [2, Number.NaN],
      ],
      '–': [[4, Number.POSITIVE_INFINITY]],
    });
  });

  it('take integers beyond 2^53 and nanoseconds, which travel as text', () => {
    const lines = new SeriesMap(
      [
        { name: 'time', type: 'datetime', unit: 'ns' },
        { name: 'value', type: 'integer', unit: 'ns' },
      ],
      { time: 'time', value: 'value' },
    );
    lines.follow([{ before: undefined, after: ['a', '1760000000123456789', '9007199254740993'], ordinal: 1 }]);
    const series = lines.get('');
    assert.ok(series);
    assert.equal(Math.floor(series.firstTime), 1_760_000_000_123);
    assert.equal(series.values[0], 9_007_199_254_740_992);
  });
});

describe('the columns of pixels', () => {
  const NONE = Number.POSITIVE_INFINITY;

  it('hold the first, lowest, highest and last value of their time', () => {
    const columns = new PixelColumns();
    columns.fill(
      seriesOf([
        [0, 5],
        [1, 9],
        [9, 2],
        [25, 7],
      ]),
      0,
      10,
      4,
      NONE,
    );
    const at = (c: number) => [columns.first[c], columns.lowest[c], columns.highest[c], columns.last[c]];
    assert.deepEqual(at(0), [5, 2, 9, 2]);
    assert.deepEqual(at(1), [Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    assert.deepEqual(at(2), [7, 7, 7, 7]);
  });

  it('are broken from the one before by a long step or a value that is no number, and only then', () => {
    const columns = new PixelColumns();
    const series = seriesOf([
      [0, 1],
      [10, 1],
      [60, 1],
      [70, 1],
      [75, Number.NaN],
      [80, 1],
    ]);
    columns.fill(series, 0, 10, 9, 30);
    assert.deepEqual([...columns.broken.subarray(0, 9)], [0, 0, 0, 0, 0, 0, 1, 0, 1]);
  });

  it('are those of a plain grouping by pixel, whatever the points', () => {
    const point = fc.tuple(fc.integer({ min: -20, max: 120 }), fc.oneof(fc.integer(), fc.constant(Number.NaN)));
    fc.assert(
      fc.property(fc.array(point, { maxLength: 200 }), (points) => {
        const series = seriesOf(points);
        const columns = new PixelColumns();
        columns.fill(series, 0, 7, 14, NONE);
        for (let c = 0; c < 14; c++) {
          const values = pointsOf(series)
            .filter(([time]) => Math.floor((time as number) / 7) === c)
            .map(([, value]) => value as number)
            .filter((value) => !Number.isNaN(value));
          const expected =
            values.length === 0 ? Number.NaN : [values[0], Math.min(...values), Math.max(...values), values.at(-1)];
          const found = [columns.first[c], columns.lowest[c], columns.highest[c], columns.last[c]];
          assert.deepEqual(Number.isNaN(found[0]) ? Number.NaN : found, expected);
        }
      }),
    );
  });
});
