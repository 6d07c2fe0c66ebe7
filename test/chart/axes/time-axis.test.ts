import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TimeScale } from '../../../src/chart/axes/time-axis.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function inZone(zone: string): void {
  const former = process.env.TZ;
  before(() => {
    process.env.TZ = zone;
  });
  after(() => {
    if (former === undefined) delete process.env.TZ;
    else process.env.TZ = former;
  });
}

function labels(from: string, window: number, least: number, clock: 'local' | 'written' = 'local'): string[] {
  const start = new Date(from).getTime();
  return new TimeScale(clock).ticks(start, start + window, least).map(({ label }) => label);
}

describe('a time axis in Paris', () => {
  inZone('Europe/Paris');

  it('has round local times, with seconds in a window below ten minutes', () => {
    const at = '2026-10-09T14:27:10';
    assert.deepEqual(labels(at, 2 * MINUTE, 25 * SECOND), ['14:27:30', '14:28:00', '14:28:30', '14:29:00']);
    assert.deepEqual(labels(at, 12 * MINUTE, 4 * MINUTE), ['14:30', '14:35']);
    assert.deepEqual(labels(at, 500, 150), ['14:27:10.000', '14:27:10.200', '14:27:10.400']);
  });

  it('has days at midnight, months and years where they are far apart', () => {
    assert.deepEqual(labels('2026-10-09T15:00', 20 * HOUR, 5 * HOUR), ['18:00', 'Oct 10', '06:00']);
    assert.deepEqual(labels('2026-10-09T15:00', 3 * DAY, DAY), ['Oct 10', 'Oct 11', 'Oct 12']);
    assert.deepEqual(labels('2026-11-09T15:00', 70 * DAY, 20 * DAY), ['Dec', '2027']);
    assert.deepEqual(labels('2019-05-01T00:00', 4000 * DAY, 1000 * DAY), ['2020', '2025', '2030'].slice(0, 3));
  });

  it('keeps noon and midnight on the day that summer time ends', () => {
    const from = new Date('2026-10-24T20:00').getTime();
    const ticks = new TimeScale('local').ticks(from, from + 36 * HOUR, 12 * HOUR);
    const times = ticks.map(({ time }) => time);
    assert.deepEqual(
      times.map((time) => new Date(time).getHours()),
      [0, 12, 0],
    );
    assert.deepEqual(
      times.slice(1).map((time, i) => (time - (times[i] as number)) / HOUR),
      [13, 12],
    );
  });

  it('leaves out the hour that does not exist when summer time begins', () => {
    assert.deepEqual(labels('2026-03-29T00:30', 6 * HOUR, 1.5 * HOUR), ['04:00', '06:00']);
  });

  it('has two o’clock once when summer time ends, though it comes twice', () => {
    assert.deepEqual(labels('2026-10-25T00:30', 6 * HOUR, 1.5 * HOUR), ['02:00', '04:00']);
  });

  it('has days and weeks that are evenly apart, weeks on Mondays', () => {
    assert.deepEqual(labels('2026-10-27T15:00', 8 * DAY, 1.5 * DAY), ['Oct 28', 'Oct 30', 'Nov 1', 'Nov 3']);
    assert.deepEqual(labels('2026-10-09T15:00', 40 * DAY, 10 * DAY), ['Oct 19', 'Nov 2', 'Nov 16']);
  });

  it('has every digit of a year that is far away', () => {
    assert.equal(new TimeScale('local').label(new Date(57_741, 0).getTime(), 365 * DAY), '57741');
  });

  it('shows times without a zone as they were written', () => {
    assert.deepEqual(labels('2026-10-09T14:27:10Z', 12 * MINUTE, 4 * MINUTE, 'written'), ['14:30', '14:35']);
  });
});

describe('a time axis in Calcutta', () => {
  inZone('Asia/Kolkata');

  it('has full local hours, though they are half hours elsewhere', () => {
    assert.deepEqual(labels('2026-10-09T14:10', 3 * HOUR, HOUR), ['15:00', '16:00', '17:00']);
  });
});
