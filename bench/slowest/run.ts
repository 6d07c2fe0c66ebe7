/**
 * Measures the slowest message of each kind that the relay takes: how long it holds the event loop (by how much a timer
 * is late), its CPU, and the memory that the relay has at most more than before. Each is of the largest size that the
 * limits allow, in the form that was found to take the longest. The relay keeps its state in files.
 *
 *     node dist/bench/slowest/run.js [--rounds 3] [--scenes "configs,long values"] [--out FILE]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { forgetPeak, MB, peakMemoryOf } from '../../test/kit/process-figures.js';
import { TestProducer } from '../../test/kit/producer.js';
import { MeasuredRelay } from '../kit/relay.js';
import { writeResult } from '../kit/result.js';
import { round } from '../kit/statistics.js';
import type { Case, Scene } from './cases.js';
import { EXPORT_SCENES } from './export-scenes.js';
import { commit } from './links.js';
import { PRODUCER_SCENES } from './producer-scenes.js';
import { POINTS } from './viewer-scenes.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    scenes: { type: 'string' },
    out: { type: 'string', default: 'bench/results/slowest.json' },
  },
});

const SCENES: readonly Scene[] = [...PRODUCER_SCENES, POINTS, ...EXPORT_SCENES];

/** Resolves when the relay has nothing to do any more. */
async function idle(relay: MeasuredRelay): Promise<void> {
  for (let calm = 0, before = relay.cpu; calm < 3; ) {
    await pause(100);
    const { cpu } = relay;
    calm = cpu - before < 0.03 ? calm + 1 : 0;
    before = cpu;
  }
}

async function measure(relay: MeasuredRelay, { kind, what, prepare, send }: Case) {
  await prepare?.();
  await idle(relay);
  await relay.inside({ collect: true });
  await relay.inside({ reset: true });
  // The first delay after a reset is not counted.
  await pause(100);
  forgetPeak(relay.pid);
  const before = relay.residentMB;
  const cpu = relay.cpu;
  await send();
  await idle(relay);
  const { loopDelay } = await relay.inside();
  const result = {
    kind,
    what,
    holdMs: Math.round(loopDelay.max),
    cpuSeconds: round(relay.cpu - cpu, 2),
    memoryMB: Math.max(0, Math.round(peakMemoryOf(relay.pid) / MB - before)),
  };
  console.log(JSON.stringify(result));
  return result;
}

type Measured = Awaited<ReturnType<typeof measure>>;

async function play({ widgets, fill = [], cases }: Scene): Promise<Measured[]> {
  const state = mkdtempSync(join(tmpdir(), 'streamviz-bench-'));
  const relay = await MeasuredRelay.start({ state });
  const producer = await TestProducer.open(relay.url);
  try {
    producer.declare(widgets);
    for (const text of fill) await commit(producer, [text]);
    let seq = fill.length;
    const results: Measured[] = [];
    for (const one of cases({ url: relay.url, producer, nextSeq: () => ++seq }))
      results.push(await measure(relay, one));
    return results;
  } finally {
    await producer.close();
    await relay.stop();
    rmSync(state, { recursive: true });
  }
}

const asked = options.scenes?.split(',');
const scenes = SCENES.filter(({ name }) => asked === undefined || asked.includes(name));
const runs: Measured[][] = [];
for (let turn = 0; turn < Number(options.rounds); turn++) {
  for (const scene of scenes) runs.push(await play(scene));
}
const all = runs.flat();
const messages = all
  .filter(({ kind, what }, i) => all.findIndex((one) => one.kind === kind && one.what === what) === i)
  .map(({ kind, what }) => {
    const same = all.filter((one) => one.kind === kind && one.what === what);
    // A disturbance only makes a round worse.
    const least = (pick: (one: Measured) => number) => Math.min(...same.map(pick));
    return {
      kind,
      what,
      holdMs: least((one) => one.holdMs),
      cpuSeconds: least((one) => one.cpuSeconds),
      memoryMB: least((one) => one.memoryMB),
    };
  });
console.table(messages);
writeResult(options.out, { rounds: Number(options.rounds), messages });
