import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quantityOf, quantityText } from '../../src/text/quantity.js';

describe('a number with its unit', () => {
  it('has a currency before it and any other unit after it', () => {
    assert.deepEqual(quantityOf('486,213', '$'), { minus: '', before: '$', digits: '486,213', after: '' });
    assert.deepEqual(quantityOf('184', 'ms'), { minus: '', before: '', digits: '184', after: 'ms' });
    assert.deepEqual(
      [quantityText('2', '%'), quantityText('412', '/s'), quantityText('184', 'ms'), quantityText('5')],
      ['2%', '412/s', '184\u202fms', '5'],
    );
  });

  it('has its minus before the currency, and no sign twice', () => {
    assert.equal(quantityText('−54', '€'), '−€54');
    assert.equal(quantityText('$54.00', '$'), '$54.00');
    assert.equal(quantityText('9.1%', '%'), '9.1%');
    assert.equal(quantityText('3 min 20 s', 's'), '3 min 20 s');
  });

  it('has its unit also where a prefix of it looks the same', () => {
    assert.equal(quantityText('12.3B', 'B'), '12.3B\u202fB');
    assert.equal(quantityText('5m', 'm'), '5m\u202fm');
    assert.equal(quantityText('3.2M', 'M'), '3.2M\u202fM');
  });
});
