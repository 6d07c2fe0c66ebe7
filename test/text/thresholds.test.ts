import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  boundariesOf,
  boundaryPassed,
  higherIsBetter,
  levelOf,
  parseThresholds,
  type Thresholds,
  zonesOf,
} from '../../src/text/thresholds.js';

const LAG: Thresholds = [
  [0, 'good'],
  [20, 'warn'],
  [32, 'bad'],
];
const ALERT: Thresholds = [[80, 'warn']];
const UPTIME: Thresholds = [
  [0, 'bad'],
  [99, 'good'],
];

describe('thresholds', () => {
  it('give a value the level of the last limit that it reaches', () => {
    assert.deepEqual(
      [-1, 0, 19.9, 20, 40].map((value) => levelOf(value, LAG)),
      [undefined, 'good', 'good', 'warn', 'bad'],
    );
  });

  it('mean well below a limit that warns, and bad below one that gets better', () => {
    assert.deepEqual([levelOf(79, ALERT), levelOf(80, ALERT)], ['good', 'warn']);
    assert.deepEqual([levelOf(-5, UPTIME), levelOf(98, UPTIME), levelOf(99, UPTIME)], ['bad', 'bad', 'good']);
    assert.equal(levelOf(5, []), undefined);
    assert.equal(levelOf(Number.NaN, LAG), undefined);
  });

  it('say which limit was passed, and in which direction', () => {
    assert.deepEqual(boundaryPassed(25, LAG), { limit: 20, side: 'above', level: 'warn' });
    assert.deepEqual(boundaryPassed(50, LAG), { limit: 32, side: 'above', level: 'bad' });
    assert.deepEqual(boundaryPassed(97, UPTIME), { limit: 99, side: 'below', level: 'bad' });
    assert.equal(boundaryPassed(5, LAG), undefined);
    assert.deepEqual(
      boundariesOf([
        [0, 'bad'],
        [10, 'good'],
        [20, 'warn'],
      ]),
      [
        { limit: 10, side: 'below', level: 'bad' },
        { limit: 20, side: 'above', level: 'warn' },
      ],
    );
  });

  it('say whether a rise is good, unless both ends are bad', () => {
    assert.deepEqual([higherIsBetter(LAG), higherIsBetter(ALERT), higherIsBetter(UPTIME)], [false, false, true]);
    assert.equal(higherIsBetter([]), undefined);
    assert.equal(
      higherIsBetter([
        [0, 'bad'],
        [10, 'good'],
        [20, 'bad'],
      ]),
      undefined,
    );
  });

  it('divide a scale into zones', () => {
    assert.deepEqual(zonesOf(ALERT, 0, 100), [
      { from: 0, to: 80, level: 'good' },
      { from: 80, to: 100, level: 'warn' },
    ]);
    assert.deepEqual(zonesOf(LAG, 25, 30), [{ from: 25, to: 30, level: 'warn' }]);
  });

  it('can be written in an attribute, in any order', () => {
    assert.deepEqual(parseThresholds('95 bad, 80 warn'), [
      [80, 'warn'],
      [95, 'bad'],
    ]);
    assert.throws(() => parseThresholds('80 warn, 95 hot'), {
      message:
        'thresholds "80 warn, 95 hot" has the part "95 hot"; each should be a number and good, warn or bad, as in "80 warn, 95 bad"',
    });
    assert.throws(() => parseThresholds('warn 80'), /has the part "warn 80"/);
  });
});
