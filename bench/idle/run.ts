/**
 * Measures the memory that an idle viewer costs the relay: its growth from some viewers to many, all of them with the
 * whole of a small table, and at least one heartbeat ago.
 *
 *     node dist/bench/idle/run.js [--viewers 1000,4000,8000] [--settle 20]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Crowd } from '../kit/crowd/crowd.js';
import { Producer } from '../kit/producer.js';
import { MeasuredRelay } from '../kit/relay.js';
import { writeResult } from '../kit/result.js';
import { CONFIG, rowsOf, SMALL } from '../kit/rows.js';
import { now, round } from '../kit/statistics.js';

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

const relay = await MeasuredRelay.start();
const { url } = relay;
const crowd = new Crowd(2);
const producer = await Producer.open(url, CONFIG);
producer.commit(JSON.stringify({ [SMALL]: { up: rowsOf(0, ROWS, ROWS, 0) } }), now());
await producer.settled();

const readings: { viewers: number; residentMB: number; cpuPercent: number }[] = [];
let joined = 0;
for (const viewers of counts) {
  await crowd.join({ url, count: viewers - joined, dialect: 'streamviz' });
  joined = viewers;
  const before = relay.cpu;
  await pause(settle * 1000);
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
writeResult(options.out, { setup: { rows: ROWS, settle }, kilobytesPerViewer, readings });
