/**
 * How old a number on the screen is: from the moment when a producer sends a commit to the relay until the cell is
 * painted, over networks of different length. The table has 10,000 rows, of which each commit changes 1,000 at random.
 * Once in a page where nothing else moves, and once in one that draws every frame, as with an animation: there a change
 * waits for the next tick of the screen.
 *
 *     node dist/bench/latency/run.js [--rounds 2] [--seconds 20] [--rtt 0,50,150] [--updates 10000]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Browser } from 'puppeteer-core';
import { FaultProxy } from '../../test/kit/fault-proxy.js';
import { Producer } from '../bounded/producer.js';
import { RelayUnderTest } from '../bounded/relay.js';
import { launchBrowser } from '../browser.js';
import { framesMissedPercent } from '../frames.js';
import { installProbe } from '../pipeline/probe.js';
import { printVerdicts, writeResult } from '../result.js';
import { median, quantile, round } from '../statistics.js';
import { CONFIG, changes, firstChanges, ROWS_PER_COMMIT } from './orders.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '20' },
    rtt: { type: 'string', default: '0,50,150' },
    updates: { type: 'string', default: '10000' },
    chrome: { type: 'string', default: process.env.CHROME_PATH ?? '/usr/bin/chromium' },
    out: { type: 'string', default: 'bench/results/latency.json' },
  },
});
const TARGETS: Readonly<Record<number, number>> = { 0: 20, 50: 45, 150: 95 };
const WARM_UP = 3000;
const milliseconds = Number(options.seconds) * 1000;

const relay = await RelayUnderTest.start();
const producer = new Producer(relay.url, CONFIG);
const browser = await launchBrowser(options.chrome);

/**
 * Commits at the rate on average, not in time with the frames of a screen. The next is made ready when the last has long
 * been painted, so that making it takes no time from those who are measured.
 */
function feed(): () => void {
  const interval = (1000 * ROWS_PER_COMMIT) / Number(options.updates);
  let next = performance.now();
  let ready = changes();
  let timer: ReturnType<typeof setTimeout>;
  const send = () => {
    if (producer.isFree) {
      const now = Date.now();
      producer.commit(ready(now), now);
    }
    next += interval * (0.8 + 0.4 * Math.random());
    timer = setTimeout(prepare, 0.7 * (next - performance.now()));
  };
  const prepare = () => {
    ready = changes();
    timer = setTimeout(send, next - performance.now());
  };
  send();
  return () => clearTimeout(timer);
}

async function measure(rtt: number, turn: number, isStill: boolean, withBrowser: Browser) {
  const proxy = rtt > 0 ? await FaultProxy.before(relay.port, { delay: rtt / 2 }) : undefined;
  const page = await withBrowser.newPage();
  try {
    await page.goto(proxy?.url ?? relay.url, { waitUntil: 'domcontentloaded' });
    await page.evaluate(installProbe, '[data-key] [data-column="ts"]', isStill);
    const stop = feed();
    await pause(WARM_UP);
    await page.evaluate(() => window.probe.reset());
    const cpu = relay.cpu;
    const own = process.cpuUsage();
    await pause(milliseconds);
    const { latencies, frames } = await page.evaluate(() => window.probe.samples);
    stop();
    const { user, system } = process.cpuUsage(own);
    const measured = {
      rtt,
      round: turn,
      page: isStill ? 'still' : 'drawing every frame',
      p50: quantile(latencies, 0.5),
      p90: quantile(latencies, 0.9),
      p99: quantile(latencies, 0.99),
      samples: latencies.length,
      ...(!isStill && { framesMissedPercent: framesMissedPercent(frames) }),
      relayCpu: round((relay.cpu - cpu) / (milliseconds / 1000), 3),
      generatorCpu: round((user + system) / 1e6 / (milliseconds / 1000), 3),
    };
    console.log(JSON.stringify(measured));
    return measured;
  } finally {
    await page.close();
    proxy?.close();
  }
}

const rtts = options.rtt.split(',').map(Number);
const runs: Awaited<ReturnType<typeof measure>>[] = [];
try {
  await producer.until(() => producer.isFree);
  producer.commit(firstChanges(Date.now()), Date.now());
  await producer.until(() => producer.isIdle);
  for (let turn = 1; turn <= Number(options.rounds); turn++) {
    for (const rtt of rtts) {
      for (const isStill of [true, false]) runs.push(await measure(rtt, turn, isStill, browser));
    }
  }
  const verdicts = rtts.map((rtt) => {
    const still = runs.filter((run) => run.rtt === rtt && run.page === 'still');
    const p50 = median(still.map((run) => run.p50));
    const most = TARGETS[rtt] ?? rtt / 2 + 20;
    return { target: `round trip ${rtt} ms: p50 at most ${most} ms`, reached: `${p50} ms`, met: p50 <= most };
  });
  printVerdicts(verdicts);
  const setup = { updatesPerSecond: Number(options.updates), seconds: Number(options.seconds) };
  writeResult(options.out, { setup, verdicts, runs });
} finally {
  producer.close();
  await browser.close();
  await relay.stop();
}
