import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Value } from '../../src/core/values.js';
import { formatNumber, formatValue, type ValueFormat } from '../../src/text/format.js';
import { formatAge, formatClock, formatDuration, formatInstant } from '../../src/text/format-time.js';

function texts(column: ValueFormat, ...values: (Value | undefined)[]): string[] {
  return values.map((value) => formatValue(value, column));
}

describe('a value as text', () => {
  it('is a dash when it is missing, whatever the type', () => {
    for (const type of ['number', 'string', 'datetime', 'json', 'any'] as const) {
      assert.deepEqual(texts({ type }, null, undefined), ['–', '–']);
    }
    assert.equal(formatValue('NaN', { type: 'number' }), '–');
  });

  it('has grouped thousands and a real minus', () => {
    assert.deepEqual(texts({ type: 'number' }, 1234567, -1234.5, 0, 0.000123), [
      '1,234,567',
      '−1,234.50',
      '0',
      '0.000123',
    ]);
  });

  it('has every digit of a whole number, however long, also where a specifier has no type', () => {
    assert.deepEqual(texts({ type: 'integer' }, 1795367730040), ['1,795,367,730,040']);
    assert.deepEqual(texts({ type: 'integer', format: '$,' }, 1795367730040), ['$1,795,367,730,040']);
    assert.deepEqual(texts({ type: 'number', format: ',' }, 0.25), ['0.25']);
  });

  it('follows the specifier of its column', () => {
    assert.deepEqual(texts({ type: 'number', format: '$,.2f' }, 1234.5, -54), ['$1,234.50', '−$54.00']);
    assert.deepEqual(texts({ type: 'number', format: '.1%' }, 0.0231), ['2.3%']);
  });

  it('is still shown when the specifier is none', () => {
    assert.equal(formatValue(1234, { type: 'number', format: 'two decimals' }), '1,234');
  });

  it('keeps every digit of an integer beyond 2^53', () => {
    assert.deepEqual(texts({ type: 'integer' }, '12345678901234567890', '-9007199254740993'), [
      '12,345,678,901,234,567,890',
      '−9,007,199,254,740,993',
    ]);
    assert.equal(
      formatValue('12345678901234567890', { type: 'integer', format: '$,d' }),
      '$12,345,678,901,234,567,890',
    );
  });

  it('names infinities', () => {
    assert.deepEqual(texts({ type: 'number' }, 'Infinity', '-Infinity'), ['∞', '−∞']);
  });

  it('is the text itself for text, also when it is empty', () => {
    assert.deepEqual(texts({ type: 'string' }, 'eu', ''), ['eu', '']);
    assert.deepEqual(texts({ type: 'pointer' }, '^ABC'), ['^ABC']);
  });

  it('is compact for Json and arrays', () => {
    assert.deepEqual(texts({ type: 'json' }, { a: [1, null] }, 'text', true), ['{"a":[1,null]}', 'text', 'true']);
    assert.deepEqual(
      texts({ type: 'array' }, [
        [1, 2],
        [3, 4],
      ]),
      ['[[1,2],[3,4]]'],
    );
  });

  it('is the beginning and the size of long bytes', () => {
    assert.deepEqual(texts({ type: 'bytes' }, 'SGVsbG8=', btoa('x'.repeat(1234))), [
      'SGVsbG8=',
      'eHh4eHh4eHh4eHh4… 1.23 kB',
    ]);
    assert.match(formatValue(btoa('x'.repeat(20)), { type: 'bytes' }), /… 20 B$/);
  });

  it('follows the kind of each value where the column has no type', () => {
    assert.deepEqual(texts({ type: 'any' }, 1234, true, 'eu'), ['1,234', 'true', 'eu']);
  });
});

describe('a number', () => {
  it('that is none is a dash', () => {
    assert.equal(formatNumber(Number.NaN), '–');
  });
});

