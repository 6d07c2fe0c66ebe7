import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StampClock } from '../../../src/core/commit/stamp-clock.js';

test('stamps follow the wall clock forward, and go on by themselves when it is set back', () => {
  let wall = 1_000_000;
  let monotonic = 0;
  const clock = new StampClock(
    () => wall,
    () => monotonic,
  );
  const after = (ms: number, shift = 0) => {
    monotonic += ms;
    wall += ms + shift;
    return clock.now();
  };
  assert.equal(after(0), 1_000_000);
  assert.equal(after(10), 1_000_010);
  assert.equal(after(1000, -3_600_000), 1_001_010);
  assert.equal(after(0.4), 1_001_010);
  assert.equal(after(0.6), 1_001_011);
  assert.equal(after(0, 7_200_000), 4_601_011);
});
