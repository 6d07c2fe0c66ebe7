/**
 * How old a number on the screen is: from the moment when a producer sends a commit to the relay until the cell is
 * painted, over networks of different length. The table has 10,000 rows, of which each commit changes 1,000 at random.
 * Once in a page where nothing else moves, and once in one that draws every frame, as with an animation: there a change
 * waits for the next tick of the screen. `--before` measures the relay and the page of another built checkout in turn
 * with these.
 *
 *     node dist/bench/latency/run.js [--rounds 2] [--seconds 20] [--rtt 0,50,150] [--updates 10000] [--before FOLDER]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CHROMIUM } from '../../test/kit/chromium.js';
import { FaultProxy } from '../../test/kit/fault-proxy.js';
import { launchMeasuredBrowser } from '../kit/browser.js';
import { framesMissedPercent } from '../kit/frames.js';
import { installProbe } from '../kit/probe.js';
import { Producer } from '../kit/producer.js';
import { MeasuredRelay } from '../kit/relay.js';
import { printVerdicts, writeResult } from '../kit/result.js';
import { inRounds } from '../kit/rounds.js';
import { median, quantile, round } from '../kit/statistics.js';
import { compare, type Tree, treesOf } from '../kit/trees.js';
import { commitUnevenly } from '../kit/uneven.js';
import { CONFIG, changes, firstChanges, ROWS_PER_COMMIT } from './orders.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '20' },
    rtt: { type: 'string', default: '0,50,150' },
    updates: { type: 'string', default: '10000' },
    before: { type: 'string' },
    chrome: { type: 'string', default: CHROMIUM },
    out: { type: 'string', default: 'bench/results/latency.json' },
  },
});
const TARGETS: Readonly<Record<number, number>> = { 0: 20, 50: 45, 150: 95 };
const WARM_UP = 3000;
const milliseconds = Number(options.seconds) * 1000;

/** A relay of a checkout with the rows and their producer, who rests while that of the other is measured. */
class Stage {
  readonly tree: Tree['tree'];
  readonly relay: MeasuredRelay;
  readonly producer: Producer;

  private constructor(tree: Tree['tree'], relay: MeasuredRelay, producer: Producer) {
    this.tree = tree;
    this.relay = relay;
    this.producer = producer;
  }

  static async open({ tree, dist }: Tree): Promise<Stage> {
    const relay = await MeasuredRelay.start({}, { program: `${dist}relay.js` });
    const producer = await Producer.open(relay.url, CONFIG);
    producer.commit(firstChanges(Date.now()), Date.now());
    await producer.settled();
    return new Stage(tree, relay, producer);
  }

  async close(): Promise<void> {
    this.producer.close();
    await this.relay.stop();
  }
}

const trees = treesOf(options.before);
const browser = await launchMeasuredBrowser(options.chrome);

interface Case {
  readonly rtt: number;
  readonly isStill: boolean;
  readonly stage: Stage;
}

async function measure({ rtt, isStill, stage: { tree, relay, producer } }: Case) {
  const proxy = rtt > 0 ? await FaultProxy.before(relay.port, { delay: rtt / 2 }) : undefined;
  const page = await browser.newPage();
  try {
    await page.goto(proxy?.url ?? relay.url, { waitUntil: 'domcontentloaded' });
    await page.evaluate(installProbe, '[data-key] [data-column="ts"]', isStill);
    const stop = commitUnevenly(producer, Number(options.updates) / ROWS_PER_COMMIT, changes);
    await pause(WARM_UP);
    await page.evaluate(() => window.probe.reset());
    const cpu = relay.cpu;
    const own = process.cpuUsage();
    await pause(milliseconds);
    const { latencies, frames } = await page.evaluate(() => window.probe.samples);
    stop();
    const { user, system } = process.cpuUsage(own);
    return {
      rtt,
      ...(trees.length > 1 && { tree }),
      page: isStill ? 'still' : 'drawing every frame',
      p50: quantile(latencies, 0.5),
      p90: quantile(latencies, 0.9),
      p99: quantile(latencies, 0.99),
      samples: latencies.length,
      ...(!isStill && { framesMissedPercent: framesMissedPercent(frames) }),
      relayCpu: round((relay.cpu - cpu) / (milliseconds / 1000), 3),
      generatorCpu: round((user + system) / 1e6 / (milliseconds / 1000), 3),
    };
  } finally {
    await page.close();
    proxy?.close();
  }
}

const rtts = options.rtt.split(',').map(Number);
const stages: Stage[] = [];
try {
  for (const tree of trees) stages.push(await Stage.open(tree));
  const cases = rtts.flatMap((rtt) =>
    [true, false].flatMap((isStill) => stages.map((stage) => ({ rtt, isStill, stage }))),
  );
  const runs = await inRounds(Number(options.rounds), cases, measure);
  const own = runs.filter(({ tree = 'this' }) => tree === 'this');
  const verdicts = rtts.map((rtt) => {
    const still = own.filter((run) => run.rtt === rtt && run.page === 'still');
    const p50 = median(still.map((run) => run.p50));
    const most = TARGETS[rtt] ?? rtt / 2 + 20;
    return { target: `round trip ${rtt} ms: p50 at most ${most} ms`, reached: `${p50} ms`, met: p50 <= most };
  });
  printVerdicts(verdicts);
  const setup = { updatesPerSecond: Number(options.updates), seconds: Number(options.seconds) };
  const ratios = trees.length > 1 && { ratios: compare(runs, ['rtt', 'page'], ['p50', 'p90', 'p99', 'relayCpu']) };
  if (ratios) console.table(ratios.ratios);
  writeResult(options.out, { setup, verdicts, ...ratios, runs });
} finally {
  await browser.close();
  for (const stage of stages) await stage.close();
}
