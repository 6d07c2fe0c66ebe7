import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ValueAxis } from '../../src/chart/value-axis.js';
import { compact, tickLabels } from '../../src/text/number-labels.js';

describe('the labels of an axis', () => {
  it('have the decimals that their step needs, all the same', () => {
    assert.deepEqual(tickLabels([0, 0.5, 1]), ['0', '0.5', '1.0']);
    assert.deepEqual(tickLabels([1000, 1000.05, 1000.1]), ['1,000.00', '1,000.05', '1,000.10']);
    assert.deepEqual(tickLabels([-20, 0, 20]), ['−20', '0', '20']);
  });

  it('are compact where plain numbers would be long', () => {
    assert.deepEqual(tickLabels([0, 20_000, 40_000]), ['0', '20k', '40k']);
    assert.deepEqual(tickLabels([0, 5e8, 1e9]), ['0', '0.5B', '1.0B']);
    assert.deepEqual(tickLabels([0, 1e-8, 2e-8]), ['0', '1e-8', '2e-8']);
  });

  it('keep the currency and the percent sign of the values', () => {
    assert.deepEqual(tickLabels([0, 100, 200], '$,.2f'), ['$0', '$100', '$200']);
    assert.deepEqual(tickLabels([0, 0.5, 1], '.1%'), ['0%', '50%', '100%']);
    assert.deepEqual(tickLabels([0, 1], 'no format'), ['0', '1']);
  });

  it('are short for one number too', () => {
    assert.deepEqual(
      [0, 75.5, 9999, 12_345, 40_000, 1_234_567, 2e9, -12_345].map((value) => compact(value)),
      ['0', '75.5', '9,999', '12.3k', '40k', '1.23M', '2B', '−12.3k'],
    );
    assert.equal(compact(0.25, '.1%'), '25%');
  });
});

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
