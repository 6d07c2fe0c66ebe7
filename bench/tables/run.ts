/**
 * Measures what a table costs a page, and how soon it shows what it was given, with local rows.
 *
 * - main thread: CPU time of the main thread in each frame, and frames missed, while 10,000 and 100,000 rows are sorted by
 *   what changes, and while a million rows are scrolled. StreamViz alone.
 * - stress: 100,000 updates of random rows handed over at once, until the first ten rows in the DOM are those of the
 *   final state.
 * - ladder: updates at a steady rate; from the call that hands over a mark until it is painted, and the frames meanwhile.
 * - navigation: from the navigation of a page until 1,000 rows are in it.
 *
 * The last three beside AG Grid, Perspective and SlickGrid with their defaults, in turn in the same run; each table is in a
 * page of its own. With `--before` another build is measured as well.
 *
 *     node dist/bench/tables/run.js [--cases 'stress|ladder'] [--peers 'AG Grid,Perspective,SlickGrid'] [--rounds 3]
 *       [--seconds 4] [--before FOLDER]
 */
import { parseArgs } from 'node:util';
import { launchMeasuredBrowser } from '../kit/browser.js';
import { type Measured, mediansOf, printMedians, verdictsOf } from '../kit/medians.js';
import { printVerdicts, versionsOf, writeResult } from '../kit/result.js';
import { inRounds } from '../kit/rounds.js';
import { treesOf } from '../kit/trees.js';
import { PEERS, streamvizOf } from './candidates.js';
import { LADDER, NAVIGATION, STRESS, targetsOf } from './cases.js';
import { Measuring } from './measuring.js';
import { servePages } from './page-server.js';
import { MAIN_THREAD } from './work.js';

const { values: options } = parseArgs({
  options: {
    /** The folder of another checkout that is built. */
    before: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    /** That a round of a case at a steady rate is measured. */
    seconds: { type: 'string', default: '4' },
    /** Only cases whose names match this expression. */
    cases: { type: 'string', default: '' },
    peers: { type: 'string', default: PEERS.map(({ name }) => name).join(',') },
    chrome: { type: 'string', default: process.env.CHROME_PATH ?? '/usr/bin/chromium' },
    out: { type: 'string', default: 'bench/results/tables.json' },
  },
});

/** One measurement of one table. */
interface Measurement {
  readonly case: string;
  readonly candidate: string;
  measure(): Promise<Measured>;
}

const trees = treesOf(options.before);
const peers = PEERS.filter(({ name }) => options.peers.split(',').includes(name));
const candidates = [...trees.map(streamvizOf), ...peers];
const browser = await launchMeasuredBrowser(options.chrome);
const server = await servePages(
  trees,
  candidates.map(({ page }) => page),
);
const measuring = new Measuring(browser, server, Number(options.seconds));

const measurements: Measurement[] = [
  ...Object.entries(MAIN_THREAD).flatMap(([name, work]) =>
    trees.map((tree) => of(name, streamvizOf(tree), () => measuring.mainThread(tree, work))),
  ),
  ...Object.entries(STRESS).flatMap(([name, rows]) =>
    thatSort(rows.isSorted).map((one) => of(name, one, () => measuring.stress(one, rows))),
  ),
  ...Object.entries(LADDER).flatMap(([name, load]) =>
    thatSort(load.isSorted).map((one) => of(name, one, () => measuring.ladder(one, load))),
  ),
  ...Object.keys(NAVIGATION).flatMap((name) => candidates.map((one) => of(name, one, () => measuring.navigation(one)))),
].filter((one) => new RegExp(options.cases).test(one.case));

try {
  const runs = await inRounds(Number(options.rounds), measurements, async ({ measure, ...one }) => ({
    ...one,
    ...(await measure()),
  }));
  const medians = mediansOf(runs);
  printMedians(medians);
  const verdicts = verdictsOf(medians, targetsOf);
  printVerdicts(verdicts);
  writeResult(options.out, {
    unit: 'ms; of the main thread: CPU ms a frame',
    browser: await browser.version(),
    versions: versionsOf('bench/peers'),
    setup: {
      viewport: '1280 × 800',
      secondsARound: Number(options.seconds),
      mainThread: MAIN_THREAD,
      stress: STRESS,
      ladder: LADDER,
    },
    verdicts,
    medians,
    runs,
  });
} finally {
  await browser.close();
  server.close();
}

function of(
  name: string,
  { name: candidate }: { readonly name: string },
  measure: Measurement['measure'],
): Measurement {
  return { case: name, candidate, measure };
}

function thatSort(isSorted = false) {
  return candidates.filter(({ sorts }) => sorts || !isSorted);
}
