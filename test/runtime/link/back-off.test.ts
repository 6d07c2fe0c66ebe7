import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backOff } from '../../../src/runtime/link/back-off.js';

const draws = (failures: number, retryAfter = 0) => Array.from({ length: 200 }, () => backOff(failures, retryAfter));

describe('the wait before a lost link is tried again', () => {
  it('doubles with each failure, up to ten seconds, and is half as long or as much again', () => {
    for (const [failures, delay] of [500, 1000, 2000, 4000, 8000, 10_000, 10_000].entries()) {
      const seen = draws(failures + 1);
      assert.ok(Math.min(...seen) >= delay * 0.5, `${Math.min(...seen)} of ${delay}`);
      assert.ok(Math.max(...seen) < delay * 1.5, `${Math.max(...seen)} of ${delay}`);
    }
    assert.ok(draws(2000).every((delay) => delay < 15_000));
  });

  it('differs from one page to another', () => {
    assert.ok(new Set(draws(1)).size > 100);
    assert.ok(new Set(draws(1, 30_000)).size > 100);
  });

  it('is no shorter than what the relay asked for, and at most a fifth longer', () => {
    const seen = draws(1, 30_000);
    assert.ok(Math.min(...seen) >= 30_000);
    assert.ok(Math.max(...seen) < 36_000);
  });
});
