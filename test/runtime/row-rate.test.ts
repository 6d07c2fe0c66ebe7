import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RowRate } from '../../src/runtime/row-rate.js';

describe('the rate of rows', () => {
  it('is the mean over the last three whole seconds', () => {
    const rate = new RowRate();
    for (let ms = 0; ms < 3000; ms += 100) rate.add(10, 1_000_000 + ms);
    assert.equal(rate.perSecond(1_003_000), 100);
  });

  it('does not count the running second', () => {
    const rate = new RowRate();
    rate.add(30, 1_000_000);
    assert.equal(rate.perSecond(1_000_900), 0);
    assert.equal(rate.perSecond(1_001_000), 10);
  });

  it('falls to zero when nothing changes, and stands a clock that goes back', () => {
    const rate = new RowRate();
    rate.add(30, 1_000_000);
    assert.equal(rate.perSecond(1_060_000), 0);
    rate.add(30, 1_000_000);
    assert.equal(rate.perSecond(1_001_000), 10);
  });
});
