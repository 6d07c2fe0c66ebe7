import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
