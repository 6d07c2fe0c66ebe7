/**
 * Looks whether anything grows in the long run: 20,000 updates/s into every kind of widget, 20 viewers that stay, and
 * five a second that join and leave again after ten seconds; with --browser a real page beside them.
 *
 *     node dist/bench/soak/run.js [--minutes 60] [--warmup 20] [--browser]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CHROMIUM } from '../../test/kit/chromium.js';
import { Page } from '../kit/crowd/page.js';
import { Producer } from '../kit/producer.js';
import { MeasuredRelay } from '../kit/relay.js';
import { printVerdicts, type Verdict, writeResult } from '../kit/result.js';
import { quantile, round } from '../kit/statistics.js';
import { steadily } from '../kit/steady.js';
import { ALL, COMMITS, CONFIG, changes, firstChanges, SMALL } from './dashboard.js';
import { WatchedPage } from './page-memory.js';
import { type Slope, slopeOf } from './slope.js';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    /** Minutes; default: a third of all. */
    warmup: { type: 'string' },
    /** Seconds between two samples. */
    every: { type: 'string', default: '20' },
    browser: { type: 'boolean', default: false },
    chrome: { type: 'string', default: CHROMIUM },
    out: { type: 'string', default: 'bench/results/soak.json' },
  },
});
const STAYING = 20;
const JOINS = 5;
const STAY = 10_000;
/** One in so many of those that come and go looks at the machines, too. */
const LOOKS_AT_ALL = 5;

const minutes = Number(options.minutes);
const warmup = Number(options.warmup ?? minutes / 3) * 60_000;
const state = mkdtempSync(join(tmpdir(), 'soak-'));
const relay = await MeasuredRelay.start({ state });
const producer = await Producer.open(relay.url, CONFIG);
const viewers = new Set<Page>();
let joined = 0;
let stepped = 0;
let page: WatchedPage | undefined;

function open(widgets: readonly string[]): Page {
  const viewer = new Page(relay.url, widgets, () => stepped++);
  viewers.add(viewer);
  return viewer;
}

/** One that comes and goes. */
function visit(): boolean {
  const viewer = open(++joined % LOOKS_AT_ALL === 0 ? ALL : SMALL);
  setTimeout(() => {
    viewer.close();
    viewers.delete(viewer);
  }, STAY);
  return true;
}

interface Sample {
  /** Milliseconds since the start. */
  readonly at: number;
  readonly residentMB: number;
  readonly heapMB: number;
  /** Beyond those of links. */
  readonly fileDescriptors: number;
  readonly links: number;
  readonly pageHeapMB?: number;
  readonly pageNodes?: number;
  readonly pageListeners?: number;
}

async function sample(at: number): Promise<Sample> {
  const residentMB = relay.residentMB; // before garbage is collected, which the relay would not do now
  const { heapBytes, externalBytes } = await relay.inside({ collect: true });
  const metrics = await relay.metrics();
  const links = (metrics.get('streamviz_viewers') ?? 0) + (metrics.get('streamviz_producers') ?? 0);
  const fileDescriptors = relay.fileDescriptors - links;
  const seen = await page?.sample();
  return {
    at,
    residentMB: round(residentMB, 2),
    heapMB: round((heapBytes + externalBytes) / 2 ** 20, 3),
    fileDescriptors,
    links,
    ...(seen && { pageHeapMB: round(seen.heapMB, 3), pageNodes: seen.nodes, pageListeners: seen.listeners }),
  };
}

const stops: (() => unknown)[] = [];
try {
  producer.commit(firstChanges(Date.now()), Date.now());
  await producer.settled();
  let commit = 0;
  const feed = steadily(COMMITS, () => {
    if (!producer.isFree) return false;
    producer.commit(changes(++commit, Date.now()), Date.now());
    return true;
  });
  stops.push(feed);
  for (let i = 0; i < STAYING; i++) open(i % LOOKS_AT_ALL === 0 ? ALL : SMALL);
  if (options.browser) page = await WatchedPage.open(options.chrome, relay.url);
  stops.push(steadily(JOINS, visit));

  const begun = performance.now();
  const cpu = { relay: relay.cpu, own: process.cpuUsage() };
  const samples: Sample[] = [];
  while (performance.now() - begun < minutes * 60_000) {
    await pause(Number(options.every) * 1000);
    samples.push(await sample(Math.round(performance.now() - begun)));
    console.log(JSON.stringify(samples.at(-1)));
  }
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu.own);
  const usage = {
    relayCpu: round((relay.cpu - cpu.relay) / seconds, 3),
    generatorCpu: round((user + system) / 1e6 / seconds, 3),
    stepsPerSecond: round(stepped / seconds),
  };
  const { taken, lost } = feed();
  const updates = Math.round((20_000 * taken) / (taken + lost));

  const steady = samples.filter(({ at }) => at >= warmup);
  const slope = (pick: (sample: Sample) => number) => slopeOf(steady.map((one) => [one.at, pick(one)]));
  const resident = slope(({ residentMB }) => residentMB);
  const heap = slope(({ heapMB }) => heapMB);
  const descriptors = slope(({ fileDescriptors }) => fileDescriptors);
  const textOf = ({ perHour, error }: Slope, unit: string) => `${round(perHour, 2)} ± ${round(error, 2)} ${unit}/h`;
  const within = ({ perHour, error }: Slope, most: number) => perHour - 2 * error <= most;
  const verdicts: Verdict[] = [
    {
      target: "the relay's resident memory grows at most 1 MB/h",
      reached: textOf(resident, 'MB'),
      met: within(resident, 1),
    },
    { target: "the relay's heap grows at most 1 MB/h", reached: textOf(heap, 'MB'), met: within(heap, 1) },
    {
      target: 'file descriptors beyond those of links are flat',
      reached: `${textOf(descriptors, '')}, at most ${Math.max(...steady.map((one) => one.fileDescriptors))}`,
      met: within(descriptors, 1),
    },
  ];
  if (page !== undefined) {
    const pageHeap = slope(({ pageHeapMB = Number.NaN }) => pageHeapMB);
    const pageNodes = slope(({ pageNodes = Number.NaN }) => pageNodes);
    verdicts.push(
      { target: "the page's heap is flat: at most 1 MB/h", reached: textOf(pageHeap, 'MB'), met: within(pageHeap, 1) },
      { target: "the page's nodes are flat", reached: textOf(pageNodes, 'nodes'), met: within(pageNodes, 100) },
      { target: 'nothing is thrown in the page', reached: page.errors.length, met: page.errors.length === 0 },
    );
  }
  printVerdicts(verdicts);
  const setup = { minutes, warmupMinutes: warmup / 60_000, staying: STAYING, joinsPerSecond: JOINS, joined };
  const medians = {
    residentMB: quantile(
      steady.map((one) => one.residentMB),
      0.5,
    ),
  };
  writeResult(options.out, { setup: { ...setup, updatesPerSecond: updates }, verdicts, usage, medians, samples });
} finally {
  for (const stop of stops) stop();
  for (const viewer of viewers) viewer.close();
  producer.close();
  await page?.close();
  await relay.stop();
  rmSync(state, { recursive: true });
}
process.exit();
