/**
 * Measures windows of tables that are too large to be had whole: 100,000 and a million rows that change 10,000 times a
 * second, sorted by a column that ticks, with a relay as it is shipped.
 *
 * - viewer: one page, over networks of different length: first rows and their bytes, bytes a second, from the commit at
 *   the producer until it is painted. Beside Perspective, whose engine and rows are in a Node server as well.
 * - sort: how long other orders of all rows take until the first window is there, and how late timers of the relay are
 *   meanwhile; `none` is without a new order.
 * - crowd: 100 viewers with a window each, on sockets that cost little: all of the same rows, in one order each somewhere
 *   else, and in 16 orders.
 * - scroll: one page that is scrolled by 100 pixels a frame, flung, and dragged by its thumb: frames, and those in which
 *   a place had neither row nor placeholder.
 *
 *     node dist/bench/windows/run.js [--cases 'viewer|crowd'] [--rows 100000,1000000] [--rtt 0,50,150] [--peers Perspective]
 *       [--rounds 2] [--seconds 10] [--updates 10000] [--viewers 100]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { WindowRequest } from '../../src/core/messages.js';
import { CHROMIUM } from '../../test/kit/chromium.js';
import { launchMeasuredBrowser } from '../kit/browser.js';
import { Crowd } from '../kit/crowd/crowd.js';
import type { Windows } from '../kit/crowd/dialects.js';
import { type Measured, mediansOf, printMedians, verdictsOf } from '../kit/medians.js';
import { printVerdicts, versionsOf, writeResult } from '../kit/result.js';
import { inRounds } from '../kit/rounds.js';
import { sampling } from '../kit/sampling.js';
import { quantileOf, round, totalOf } from '../kit/statistics.js';
import { COLUMNS } from '../peers/quotes.js';
import { WIDGET } from './market.js';
import { PageViewer } from './page-viewer.js';
import { PerspectiveStage, RelayStage, type Stage } from './stages.js';
import { targetsOf } from './targets.js';
import { WindowViewer } from './window-viewer.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '2' },
    /** That each case is measured. */
    seconds: { type: 'string', default: '10' },
    /** Only cases whose names match this expression. */
    cases: { type: 'string', default: '' },
    rows: { type: 'string', default: '100000,1000000' },
    rtt: { type: 'string', default: '0,50,150' },
    updates: { type: 'string', default: '10000' },
    viewers: { type: 'string', default: '100' },
    peers: { type: 'string', default: 'Perspective' },
    chrome: { type: 'string', default: CHROMIUM },
    out: { type: 'string', default: 'bench/results/windows.json' },
  },
});
const WARM_UP = 3000;
/** Milliseconds for which the relay keeps a view without a viewer, and a bit. */
const RELEASED = 12_000;
const LIMIT = 50;
const SORTS: Readonly<Record<string, WindowRequest['sort'] | undefined>> = {
  none: undefined,
  number: [['vol', 'asc']],
  text: [['sym', 'desc']],
  'text, number': [
    ['venue', 'asc'],
    ['ask', 'desc'],
  ],
};
const SIXTEEN: readonly WindowRequest['sort'][] = (['asc', 'desc'] as const).flatMap((direction) =>
  COLUMNS.slice(0, 8).map(({ name }) => [[name, direction] as const]),
);
const CROWDS: Readonly<Record<string, Pick<Windows, 'sorts' | 'apart'>>> = {
  'of one sort': { sorts: [null], apart: 0 },
  'of one sort, apart': { sorts: [null], apart: 1000 },
  'of 16 sorts': { sorts: SIXTEEN, apart: 0 },
};

const seconds = Number(options.seconds);
const viewers = Number(options.viewers);
const browser = await launchMeasuredBrowser(options.chrome);
const pageViewer = new PageViewer(browser, seconds);

interface Measurement {
  readonly case: string;
  readonly stage: Stage;
  measure(): Promise<Measured>;
}

async function view(stage: Stage, rtt: number) {
  const looked = await stage.lookOver(rtt);
  const [cpu, begun] = [stage.cpu, performance.now()];
  try {
    const seen = await pageViewer.look(looked);
    return { ...seen, serverCpu: round((stage.cpu - cpu) / ((performance.now() - begun) / 1000), 3) };
  } finally {
    looked.close();
  }
}

