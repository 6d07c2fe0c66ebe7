/**
 * How many rows a second a page takes without missing frames: a table of 10,000 rows of five columns on screen, at
 * growing rates, unsorted and sorted by a column that changes with every row; beside the same page when it is idle.
 * `--before` measures the page of another built checkout in turn with this one.
 *
 *     node dist/bench/apply/run.js [--rates 100000,200000,250000] [--seconds 10] [--steps 30] [--rounds 1] [--before FOLDER]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { CDPSession } from 'puppeteer-core';
import { CHROMIUM } from '../../test/kit/chromium.js';
import { launchMeasuredBrowser } from '../kit/browser.js';
import { framesMissedPercent, framesPerSecond } from '../kit/frames.js';
import { installProbe } from '../kit/probe.js';
import { printVerdicts, writeResult } from '../kit/result.js';
import { inRounds } from '../kit/rounds.js';
import { round } from '../kit/statistics.js';
import { steadily } from '../kit/steady.js';
import { compare, type Tree, treesOf } from '../kit/trees.js';
import { encodeStep, FrameServer } from './frame-server.js';
import { firstRows, someRows, WIDGET } from './rows.js';

const { values: options } = parseArgs({
  options: {
    rates: { type: 'string', default: '100000,200000,250000' },
    seconds: { type: 'string', default: '10' },
    /** Steps a second, as a relay makes them. */
    steps: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '1' },
    before: { type: 'string' },
    chrome: { type: 'string', default: CHROMIUM },
    out: { type: 'string', default: 'bench/results/apply.json' },
  },
});
const TARGET = { rowsPerSecond: 200_000, framesPerSecond: 55 };
const WARM_UP = 3000;
/** Steps that are sent in turn. */
const DIFFERENT = 16;
const milliseconds = Number(options.seconds) * 1000;
const steps = Number(options.steps);
const TABLES = { unsorted: WIDGET, 'sorted by a ticking column': { ...WIDGET, sort_by: 'price', sort_desc: true } };
const trees = treesOf(options.before);

const browser = await launchMeasuredBrowser(options.chrome);

async function mainThread(session: CDPSession): Promise<Record<'TaskDuration' | 'ScriptDuration', number>> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  return { TaskDuration: of('TaskDuration'), ScriptDuration: of('ScriptDuration') };
}

interface Case {
  readonly table: keyof typeof TABLES;
  readonly rate: number;
  readonly tree: Tree;
}

async function measure({ table, rate, tree: { tree, dist } }: Case) {
  const server = new FrameServer(TABLES[table], firstRows(), dist);
  const page = await browser.newPage();
  const session = await page.createCDPSession();
  await session.send('Performance.enable');
  try {
    await page.goto(await server.listen(), { waitUntil: 'domcontentloaded' });
    await page.evaluate(installProbe, '[data-key] [data-column="ts"]');
    await pause(WARM_UP);
    const encoded = Array.from({ length: DIFFERENT }, (_, i) => encodeStep(someRows(i, Math.round(rate / steps))));
    let sent = 0;
    const stop =
      rate === 0
        ? () => {}
        : steadily(steps, () => {
            server.step(encoded[sent++ % DIFFERENT] as (typeof encoded)[number]);
            return true;
          });
    await pause(WARM_UP);
    await page.evaluate(() => window.probe.reset());
    const [rows, skipped, before] = [server.rows, server.skipped, await mainThread(session)];
    const begun = performance.now();
    await pause(milliseconds);
    const { frames } = await page.evaluate(() => window.probe.samples);
    const after = await mainThread(session);
    const seconds = (performance.now() - begun) / 1000;
    const measured = {
      table,
      ...(trees.length > 1 && { tree }),
      asked: rate,
      rowsPerSecond: Math.round((server.rows - rows) / seconds),
      stepsSkipped: server.skipped - skipped,
      framesPerSecond: framesPerSecond(frames),
      framesMissedPercent: framesMissedPercent(frames),
      longestFrame: round(Math.max(...frames)),
      mainThread: round((after.TaskDuration - before.TaskDuration) / seconds, 3),
      script: round((after.ScriptDuration - before.ScriptDuration) / seconds, 3),
    };
    stop();
    return measured;
  } finally {
    await page.close();
    server.close();
  }
}

const names = Object.keys(TABLES) as (keyof typeof TABLES)[];
const rates = [0, ...options.rates.split(',').map(Number)];
const cases = names.flatMap((table) => rates.flatMap((rate) => trees.map((tree) => ({ table, rate, tree }))));
try {
  const runs = await inRounds(Number(options.rounds), cases, measure);
  const own = runs.filter(({ tree = 'this' }) => tree === 'this');
  const isSmooth = (run: (typeof runs)[number]) => run.framesPerSecond >= TARGET.framesPerSecond;
  const verdicts = names.map((name) => {
    const most = Math.max(
      0,
      ...own.filter((run) => run.table === name && isSmooth(run)).map((run) => run.rowsPerSecond),
    );
    return {
      target: `${name}: ${TARGET.rowsPerSecond} rows/s at ${TARGET.framesPerSecond} frames/s or more`,
      reached: `${most} rows/s`,
      met: most >= TARGET.rowsPerSecond,
    };
  });
  printVerdicts(verdicts);
  const figures = ['rowsPerSecond', 'framesPerSecond', 'mainThread', 'script'] as const;
  const ratios = trees.length > 1 && { ratios: compare(runs, ['table', 'asked'], figures) };
  if (ratios) console.table(ratios.ratios);
  const setup = { rows: firstRows().length, stepsPerSecond: steps };
  writeResult(options.out, { setup, verdicts, ...ratios, runs });
} finally {
  await browser.close();
}
