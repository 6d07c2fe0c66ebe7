/**
 * Measures the cost of a watched table to the pipeline, and how old the number on the screen is: StreamViz beside
 * Pathway's own `Table.show()` and pathway-viz; as the floors a no-op `pw.io.subscribe`, and how old rows are when
 * Pathway hands them over. The same job, in turn, several rounds. `--before` adds the StreamViz of another built
 * checkout.
 *
 *     node dist/bench/pipeline/run.js [--rounds 3] [--keys 1000,10000] [--events 200000] [--candidates 'no-op subscribe,StreamViz'] [--before FOLDER]
 */
import { parseArgs } from 'node:util';
import { CHROMIUM } from '../../test/kit/chromium.js';
import { freePort } from '../../test/kit/free-port.js';
import { childrenOf, cpuSecondsOf } from '../../test/kit/process-figures.js';
import { until } from '../../test/kit/until.js';
import { launchMeasuredBrowser } from '../kit/browser.js';
import { type Mark, MarkedJob } from '../kit/marked-job.js';
import { installProbe } from '../kit/probe.js';
import { writeResult } from '../kit/result.js';
import { inRounds } from '../kit/rounds.js';
import { median, quantile, round } from '../kit/statistics.js';
import { compare, treesOf } from '../kit/trees.js';
import { BASELINE, type Candidate, candidatesOf, STREAMVIZ } from './candidates.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    candidates: { type: 'string' },
    keys: { type: 'string', default: '1000,10000' },
    events: { type: 'string', default: '200000' },
    rate: { type: 'string', default: '10000' },
    before: { type: 'string' },
    python: { type: 'string', default: process.env.BENCH_PYTHON ?? '.venv-bench/bin/python' },
    chrome: { type: 'string', default: CHROMIUM },
    out: { type: 'string', default: 'bench/results/pipeline.json' },
  },
});

interface PipelineMark extends Mark {
  readonly mark: 'first' | 'warm' | 'begin' | 'end';
  /** Only a job that measures itself has them. */
  readonly latencyP50?: number;
  readonly latencyP90?: number;
}

interface Run {
  readonly round: number;
  readonly candidate: string;
  readonly keys: number;
  /** CPU seconds of the Python process for the measured events, and of the processes it started. */
  readonly pythonCpu: number;
  readonly childCpu: number;
  readonly firstRowMs?: number;
  readonly latencyP50?: number;
  readonly latencyP90?: number;
  readonly samples?: number;
  readonly framesMissedPercent?: number;
}

interface Case {
  readonly candidate: Candidate;
  readonly keys: number;
}

async function measure({ candidate, keys }: Case): Promise<Omit<Run, 'round'>> {
  const port = await freePort();
  const args = ['bench/pipeline/job.py', '--sink', candidate.sink, '--keys', String(keys), '--port', String(port)];
  args.push('--events', options.events, '--rate', options.rate);
  const job = new MarkedJob<PipelineMark>(options.python, args, { PYTHONPATH: candidate.tree?.python ?? 'python' });
  let firstRowMs: number | undefined;
  job.reached('first').then(
    () => (firstRowMs = performance.now() - job.started),
    () => {}, // most jobs have no such mark
  );
  const warm = job.reached('warm');
  const begun = job.reached('begin');
  const ended = job.reached('end');
  const page = candidate.page === undefined ? undefined : await browser.newPage();
  try {
    if (page !== undefined) {
      const url = `http://127.0.0.1:${port}${candidate.page}`;
      await until(() => !job.isRunning || isServed(url), 'an answer of the job', { every: 10 });
      await page.goto(url, { waitUntil: 'domcontentloaded' });
      await page.evaluate(installProbe, candidate.cells as string);
      firstRowMs = performance.now() - job.started;
    }
    await warm;
    await page?.evaluate(() => window.probe.reset());
    const children = childrenOf(job.process.pid as number);
    const childCpu = () => children.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
    const childBefore = childCpu();
    job.begin();
    const begin = await begun;
    const end = await ended;
    const samples = await page?.evaluate(() => window.probe.samples);
    return {
      candidate: candidate.name,
      keys,
      pythonCpu: round(end.cpu - begin.cpu, 2),
      childCpu: round(childCpu() - childBefore, 2),
      ...(firstRowMs !== undefined && { firstRowMs: Math.round(firstRowMs) }),
      ...(end.latencyP50 !== undefined && { latencyP50: end.latencyP50, latencyP90: end.latencyP90 }),
      ...(samples && {
        latencyP50: quantile(samples.latencies, 0.5),
        latencyP90: quantile(samples.latencies, 0.9),
        samples: samples.latencies.length,
        framesMissedPercent: round((100 * samples.frames.filter((ms) => ms > 25).length) / samples.frames.length, 2),
      }),
    };
  } finally {
    await page?.close();
    await job.stop();
  }
}

