import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RecentLargest } from '../../src/text/recent-largest.js';

describe('the room kept for a text', () => {
  it('grows at once and shrinks after half a minute', () => {
    const room = new RecentLargest<string>();
    const fitted = (text: string, now: number) => room.fit(text, text.length, now);
    assert.deepEqual(
      [fitted('100', 0), fitted('1,000', 1), fitted('999', 20_000), fitted('99', 30_002)],
      ['100', '1,000', '1,000', '99'],
    );
  });
});