async function sort({ relay }: RelayStage, sort: WindowRequest['sort'] | undefined) {
  await pause(RELEASED);
  const viewer = await WindowViewer.open(relay.url);
  try {
    const ownOrder = round(await viewer.show(null));
    await pause(WARM_UP);
    await relay.inside({ reset: true });
    const taken = sort === undefined ? await pause(WARM_UP, {}) : { milliseconds: round(await viewer.show(sort)) };
    const { loopDelay } = await relay.inside();
    return { ownOrder, ...taken, loopDelayMax: loopDelay.max };
  } finally {
    viewer.close();
  }
}

async function crowd({ relay }: RelayStage, { sorts, apart }: Pick<Windows, 'sorts' | 'apart'>) {
  const all = new Crowd(2);
  try {
    const windows = { widget: WIDGET, limit: LIMIT, sorts, apart };
    await all.join({ url: relay.url, count: viewers, dialect: 'streamviz', windows });
    await pause(WARM_UP);
    await all.command('begin');
    const used = await sampling(relay);
    await pause(1000 * seconds);
    const usage = await used();
    const { latencies, fewestSteps, bytes, cpu } = await all.report();
    return {
      framesPerSecond: round(totalOf(latencies) / viewers / usage.seconds),
      fewestFramesPerSecond: round(fewestSteps / usage.seconds),
      relayCpu: usage.cpu,
      latencyP50: quantileOf(latencies, 0.5),
      latencyP99: quantileOf(latencies, 0.99),
      kBPerSecondEach: round(bytes / 1000 / viewers / usage.seconds),
      loopDelayMax: usage.loopDelayMax,
      residentMB: usage.residentMaxMB,
      viewersCpu: round(cpu / usage.seconds, 3),
    };
  } finally {
    await all.leave();
  }
}

async function scroll(stage: RelayStage) {
  return pageViewer.scroll(stage.relay.url);
}

const isAsked = (name: string) => new RegExp(options.cases).test(name);
const stages: Stage[] = [];
async function open<S extends Stage>(opening: Promise<S>): Promise<S> {
  const stage = await opening;
  stages.push(stage);
  return stage;
}

try {
  const measurements: Measurement[] = [];
  for (const rows of options.rows.split(',').map(Number)) {
    const size = `${rows.toLocaleString('en')} rows`;
    const own = await open(RelayStage.open(rows, Number(options.updates)));
    const viewed: Stage[] = [own];
    if (options.peers.split(',').includes('Perspective') && isAsked(`viewer: ${size}`))
      viewed.push(await open(PerspectiveStage.open(rows, Number(options.updates))));
    for (const rtt of options.rtt.split(',').map(Number))
      for (const stage of viewed)
        measurements.push({ case: `viewer: ${size}, RTT ${rtt}`, stage, measure: () => view(stage, rtt) });
    for (const [name, terms] of Object.entries(SORTS))
      measurements.push({ case: `sort: ${size}, ${name}`, stage: own, measure: () => sort(own, terms) });
    for (const [name, kind] of Object.entries(CROWDS))
      measurements.push({ case: `crowd ${name}: ${size}`, stage: own, measure: () => crowd(own, kind) });
    measurements.push({ case: `scroll: ${size}`, stage: own, measure: () => scroll(own) });
  }
  const runs = await inRounds(
    Number(options.rounds),
    measurements.filter((one) => isAsked(one.case)),
    async ({ case: name, stage, measure }) => {
      const stop = stage.feed();
      try {
        return { case: name, candidate: stage.name, ...(await measure()) };
      } finally {
        stop();
      }
    },
  );
  const medians = mediansOf(runs);
  printMedians(medians);
  const verdicts = verdictsOf(medians, targetsOf);
  printVerdicts(verdicts);
  writeResult(options.out, {
    browser: await browser.version(),
    versions: versionsOf('bench/peers'),
    setup: { updatesPerSecond: Number(options.updates), seconds, viewers, rowsOfWindow: LIMIT },
    verdicts,
    medians,
    runs,
  });
} finally {
  await browser.close();
  for (const stage of stages) await stage.close();
}
