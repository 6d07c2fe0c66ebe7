import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lineText } from '../../src/text/line-text.js';

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
