import { test } from 'node:test';
import { secondsUntilDropped, secondsUntilRemade } from './half-open.js';

test('a relay drops a link over which nothing comes any more, though nobody closed it', async () => {
  await secondsUntilDropped({ ping: 200 });
});

test('a viewer gives up a link over which nothing comes any more, and makes another', async () => {
  await secondsUntilRemade({ heartbeat: 200 });
});
