import { expect } from '@open-wc/testing';
import type { Value } from '../../../src/core/values.js';
import { formatNumber, formatValue, type ValueFormat } from '../../../src/text/format.js';
import { formatAge, formatDuration, formatInstant } from '../../../src/text/format-time.js';

function texts(column: ValueFormat, ...values: (Value | undefined)[]): string[] {
  return values.map((value) => formatValue(value, column));
}

describe('a value as text', () => {
  it('is a dash when it is missing, whatever the type', () => {
    for (const type of ['number', 'string', 'datetime', 'json', 'any'] as const) {
      expect(texts({ type }, null, undefined)).to.deep.equal(['–', '–']);
    }
    expect(formatValue('NaN', { type: 'number' })).to.equal('–');
  });

  it('has grouped thousands and a real minus', () => {
    expect(texts({ type: 'number' }, 1234567, -1234.5, 0, 0.000123)).to.deep.equal([
      '1,234,567',
      '−1,234.50',
      '0',
      '0.000123',
    ]);
  });

  it('has every digit of a whole number, however long, also where a specifier has no type', () => {
    expect(texts({ type: 'integer' }, 1795367730040)).to.deep.equal(['1,795,367,730,040']);
    expect(texts({ type: 'integer', format: '$,' }, 1795367730040)).to.deep.equal(['$1,795,367,730,040']);
    expect(texts({ type: 'number', format: ',' }, 0.25)).to.deep.equal(['0.25']);
  });

  it('follows the specifier of its column', () => {
    expect(texts({ type: 'number', format: '$,.2f' }, 1234.5, -54)).to.deep.equal(['$1,234.50', '−$54.00']);
    expect(texts({ type: 'number', format: '.1%' }, 0.0231)).to.deep.equal(['2.3%']);
  });

  it('is still shown when the specifier is none', () => {
    expect(formatValue(1234, { type: 'number', format: 'two decimals' })).to.equal('1,234');
  });

  it('keeps every digit of an integer beyond 2^53', () => {
    expect(texts({ type: 'integer' }, '12345678901234567890', '-9007199254740993')).to.deep.equal([
      '12,345,678,901,234,567,890',
      '−9,007,199,254,740,993',
    ]);
    expect(formatValue('12345678901234567890', { type: 'integer', format: '$,d' })).to.equal(
      '$12,345,678,901,234,567,890',
    );
  });

  it('names infinities', () => {
    expect(texts({ type: 'number' }, 'Infinity', '-Infinity')).to.deep.equal(['∞', '−∞']);
  });

  it('is the text itself for text, also when it is empty', () => {
    expect(texts({ type: 'string' }, 'eu', '')).to.deep.equal(['eu', '']);
    expect(texts({ type: 'pointer' }, '^ABC')).to.deep.equal(['^ABC']);
  });

  it('is compact for Json and arrays', () => {
    expect(texts({ type: 'json' }, { a: [1, null] }, 'text', true)).to.deep.equal(['{"a":[1,null]}', 'text', 'true']);
    expect(
      texts({ type: 'array' }, [
        [1, 2],
        [3, 4],
      ]),
    ).to.deep.equal(['[[1,2],[3,4]]']);
  });

  it('is the beginning and the size of long bytes', () => {
    expect(texts({ type: 'bytes' }, 'SGVsbG8=', btoa('x'.repeat(1234)))).to.deep.equal([
      'SGVsbG8=',
      'eHh4eHh4eHh4eHh4… 1.23 kB',
    ]);
    expect(formatValue(btoa('x'.repeat(20)), { type: 'bytes' })).to.match(/… 20 B$/);
  });

  it('follows the kind of each value where the column has no type', () => {
    expect(texts({ type: 'any' }, 1234, true, 'eu')).to.deep.equal(['1,234', 'true', 'eu']);
  });
});

describe('a number', () => {
  it('that is none is a dash', () => {
    expect(formatNumber(Number.NaN)).to.equal('–');
  });
});

describe('a time as text', () => {
  const now = new Date(2025, 9, 9, 14, 32, 7).getTime();

  it('is local, and has a date only when that is not today', () => {
    expect(formatInstant(now, { now })).to.equal('14:32:07');
    expect(formatInstant(new Date(2025, 9, 8, 23, 59, 59).getTime(), { now })).to.equal('Oct 8, 23:59:59');
    expect(formatInstant(new Date(2024, 9, 9, 1, 2, 3).getTime(), { now })).to.equal('2024-10-09 01:02:03');
  });

  it('has decimals only if it has them', () => {
    expect(formatInstant(now + 120, { now })).to.equal('14:32:07.120');
    expect(formatInstant(now + 0.25, { now })).to.equal('14:32:07.000250');
  });

  it('without a zone stays as it was written, wherever it is read', () => {
    const written = Date.UTC(2020, 0, 31, 6, 5, 4);
    expect(formatValue(written, { type: 'datetime' })).to.equal('2020-01-31 06:05:04');
  });

  it('may travel as nanoseconds', () => {
    expect(formatValue('1580450704000250000', { type: 'datetime', unit: 'ns' })).to.equal('2020-01-31 06:05:04.000250');
    expect(formatValue('1500', { type: 'duration', unit: 'ns' })).to.equal('1.5 µs');
  });
});

describe('a span of time as text', () => {
  it('is in its largest units', () => {
    const spans = [0, 0.25, 350, 12_400, 200_000, 7_500_000, 273_600_000, -12_400];
    expect(spans.map(formatDuration)).to.deep.equal([
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
    expect([-5, 12_900, 185_000, 7_300_000, 200_000_000].map(formatAge)).to.deep.equal([
      '0 s',
      '12 s',
      '3 min',
      '2 h',
      '2 d',
    ]);
  });
});
