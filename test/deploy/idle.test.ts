import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ORDERS } from '../kit/fixture.js';
import { Deployment } from './deployment.js';
import { type Change, PROXIES } from './proxy.js';

/** The proxy's limit for silence, short enough to be waited for. */
const SHORT: readonly Change[] = [['read_timeout 60s', 'read_timeout 3s']];

for (const kind of PROXIES) {
  const skip = kind.whyNot ?? false;

  describe(`a link through ${kind.name} on which nothing happens`, { timeout: 60_000, concurrency: true }, () => {
    it('outlives the limit of the proxy, for the relay breaks the silence', { skip }, async () => {
      const site = await Deployment.ownHost(kind, { heartbeat: 500, ping: 500 }, SHORT);
      try {
        const producer = await site.producer();
        producer.declare(ORDERS);
        const viewer = await site.viewer();
        await viewer.load('orders');
        const syncs = () => viewer.messages.filter(({ type }) => type === 'sync').length;
        const before = syncs();
        // Half a second apart: they take longer than the limit.
        await viewer.until(() => syncs() >= before + 8 || viewer.closed !== undefined, 'eight more syncs');
        assert.deepEqual([viewer.closed, producer.closed], [undefined, undefined]);
        await producer.commit({ orders: { up: [['1', 'eu', 1]] } });
        await viewer.until(() => viewer.rows('orders').length === 1, 'the row of a commit');
      } finally {
        await site.close();
      }
    });

    it('is cut by the limit when the relay is silent', { skip }, async () => {
      const site = await Deployment.ownHost(kind, { heartbeat: 60_000, ping: 60_000 }, SHORT);
      try {
        const viewer = await site.viewer();
        await viewer.until(() => viewer.closed !== undefined, 'the end of the link');
        assert.equal(viewer.closed?.code, 1006);
      } finally {
        await site.close();
      }
    });
  });
}
