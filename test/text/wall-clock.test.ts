import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { instantOf, wallTime } from '../../src/text/wall-clock.js';

describe('the clock on a wall in New York', () => {
  const former = process.env.TZ;
  before(() => {
    process.env.TZ = 'America/New_York';
  });
  after(() => {
    if (former === undefined) delete process.env.TZ;
    else process.env.TZ = former;
  });

  it('shows an instant in its own hours, as if they were UTC', () => {
    assert.equal(wallTime(Date.UTC(2026, 9, 9, 18, 30)), Date.UTC(2026, 9, 9, 14, 30));
  });

  it('leads back to the instant, in summer and in winter, and beside the change between them', () => {
    for (const instant of [
      Date.UTC(2026, 6, 1),
      Date.UTC(2026, 0, 1),
      Date.UTC(2026, 2, 8, 6, 59),
      Date.UTC(2026, 2, 8, 7),
    ])
      assert.equal(instantOf(wallTime(instant)), instant);
  });
});