async function isServed(url: string): Promise<boolean> {
  const answer = await fetch(url).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok ?? false;
}

/** Medians over the rounds; of CPU time, of the ratios to the floor of the same round. */
function summary(runs: readonly Run[], keys: number) {
  const of = (name: string) => runs.filter((run) => run.candidate === name && run.keys === keys);
  const floors = new Map(of(BASELINE).map((run) => [run.round, run.pythonCpu]));
  return candidates.map(({ name }) => {
    const middle = (digits: number, pick: (run: Run) => number | undefined) => {
      const values = of(name).map(pick);
      return values.every((value) => value !== undefined) ? round(median(values), digits) : undefined;
    };
    const floor = (run: Run) => floors.get(run.round) ?? Number.NaN;
    return {
      candidate: name,
      keys,
      pythonCpu: middle(2, (run) => run.pythonCpu),
      pythonCpuRatio: middle(3, (run) => run.pythonCpu / floor(run)),
      withChildrenRatio: middle(3, (run) => (run.pythonCpu + run.childCpu) / floor(run)),
      firstRowMs: middle(0, (run) => run.firstRowMs),
      latencyP50: middle(0, (run) => run.latencyP50),
      latencyP90: middle(0, (run) => run.latencyP90),
      framesMissedPercent: middle(2, (run) => run.framesMissedPercent),
    };
  });
}

const trees = treesOf(options.before);
/** The candidates that are asked for; StreamViz stands for that of both checkouts. */
const candidates = candidatesOf(trees).filter(
  ({ name, tree }) => options.candidates?.split(',').includes(tree === undefined ? name : STREAMVIZ) ?? true,
);
const keyCounts = options.keys.split(',').map(Number);
const cases = keyCounts.flatMap((keys) => candidates.map((candidate) => ({ candidate, keys })));
const browser = await launchMeasuredBrowser(options.chrome);
let runs: readonly Run[];
try {
  runs = await inRounds(Number(options.rounds), cases, (one) =>
    measure(one).catch((error: Error) => {
      console.error(`${one.candidate.name}, ${one.keys} keys: ${error.message}`);
      return undefined;
    }),
  );
} finally {
  await browser.close();
}
const medians = keyCounts.flatMap((keys) => summary(runs, keys));
console.table(medians);
const ofTrees = runs.flatMap((run) => {
  const tree = candidates.find(({ name }) => name === run.candidate)?.tree?.tree;
  return tree === undefined ? [] : [{ ...run, tree }];
});
const ratios = compare(ofTrees, ['keys'], ['pythonCpu', 'childCpu', 'firstRowMs', 'latencyP50', 'latencyP90']);
const setup = {
  rate: Number(options.rate),
  events: Number(options.events),
  commitMs: 100,
  rounds: Number(options.rounds),
};
if (trees.length > 1) console.table(ratios);
writeResult(options.out, { setup, medians, ...(trees.length > 1 && { ratios }), runs });
