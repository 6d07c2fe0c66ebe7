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

/** Zones with the changes that have gone wrong: skipped midnights, half hours, a skipped day, odd offsets. */
const CHANGES: readonly (readonly [zone: string, change: string])[] = [
  ['America/Santiago', '2026-09-06T04:00Z'],
  ['America/Santiago', '2026-04-05T03:00Z'],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
  ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
  ['Africa/Cairo', '2026-04-23T22:00Z'],
  ['Africa/Cairo', '2026-10-29T21:00Z'],
  ['Asia/Beirut', '2026-03-28T22:00Z'],
  ['Asia/Beirut', '2026-10-24T21:00Z'],
  ['America/Asuncion', '2023-10-01T04:00Z'],
  ['America/Havana', '2026-11-01T05:00Z'],
  ['Antarctica/Troll', '2026-03-29T01:00Z'],
  ['Antarctica/Troll', '2026-10-25T01:00Z'],
  ['Africa/Casablanca', '2026-02-15T02:00Z'],
  ['Africa/Casablanca', '2026-03-22T02:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00Z'],
  ['America/New_York', '2026-11-01T06:00Z'],
  ['Africa/Monrovia', '1972-01-07T00:44:30Z'],
  ['Asia/Kathmandu', '2026-10-25T01:00Z'],
];
const STEPS = [
  10,
  SECOND,
  30 * SECOND,
  MINUTE,
  15 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  28 * DAY,
];

for (const [zone, at] of CHANGES) {
  describe(`a time axis in ${zone} around ${at}`, () => {
    inZone(zone);

    it('has ticks that ascend and are labelled with what the clock shows, at every step', () => {
      const change = new Date(at).getTime();
      for (const step of STEPS) {
        for (const share of [0.1, 0.5, 0.9]) {
          const from = change - share * 12 * step;
          const ticks = new TimeScale('local').ticks(from, from + 12 * step, step);
          const what = `${zone}, step ${step}, ${share}`;
          assert.ok(ticks.length >= 4, `${what}: ${ticks.length} ticks`);
          ticks.forEach(({ time, label }, i) => {
            assert.ok(i === 0 || time > (ticks[i - 1]?.time ?? 0), `${what}: ${label} is not after the one before`);
            assert.ok(showsWhatTheClockShows(time, label), `${what}: ${new Date(time)} is labelled ${label}`);
          });
          if (step <= HOUR)
            assert.equal(new Set(ticks.map(({ label }) => label)).size, ticks.length, `${what}: a label comes twice`);
        }
      }
    });
  });
}

/** Compares a label with the local time by the platform, which may begin a day at one o’clock. */
function showsWhatTheClockShows(time: number, label: string): boolean {
  const date = new Date(time);
  const clock = date.toTimeString().slice(0, 8);
  const [shown = '', offset] = label.split(' UTC');
  if (offset !== undefined && !offset.startsWith(date.getTimezoneOffset() > 0 ? '−' : '+')) return false;
  if (/^\d\d:\d\d/.test(shown)) {
    const isRound = shown.length > 5 || clock.endsWith(':00');
    return isRound && `${clock}.${String(date.getMilliseconds()).padStart(3, '0')}`.startsWith(shown);
  }
  const isFirstOfDay = new Date(time - 1).getDate() !== date.getDate() || clock === '00:00:00';
  const [month = '', day = '1'] = /^\d{4}$/.test(shown) ? ['Jan'] : shown.split(' ');
  return isFirstOfDay && date.toDateString().includes(`${month} ${day.padStart(2, '0')}`);
}

describe('a time axis where summer time begins at midnight', () => {
  inZone('America/Santiago');

  it('labels the day that begins at one o’clock', () => {
    assert.deepEqual(labels('2026-09-05T12:00', 48 * HOUR, 12 * HOUR), ['12:00', 'Sep 6', '12:00', 'Sep 7', '12:00']);
    assert.deepEqual(labels('2026-09-05T20:30', 8 * HOUR, 2 * HOUR), ['22:00', 'Sep 6', '04:00']);
  });
});

describe('a time axis on Lord Howe Island', () => {
  inZone('Australia/Lord_Howe');

  it('stays on full hours after a change by half an hour', () => {
    assert.deepEqual(labels('2026-10-03T23:30', 6 * HOUR, HOUR), [
      'Oct 4',
      '01:00',
      '03:00',
      '04:00',
      '05:00',
      '06:00',
    ]);
    assert.deepEqual(labels('2026-04-05T00:30', 4 * HOUR, HOUR), ['01:00', '02:00', '03:00', '04:00']);
  });
});

describe('a time axis in New York', () => {
  inZone('America/New_York');

  it('tells the hour that comes twice by its offset', () => {
    assert.deepEqual(labels('2026-11-01T00:45', 2.5 * HOUR, 30 * MINUTE), [
      ...['01:00', '01:30', '01:00 UTC−5', '01:30 UTC−5', '02:00'],
    ]);
  });
});

describe('a time axis in Samoa', () => {
  inZone('Pacific/Apia');

  it('leaves out the day that was skipped', () => {
    assert.deepEqual(labels('2011-12-28T12:00', 4 * DAY, DAY), ['Dec 29', 'Dec 31', 'Jan 1', 'Jan 2']);
  });
});
