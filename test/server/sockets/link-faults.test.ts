import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Audit } from '../../../server/admission/audit.js';
import type { Ingest } from '../../../server/feed/ingest.js';
import { Producer } from '../../../server/feed/producer.js';
import { Metrics } from '../../../server/metrics.js';
import { DEFAULTS } from '../../../server/options.js';
import { Store } from '../../../server/store/store.js';
import { Fanout } from '../../../server/views/fanout.js';
import type { Stepper } from '../../../server/views/pace-class.js';
import { Viewer } from '../../../server/views/viewer.js';
import type { ViewerLink } from '../../../server/views/viewer-link.js';
import { withRelay } from '../../kit/fixture.js';
import { TOKEN } from '../../kit/relay-process.js';

/*
 * Mistakes of ours cannot be made from outside, so what fails here is put in place of what works.
 */

const BUG = new TypeError('a mistake');

function newFanout() {
  const store = new Store({ maxRows: 1000, maxFullRows: 1000 });
  const metrics = new Metrics();
  const fanout = new Fanout({ store, health: () => ({ state: 'live' }), metrics, options: DEFAULTS });
  return { store, metrics, fanout };
}

test('a viewer whose step fails is ended alone, and the others take theirs', async () => {
  const { fanout } = newFanout();
  const failures: unknown[] = [];
  const stepper = (step: () => void): Stepper => ({ step, sweep: () => {}, fail: (error) => failures.push(error) });
  const broken = stepper(() => {
    throw BUG;
  });
  fanout.pace(broken, 30);
  const other = await new Promise<Stepper>((resolve) => {
    const stepped: Stepper = stepper(() => resolve(stepped));
    fanout.pace(stepped, 30);
  });
  assert.deepEqual(failures, [BUG]);
  for (const one of [broken, other]) fanout.leave(one);
});

test('what fails while a viewer is answered ends its link, and what still comes over it is ignored', () => {
  const { store, metrics, fanout } = newFanout();
  const audit = new Audit({ report: () => {}, format: 'text', metrics });
  const failures: unknown[] = [];
  let isBroken = false;
  const link: ViewerLink = {
    send: () => {
      if (isBroken) throw BUG;
    },
    cork: () => {},
    uncork: () => {},
    close: () => {},
    cut: () => {},
    fail: (error) => failures.push(error),
  };
  const options = { ...DEFAULTS, producerToken: TOKEN, assets: '' };
  const viewer = new Viewer(link, 'a client', { store, metrics, fanout, audit, options });
  viewer.start();
  isBroken = true;
  for (let i = 0; i < 3; i++) viewer.receive(Buffer.from('{"type":"pace","rate":0}'));
  assert.deepEqual(failures, [BUG]);
  viewer.closed();
});

test('what fails while a message of a producer is dealt with ends its link', async () => {
  const broken = {
    noteMessage: () => {},
    leave: () => {},
    open: () => Promise.reject(BUG),
  } as unknown as Ingest;
  const failure = new Promise((resolve) => {
    const link = { send: () => {}, close: () => {}, pause: () => {}, resume: () => {}, fail: resolve };
    const producer = new Producer(link, broken, 5_000);
    producer.receive(Buffer.from('{"type":"open","run":"r","resume":false}'));
    producer.closed();
  });
  assert.equal(await failure, BUG);
});

test('a link that answers no ping is cut', () =>
  withRelay({ ping: 1_500 }, async ({ url, viewer }) => {
    const page = await viewer();
    page.socket.pause();
    const other = await viewer();
    const viewers = async () => /streamviz_viewers (\d)/.exec(await (await fetch(`${url}metrics`)).text())?.[1];
    while ((await viewers()) !== '1');
    assert.equal(other.closed, undefined);
    page.socket.resume();
    await page.until(() => page.closed !== undefined);
  }));
