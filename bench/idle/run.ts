/**
 * What a viewer costs who only looks: memory of the relay for each, as its growth from some viewers to many, all of them
 * with the whole of a small table, and at least one heartbeat ago.
 *
 *     node dist/bench/idle/run.js [--viewers 1000,4000,8000] [--settle 20]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Crowd } from '../load/crowd.js';
import { Producer } from '../load/producer.js';
import { CONFIG, rowsOf, SMALL } from '../load/rows.js';
import { Served } from '../load/served.js';
import { machine } from '../machine.js';
import { now, round } from '../statistics.js';

const { values: options } = parseArgs({
  options: {
    viewers: { type: 'string', default: '1000,4000,8000' },
    settle: { type: 'string', default: '20' },
    out: { type: 'string', default: 'bench/results/idle.json' },
  },
});

const ROWS = 100;
const counts = options.viewers.split(',').map(Number);
const settle = Number(options.settle);

const relay = await Served.relay(['--memory']);
const crowd = new Crowd(relay.url, 'streamviz');
const producer = await Producer.open(relay.url, CONFIG);
await producer.commit(Buffer.from(JSON.stringify({ [SMALL]: { up: rowsOf(0, ROWS, ROWS, 0) } })), now());
await producer.done();

const readings: { viewers: number; residentMB: number; cpuPercent: number }[] = [];
let joined = 0;
for (const viewers of counts) {
  await crowd.join(viewers - joined);
  joined = viewers;
  const before = relay.cpu;
  await new Promise((resolve) => setTimeout(resolve, settle * 1000));
  const cpuPercent = round(((relay.cpu - before) / settle) * 100);
  readings.push({ viewers, residentMB: round(relay.residentMB), cpuPercent });
  console.log(JSON.stringify(readings.at(-1)));
}
producer.close();
await crowd.leave();
await relay.stop();

const [first] = readings;
const last = readings.at(-1);
if (first === undefined || last === undefined || first === last)
  throw new Error('--viewers must be two numbers or more');
const kilobytesPerViewer = round(((last.residentMB - first.residentMB) * 1024) / (last.viewers - first.viewers));
console.log(`${kilobytesPerViewer} KB a viewer`);
mkdirSync('bench/results', { recursive: true });
const result = {
  date: new Date().toISOString(),
  machine: machine(),
  setup: { rows: ROWS, settle },
  kilobytesPerViewer,
  readings,
};
writeFileSync(options.out, `${JSON.stringify(result, null, 1)}\n`);
