/**
 * Measures how everybody comes back at once: after their links were cut, as new pages that have nothing yet, after the
 * relay was restarted in order, and after it was killed. Meanwhile the pipeline goes on.
 *
 *     node dist/bench/storm/run.js [--viewers 2000] [--rounds 2] [--updates 20000] [--storms cut,reload,restart,kill]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Crowd } from '../kit/crowd/crowd.js';
import { Feeding } from '../kit/crowd/feeding.js';
import type { Fleet } from '../kit/crowd/fleet.js';
import { MeasuredRelay } from '../kit/relay.js';
import { printVerdicts, writeResult } from '../kit/result.js';
import { quantile, round } from '../kit/statistics.js';

const { values: options } = parseArgs({
  options: {
    viewers: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '2' },
    updates: { type: 'string', default: '20000' },
    storms: { type: 'string', default: 'cut,reload,restart,kill' },
    /** Seconds between two storms. */
    calm: { type: 'string', default: '10' },
    out: { type: 'string', default: 'bench/results/storm.json' },
  },
});
const FLEET: Fleet = { groups: 50, machines: 20, parts: 1000 };
const WITHIN = { cut: 10_000, reload: 10_000, restart: 30_000, kill: 30_000 };
type StormName = keyof typeof WITHIN;

const state = mkdtempSync(join(tmpdir(), 'storm-'));
let relay = await MeasuredRelay.start({ state });
const { url, port } = relay;
const crowd = new Crowd(2);

async function restarted(): Promise<void> {
  relay = await MeasuredRelay.start({ state, port });
  await relay.inside(); // from now on it measures its delays
}

const STORMS: Readonly<Record<StormName, () => Promise<unknown>>> = {
  cut: () => crowd.command('cut'),
  reload: () => crowd.command('reload'),
  restart: () => relay.stop().then(restarted),
  kill: () => relay.kill().then(restarted),
};

/** How many first loads this relay has made of each widget. */
async function firstLoads(): Promise<ReadonlyMap<string, number>> {
  const samples = [...(await relay.metrics())];
  return new Map(samples.filter(([name]) => name.startsWith('streamviz_first_loads_total')));
}

async function measure(name: StormName, round_: number) {
  await crowd.command('begin');
  const isSameRelay = name === 'cut' || name === 'reload';
  const before = isSameRelay ? await firstLoads() : new Map<string, number>();
  await relay.inside({ reset: true });
  const cpuBefore = isSameRelay ? relay.cpu : 0;
  const own = process.cpuUsage();
  const since = Date.now();
  const returning = crowd.returns({ since, newLink: true, within: 2 * WITHIN[name] });
  await STORMS[name]();
  const servedAfter = Date.now() - since;
  const { back, missing, firstTries, tries } = await returning;
  const { loopDelay } = await relay.inside();
  const cpu = relay.cpu - cpuBefore;
  const { user, system } = process.cpuUsage(own);
  const made = [...(await firstLoads())].map(([widget, count]) => count - (before.get(widget) ?? 0));
  const { checks, cpu: viewersCpu } = await crowd.report();
  const measured = {
    storm: name,
    round: round_,
    ...(isSameRelay ? {} : { servedAfter }),
    backP50: quantile(back, 0.5),
    backP99: quantile(back, 0.99),
    backMax: Math.max(...back),
    missing,
    firstTryP1: quantile(firstTries, 0.01),
    firstTryP99: quantile(firstTries, 0.99),
    triesPerViewer: round(tries / Number(options.viewers), 2),
    busiest100ms: busiest(firstTries, 100),
    firstLoadsOfViewers: checks.firstLoads,
    encodedPerWidget: Math.max(0, ...made),
    loopDelayP99: round(loopDelay.p99),
    loopDelayMax: round(loopDelay.max),
    relayCpu: round(cpu, 2),
    generatorCpu: round(viewersCpu + (user + system) / 1e6, 2),
    epochs: checks.epochs,
    mistakes: checks.mistakes,
  };
  console.log(JSON.stringify(measured));
  return measured;
}

/** The most that fall into one interval of that length. */
function busiest(times: readonly number[], length: number): number {
  const counts = new Map<number, number>();
  for (const time of times) {
    const slot = Math.floor(time / length);
    counts.set(slot, (counts.get(slot) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

const feeding = await Feeding.start(url, FLEET, Number(options.updates));
const names = options.storms.split(',') as StormName[];
const runs: Awaited<ReturnType<typeof measure>>[] = [];
try {
  await crowd.join({ url, fleet: FLEET, first: 0, count: Number(options.viewers) });
  for (let turn = 1; turn <= Number(options.rounds); turn++) {
    for (const name of names) {
      await pause(Number(options.calm) * 1000);
      runs.push(await measure(name, turn));
    }
  }
  const fed = feeding.stop();
  const worst = (of: readonly StormName[], pick: (run: (typeof runs)[number]) => number) =>
    Math.max(...runs.filter(({ storm }) => of.includes(storm)).map(pick));
  const missing = worst(names, (run) => run.missing);
  const mistakes = runs.flatMap((run) => run.mistakes);
  const verdicts = names.map((name) => {
    const reached = worst([name], ({ backMax }) => backMax);
    const target = `${name}: all are back and exact within ${WITHIN[name] / 1000} s`;
    return { target, reached: `${reached} ms`, met: reached <= WITHIN[name] && missing === 0 };
  });
  const encoded = worst(names, (run) => run.encodedPerWidget);
  const delay = worst(names, (run) => run.loopDelayP99);
  verdicts.push(
    { target: 'first loads are encoded at most 3 times per widget', reached: `${encoded}`, met: encoded <= 3 },
    { target: 'delay of the event loop p99 is at most 200 ms', reached: `${delay} ms`, met: delay <= 200 },
    { target: 'nobody is ever wrong', reached: `${mistakes.length} mistakes`, met: mistakes.length === 0 },
  );
  printVerdicts(verdicts);
  writeResult(options.out, { setup: { viewers: Number(options.viewers), ...fed, fleet: FLEET }, verdicts, runs });
} finally {
  feeding.stop();
  await crowd.leave();
  await relay.stop();
  rmSync(state, { recursive: true });
}
