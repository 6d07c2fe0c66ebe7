/**
 * How old a number on the screen is: from the moment when a producer sends a commit to the relay until the cell is
 * painted, over networks of different length. The table has 10,000 rows, of which each commit changes 1,000 at random.
 *
 *     node dist/bench/latency/run.js [--rounds 2] [--seconds 20] [--rtt 0,50,150] [--updates 10000]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import puppeteer, { type Browser } from 'puppeteer-core';
import { Producer } from '../bounded/producer.js';
import { RelayUnderTest } from '../bounded/relay.js';
import { framesMissedPercent } from '../frames.js';
import { installProbe } from '../pipeline/probe.js';
import { printVerdicts, writeResult } from '../result.js';
import { median, quantile, round } from '../statistics.js';
import { DelayingProxy } from './delaying-proxy.js';
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
const browser = await puppeteer.launch({
  executablePath: options.chrome,
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
  defaultViewport: { width: 1280, height: 800 },
});

/** Commits at the rate on average, not in time with the frames of a screen. */
function feed(): () => void {
  const interval = (1000 * ROWS_PER_COMMIT) / Number(options.updates);
  let next = performance.now();
  let ready = changes();
  let timer: ReturnType<typeof setTimeout>;
  const send = () => {
    if (producer.isFree) {
      const now = Date.now();
      producer.commit(ready(now), now);
      ready = changes();
    }
    next += interval * (0.8 + 0.4 * Math.random());
    timer = setTimeout(send, next - performance.now());
  };
  send();
  return () => clearTimeout(timer);
}

async function measure(rtt: number, turn: number, withBrowser: Browser) {
  const proxy = new DelayingProxy(relay.port, rtt / 2);
  const page = await withBrowser.newPage();
  try {
    await page.goto(await proxy.listen(), { waitUntil: 'domcontentloaded' });
    await page.evaluate(installProbe, '[data-key] [data-column="ts"]');
    await pause(WARM_UP);
    await page.evaluate(() => window.probe.reset());
    await pause(milliseconds);
    const idle = await page.evaluate(() => window.probe.samples);
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
      p50: quantile(latencies, 0.5),
      p90: quantile(latencies, 0.9),
      p99: quantile(latencies, 0.99),
      samples: latencies.length,
      framesMissedPercent: framesMissedPercent(frames),
      framesMissedPercentIdle: framesMissedPercent(idle.frames),
      relayCpu: round((relay.cpu - cpu) / (milliseconds / 1000), 3),
      generatorCpu: round((user + system) / 1e6 / (milliseconds / 1000), 3),
    };
    console.log(JSON.stringify(measured));
    return measured;
  } finally {
    await page.close();
    proxy.close();
  }
}

const rtts = options.rtt.split(',').map(Number);
const runs: Awaited<ReturnType<typeof measure>>[] = [];
try {
  await producer.until(() => producer.isFree);
  producer.commit(firstChanges(Date.now()), Date.now());
  await producer.until(() => producer.isIdle);
  for (let turn = 1; turn <= Number(options.rounds); turn++) {
    for (const rtt of rtts) runs.push(await measure(rtt, turn, browser));
  }
  const verdicts = rtts.map((rtt) => {
    const p50 = median(runs.filter((run) => run.rtt === rtt).map((run) => run.p50));
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
