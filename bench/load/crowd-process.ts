/*
 * Some of a crowd's viewers: a process of its own, told over its channel what to do.
 */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { now } from '../statistics.js';
import type { CrowdOrder, CrowdReport } from './crowd.js';
import { DIALECTS, type Dialect, type DialectName, type LightViewer } from './dialects.js';

const [url = '', name = ''] = process.argv.slice(2);
const dialect: Dialect = DIALECTS[name as DialectName];

let latencies: number[] = [];
let frames = 0;
let bytes = 0;
let cpuBefore = process.cpuUsage();

async function join(): Promise<void> {
  const address = `${url.replace('http', 'ws')}${dialect.path}`;
  const socket = new WebSocket(address, dialect.subprotocol, { perMessageDeflate: false });
  const viewer: LightViewer = { socket, frames: 0 };
  let last = 0;
  const first = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      frames++;
      bytes += data.length;
      const time = dialect.received(data, viewer);
      resolve();
      if (time === undefined || time === last) return;
      last = time;
      latencies.push(now() - time);
    });
  });
  socket.on('close', () => {
    throw new Error('the server closed the link of a viewer');
  });
  await once(socket, 'open');
  if (dialect.greeting !== undefined) socket.send(dialect.greeting);
  // A bare broadcast says nothing before something changes.
  if (name !== 'ws') await first;
}

async function joinAll(count: number): Promise<void> {
  const AT_ONCE = 20;
  let left = count;
  const joinOneByOne = async () => {
    while (left-- > 0) await join();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, joinOneByOne));
}

function report(): CrowdReport {
  const { user, system } = process.cpuUsage(cpuBefore);
  return { latencies, frames, bytes, cpu: (user + system) / 1e6 };
}

process.on('message', async (order: CrowdOrder) => {
  if (order.type === 'join') await joinAll(order.count);
  const reported = report();
  if (order.type === 'begin') {
    latencies = [];
    frames = bytes = 0;
    cpuBefore = process.cpuUsage();
  }
  process.send?.(reported);
});
process.on('disconnect', () => process.exit());
