/**
 * How many rows a second a page takes without missing frames: a table of 10,000 rows of five columns on screen, at
 * growing rates, unsorted and sorted by a column that changes with every row; beside the same page when it is idle.
 *
 *     node dist/bench/apply/run.js [--rates 100000,200000,250000] [--seconds 10] [--steps 30]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { CDPSession } from 'puppeteer-core';
import { steadily } from '../bounded/steady.js';
import { launchBrowser } from '../browser.js';
import { framesMissedPercent, framesPerSecond } from '../frames.js';
import { installProbe } from '../pipeline/probe.js';
import { printVerdicts, writeResult } from '../result.js';
import { round } from '../statistics.js';
import { encodeStep, FrameServer } from './frame-server.js';
import { firstRows, someRows, WIDGET } from './rows.js';

const { values: options } = parseArgs({
  options: {
    rates: { type: 'string', default: '100000,200000,250000' },
    seconds: { type: 'string', default: '10' },
    /** Steps a second, as a relay makes them. */
    steps: { type: 'string', default: '30' },
    chrome: { type: 'string', default: process.env.CHROME_PATH ?? '/usr/bin/chromium' },
    out: { type: 'string', default: 'bench/results/apply.json' },
  },
});
const TARGET = { rowsPerSecond: 200_000, framesPerSecond: 55 };
const WARM_UP = 3000;
/** Steps that are sent in turn. */
const DIFFERENT = 16;
const milliseconds = Number(options.seconds) * 1000;
const steps = Number(options.steps);

const browser = await launchBrowser(options.chrome);

async function mainThread(session: CDPSession): Promise<Record<'TaskDuration' | 'ScriptDuration', number>> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  return { TaskDuration: of('TaskDuration'), ScriptDuration: of('ScriptDuration') };
}

async function measure(name: string, widget: typeof WIDGET, rate: number) {
  const server = new FrameServer(widget, firstRows());
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
      table: name,
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
    console.log(JSON.stringify(measured));
    return measured;
  } finally {
    await page.close();
    server.close();
  }
}

const runs: Awaited<ReturnType<typeof measure>>[] = [];
try {
  const tables = { unsorted: WIDGET, 'sorted by a ticking column': { ...WIDGET, sort_by: 'price', sort_desc: true } };
  for (const [name, widget] of Object.entries(tables)) {
    for (const rate of [0, ...options.rates.split(',').map(Number)]) runs.push(await measure(name, widget, rate));
  }
  const isSmooth = (run: (typeof runs)[number]) => run.framesPerSecond >= TARGET.framesPerSecond;
  const verdicts = Object.keys(tables).map((name) => {
    const most = Math.max(
      0,
      ...runs.filter((run) => run.table === name && isSmooth(run)).map((run) => run.rowsPerSecond),
    );
    return {
      target: `${name}: ${TARGET.rowsPerSecond} rows/s at ${TARGET.framesPerSecond} frames/s or more`,
      reached: `${most} rows/s`,
      met: most >= TARGET.rowsPerSecond,
    };
  });
  printVerdicts(verdicts);
  writeResult(options.out, { setup: { rows: firstRows().length, stepsPerSecond: steps }, verdicts, runs });
} finally {
  await browser.close();
}