describe('a time as text', () => {
  const now = new Date(2025, 9, 9, 14, 32, 7).getTime();

  it('is local, and has a date only when that is not today', () => {
    assert.equal(formatInstant(now, { now }), '14:32:07');
    assert.equal(formatInstant(new Date(2025, 9, 8, 23, 59, 59).getTime(), { now }), 'Oct 8, 23:59:59');
    assert.equal(formatInstant(new Date(2024, 9, 9, 1, 2, 3).getTime(), { now }), '2024-10-09 01:02:03');
  });

  it('has decimals only if it has them', () => {
    assert.equal(formatInstant(now + 120, { now }), '14:32:07.120');
    assert.equal(formatInstant(now + 0.25, { now }), '14:32:07.000250');
  });

  it('without a zone stays as it was written, wherever it is read', () => {
    const written = Date.UTC(2020, 0, 31, 6, 5, 4);
    assert.equal(formatValue(written, { type: 'datetime' }), '2020-01-31 06:05:04');
  });

  it('may travel as nanoseconds', () => {
    assert.equal(formatValue('1580450704000250000', { type: 'datetime', unit: 'ns' }), '2020-01-31 06:05:04.000250');
    assert.equal(formatValue('1500', { type: 'duration', unit: 'ns' }), '1.5 µs');
  });
});

describe('a time that is out of range', () => {
  const first = -62_135_596_800_000;
  const last = Date.UTC(9999, 11, 31, 23, 59, 59);

  it('is the number: micro- and nanoseconds, years beyond 9999 or before 1, also if only the zone leads there', () => {
    const written = (ms: number) => formatValue(ms, { type: 'datetime' });
    assert.deepEqual([first, last].map(written), ['0001-01-01 00:00:00', '9999-12-31 23:59:59']);
    for (const ms of [1.76e18, 1.76e15, last + 1000, first - 1, 8.64e15, 8.64e15 + 2, -1e300]) {
      for (const zone of [undefined, 'UTC']) {
        const text = formatValue(ms, { type: 'datetime', ...(zone === undefined ? {} : { zone }) });
        assert.equal(text, String(ms).replace('-', '−'));
      }
      assert.equal(formatClock(ms), String(ms).replace('-', '−'));
    }
    // Python's datetime.max, to the precision of its milliseconds
    assert.equal(written(Number('253402300799999.999')), '253402300800000');
    for (const zone of ['Asia/Tokyo', 'America/New_York']) {
      const before = process.env.TZ;
      process.env.TZ = zone;
      const texts = [first, last].map((ms) => formatInstant(ms));
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
      for (const text of texts) assert.match(text, /^(\d{4}-\d\d-\d\d [\d:]+|−?\d{14,15})$/, zone);
      assert.equal(texts.filter((text) => text.includes('-')).length, 1, zone);
    }
  });

  it('is the number for a span beyond that of Python, too', () => {
    const max = 999_999_999 * 86_400_000;
    assert.deepEqual([max, -max, 1e17, -1e300].map(formatDuration), [
      '999999999 d',
      '−999999999 d',
      '100000000000000000',
      '−1e+300',
    ]);
    assert.deepEqual([Number.NaN, Number.POSITIVE_INFINITY].map(formatDuration), ['–', '∞']);
    assert.equal(formatAge(Number.NaN), '–');
  });
});

describe('a span of time as text', () => {
  it('is in its largest units', () => {
    const spans = [0, 0.25, 350, 12_400, 200_000, 7_500_000, 273_600_000, -12_400];
    assert.deepEqual(spans.map(formatDuration), [
      '0 s',
      '250 µs',
      '350 ms',
      '12.4 s',
      '3 min 20 s',
      '2 h 5 min',
      '3 d 4 h',
      '−12.4 s',
    ]);
  });

  it('is in whole units when it is an age', () => {
    assert.deepEqual([-5, 12_900, 185_000, 7_300_000, 200_000_000].map(formatAge), [
      '0 s',
      '12 s',
      '3 min',
      '2 h',
      '2 d',
    ]);
  });
});
