/*
 * Some of the viewers: a process of its own, told over its channel what to do, so that it can also be stopped as a
 * whole, as a computer that sleeps.
 */

import type { Answer, Order } from './audience.js';
import { ViewersOfFleet } from './viewers-of-fleet.js';

const viewers = new ViewersOfFleet();
let cpuBefore = process.cpuUsage();

async function obey(order: Order): Promise<Partial<Answer>> {
  switch (order.do) {
    case 'join':
      await viewers.join(order);
      return {};
    case 'begin':
      viewers.begin();
      cpuBefore = process.cpuUsage();
      return {};
    case 'report': {
      const { user, system } = process.cpuUsage(cpuBefore);
      return { report: { ...viewers.report(), cpu: (user + system) / 1e6 } };
    }
    case 'freeze':
      viewers.freeze();
      return {};
    case 'thaw':
      viewers.thaw();
      return {};
    case 'cut':
      viewers.cut();
      return {};
    case 'reload':
      viewers.reload();
      return {};
    case 'returns':
      return { returns: await viewers.returns(order) };
  }
}

process.on('message', async ({ id, order }: { readonly id: number; readonly order: Order }) => {
  process.send?.({ id, ...(await obey(order)) } satisfies Answer);
});
process.on('disconnect', () => process.exit());
