import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rangeWords } from '../../../src/chart/axes/range-words.js';

/** The words of a range between two times of the viewer's clock. */
function between(first: string, last: string): string | undefined {
  return rangeWords(`${new Date(`2021-03-${first}`).toISOString()}/${new Date(`2021-03-${last}`).toISOString()}`);
}

test('a range of whole minutes is said without seconds', () => {
  assert.equal(between('04T14:30:00', '04T14:35:00'), '2021-03-04 14:30 – 14:35');
});

test('a range has seconds if it has some, and decimals only where its ends would read the same without', () => {
  assert.equal(between('04T14:30:00', '04T14:35:20'), '2021-03-04 14:30:00 – 14:35:20');
  assert.equal(between('04T14:30:00.250', '04T14:30:20.750'), '2021-03-04 14:30:00 – 14:30:20');
  assert.equal(between('04T14:30:00.250', '04T14:30:00.750'), '2021-03-04 14:30:00.250 – 14:30:00.750');
});

test('a range names the day of its start, and that of its end if it is another', () => {
  assert.equal(between('04T14:30:00', '04T14:35:00'), '2021-03-04 14:30 – 14:35');
  assert.equal(between('04T23:30:00', '05T00:30:00'), '2021-03-04 23:30 – 2021-03-05 00:30');
});

test('a range by a span is said in its units', () => {
  assert.deepEqual(['5m', '24h', 'all', 'soon'].map(rangeWords), ['Last 5 min', 'Last 24 h', 'All', undefined]);
});
