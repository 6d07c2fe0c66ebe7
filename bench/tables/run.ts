/**
 * Measures what a table costs a page: CPU time of the main thread in each frame, and frames missed, while 10,000 and 100,000 rows
 * are sorted by what changes, and while a million rows are scrolled. With `--before`, two builds in turn.
 *
 *     node dist/bench/tables/run.js [--before FOLDER] [--rounds 3] [--seconds 4] [--cases "dragged,10,000"]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchMeasuredBrowser } from '../kit/browser.js';
import { framesMissedPercent } from '../kit/frames.js';
import { writeResult } from '../kit/result.js';
import { inRounds } from '../kit/rounds.js';
import { median, quantile, round } from '../kit/statistics.js';
import { type Tree, treesOf } from '../kit/trees.js';
import { traceFrames } from './main-thread.js';
import { servePage } from './page-server.js';
import { CASES, installTable } from './work.js';

const { values: options } = parseArgs({
  options: {
    /** The folder of another checkout that is built. */
    before: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    /** That a round of a case is measured. */
    seconds: { type: 'string', default: '4' },
    /** Only cases whose names contain this. */
    cases: { type: 'string', default: '' },
    chrome: { type: 'string', default: process.env.CHROME_PATH ?? '/usr/bin/chromium' },
    out: { type: 'string', default: 'bench/results/tables.json' },
  },
});
const WARM_UP = 1500;
const trees = treesOf(options.before);
const cases = Object.entries(CASES).filter(([name]) => name.includes(options.cases));

const browser = await launchMeasuredBrowser(options.chrome);
const { url, close } = await servePage(trees);

async function measure({ tree }: Tree, name: string, work: (typeof CASES)[string]) {
  const page = await browser.newPage();
  try {
    await page.goto(url);
    await page.evaluate(installTable, `/${tree}/streamviz.js`, work);
    await page.evaluate((milliseconds) => window.play(milliseconds), WARM_UP);
    const session = await page.createCDPSession();
    await session.send('HeapProfiler.collectGarbage'); // Else that of filling the table is collected while it is measured
    const { done, frames } = await traceFrames(page, () =>
      page.evaluate((milliseconds) => window.play(milliseconds), 1000 * Number(options.seconds)),
    );
    const of = (pick: (frame: (typeof frames)[number]) => number, q: number) => round(quantile(frames.map(pick), q), 2);
    const mean = (pick: (frame: (typeof frames)[number]) => number) =>
      round(frames.reduce((sum, frame) => sum + pick(frame), 0) / frames.length, 2);
    return {
      case: name,
      tree,
      mean: mean(({ all }) => all),
      p50: of(({ all }) => all, 0.5),
      p95: of(({ all }) => all, 0.95),
      p99: of(({ all }) => all, 0.99),
      script: mean(({ all, style, layout, paint, garbage }) => all - style - layout - paint - garbage),
      style: mean(({ style }) => style),
      layout: mean(({ layout }) => layout),
      paint: mean(({ paint }) => paint),
      garbage: mean(({ garbage }) => garbage),
      missedPercent: framesMissedPercent(done.gaps),
      longestFrame: round(Math.max(...done.gaps)),
      updatesPerSecond: Math.round(done.updates / Number(options.seconds)),
      rowsDrawn: done.rowsDrawn,
    };
  } finally {
    await page.close();
  }
}

type Run = { readonly round: number } & Awaited<ReturnType<typeof measure>>;

try {
  const runs = await inRounds(
    Number(options.rounds),
    cases.flatMap(([name, work]) => trees.map((tree) => ({ tree, name, work }))),
    ({ tree, name, work }) => measure(tree, name, work),
  );
  const medians = cases.flatMap(([name]) => trees.map(({ tree }) => medianOf(runs, name, tree)));
  console.table(medians);
  for (const [name] of cases) console.log(sentenceOf(name, medians));
  const version = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version as string;
  writeResult(options.out, {
    unit: 'CPU ms of the main thread a frame',
    browser: await browser.version(),
    streamviz: version('.'),
    setup: {
      viewport: '1280 × 800',
      columns: 8,
      secondsARound: Number(options.seconds),
      warmUp: WARM_UP,
      cases: CASES,
    },
    medians,
    runs,
  });
} finally {
  await browser.close();
  close();
}

function medianOf(runs: readonly Run[], name: string, tree: Tree['tree']) {
  const ofOne = runs.filter((run) => run.case === name && run.tree === tree);
  const of = (key: 'mean' | 'p50' | 'p95' | 'p99' | 'script' | 'garbage' | 'missedPercent') =>
    round(median(ofOne.map((run) => run[key])), 2);
  return {
    case: name,
    tree,
    mean: of('mean'),
    p50: of('p50'),
    p95: of('p95'),
    p99: of('p99'),
    script: of('script'),
    garbage: of('garbage'),
    missedPercent: of('missedPercent'),
  };
}

function sentenceOf(name: string, medians: readonly ReturnType<typeof medianOf>[]): string {
  const of = (tree: Tree['tree']) => medians.find((one) => one.case === name && one.tree === tree);
  const [before, now] = [of('before'), of('this')];
  const times = before === undefined || now === undefined ? '' : `, ${round(now.p50 / before.p50, 2)} × before`;
  return `${name}: ${now?.p50} ms a frame${times}; ${now?.missedPercent} % of the frames missed`;
}
