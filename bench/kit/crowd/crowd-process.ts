/*
 * Some of a crowd's viewers: a process of its own that takes orders over its channel, so that it can also be stopped as
 * a whole, as a computer that sleeps.
 */

import { FleetViewers } from './fleet-viewers.js';
import { LightViewers } from './light-viewers.js';
import type { Answer, Order } from './orders.js';

const light = new LightViewers();
const ofFleet = new FleetViewers();
let cpuBefore = process.cpuUsage();

async function obey(order: Order): Promise<Partial<Answer>> {
  switch (order.do) {
    case 'join':
      await ('fleet' in order ? ofFleet.join(order) : light.join(order));
      return {};
    case 'begin':
      light.begin();
      ofFleet.begin();
      cpuBefore = process.cpuUsage();
      return {};
    case 'report': {
      const { user, system } = process.cpuUsage(cpuBefore);
      const [one, other] = [light.report(), ofFleet.report()];
      const report = {
        latencies: [...one.latencies, ...other.latencies],
        frames: one.frames + other.frames,
        fewestSteps: one.fewestSteps,
        bytes: one.bytes + other.bytes,
        cpu: (user + system) / 1e6,
        checks: other.checks,
      };
      return { report };
    }
    case 'freeze':
      ofFleet.freeze();
      return {};
    case 'thaw':
      ofFleet.thaw();
      return {};
    case 'cut':
      ofFleet.cut();
      return {};
    case 'reload':
      ofFleet.reload();
      return {};
    case 'returns':
      return { returns: await ofFleet.returns(order) };
  }
}

process.on('message', async ({ id, order }: { readonly id: number; readonly order: Order }) => {
  process.send?.({ id, ...(await obey(order)) } satisfies Answer);
});
process.on('disconnect', () => process.exit());
