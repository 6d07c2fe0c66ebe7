import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sparkline } from '../../src/chart/sparkline.js';

it('a sparkline reaches from the lowest to the highest number, however far they are apart or near', () => {
  const usual = sparkline([-1, 0, 1], 100, 20);
  assert.doesNotMatch(usual.line, /NaN|Infinity/);
  assert.deepEqual(sparkline([-1e308, 0, 1e308], 100, 20), usual);
  assert.deepEqual(sparkline([-5e-324, 0, 5e-324], 100, 20), usual);
});
