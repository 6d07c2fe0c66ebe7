import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SeriesSlots } from '../../../src/chart/series/series-slots.js';

describe('the colour of a series', () => {
  it('stays with its name, in the order in which names appeared', () => {
    const slots = new SeriesSlots();
    assert.deepEqual(
      ['web', 'mobile', 'web', 'partner'].map((name) => slots.of(name)),
      [0, 1, 0, 2],
    );
  });
});
