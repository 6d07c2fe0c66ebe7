import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULTS } from '../../server/options.js';
import { secondsUntilDropped, secondsUntilRemade } from './half-open.js';

test('a relay drops a link over which nothing comes any more, though nobody closed it', async () => {
  await secondsUntilDropped({ ping: 200 });
});

test('a viewer gives up a link over which nothing comes any more, and makes another', async () => {
  await secondsUntilRemade({ heartbeat: 200 });
});

test('the intervals are such that the relay drops it within 45 s, and the viewer begins anew within 40 s', () => {
  assert.ok(2 * DEFAULTS.ping <= 45_000);
  assert.ok(2.5 * DEFAULTS.heartbeat + 1000 <= 40_000);
});
