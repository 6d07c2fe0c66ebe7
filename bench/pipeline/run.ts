/**
 * What a watched table costs the pipeline, and how old the number on the screen is: StreamViz beside Pathway's own
 * `Table.show()` and pathway-viz; as the floors a no-op `pw.io.subscribe`, and how old rows are when Pathway hands them
 * over. The same job, in turn, several rounds.
 *
 *     node dist/bench/pipeline/run.js [--rounds 3] [--keys 1000,10000] [--events 200000] [--candidates 'no-op subscribe,StreamViz']
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../browser.js';
import { childrenOf, cpuSeconds, machine } from '../machine.js';
import { median, quantile, round } from '../statistics.js';
import { BASELINE, CANDIDATES, type Candidate } from './candidates.js';
import { installProbe } from './probe.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    candidates: { type: 'string', default: CANDIDATES.map(({ name }) => name).join(',') },
    keys: { type: 'string', default: '1000,10000' },
    events: { type: 'string', default: '200000' },
    rate: { type: 'string', default: '10000' },
    python: { type: 'string', default: process.env.BENCH_PYTHON ?? '.venv-bench/bin/python' },
    chrome: { type: 'string', default: process.env.CHROME_PATH ?? '/usr/bin/chromium' },
    out: { type: 'string', default: 'bench/results/pipeline.json' },
  },
});

const PORT = 8900;

interface Mark {
  readonly mark: 'first' | 'warm' | 'begin' | 'end';
  readonly cpu: number;
  /** Of a job that measures itself. */
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

/** A job under measurement: its process and the marks it prints. */
class Job {
  readonly started = performance.now();
  readonly process: ChildProcess;
  readonly #marks = new Map<string, (mark: Mark) => void>();
  readonly #errors: string[] = [];
  /** Milliseconds after the start of the process; of a job that measures itself. */
  firstRowMs: number | undefined;

  constructor(candidate: Candidate, keys: number) {
    const args = ['bench/pipeline/job.py', '--sink', candidate.sink, '--keys', String(keys), '--port', String(PORT)];
    args.push('--events', options.events, '--rate', options.rate);
    this.process = spawn(options.python, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Compiled once, as a package is that was installed.
      env: { ...process.env, PYTHONPATH: 'python', PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '' },
    });
    createInterface({ input: this.process.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (!line.startsWith('{"mark"')) return;
      const mark = JSON.parse(line) as Mark;
      if (mark.mark === 'first') this.firstRowMs = performance.now() - this.started;
      this.#marks.get(mark.mark)?.(mark);
    });
    this.process.stderr?.on('data', (text: Buffer) => this.#errors.push(text.toString()));
  }

  reached(mark: Mark['mark']): Promise<Mark> {
    const reached = new Promise<Mark>((resolve, reject) => {
      this.#marks.set(mark, resolve);
      this.process.once('exit', () => reject(new Error(`the job ended before "${mark}":\n${this.#errors.join('')}`)));
    });
    reached.catch(() => {}); // a job that dies early rejects marks nobody awaits any more
    return reached;
  }

  begin(): void {
    this.process.stdin?.write('go\n');
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const gone = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    const impatience = setTimeout(() => this.process.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(impatience);
  }
}

async function measure(browser: Browser, candidate: Candidate, keys: number): Promise<Omit<Run, 'round'>> {
  const job = new Job(candidate, keys);
  const warm = job.reached('warm');
  const begun = job.reached('begin');
  const ended = job.reached('end');
  const page = candidate.page === undefined ? undefined : await browser.newPage();
  try {
    let firstRowMs: number | undefined;
    if (page !== undefined) {
      const url = `http://127.0.0.1:${PORT}${candidate.page}`;
      await answering(url, job);
      await page.goto(url, { waitUntil: 'domcontentloaded' });
      await page.evaluate(installProbe, candidate.cells as string);
      firstRowMs = performance.now() - job.started;
    }
    await warm;
    await page?.evaluate(() => window.probe.reset());
    const children = childrenOf(job.process.pid as number);
    const childCpu = () => children.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
    const childBefore = childCpu();
    job.begin();
    const begin = await begun;
    const end = await ended;
    const samples = await page?.evaluate(() => window.probe.samples);
    firstRowMs ??= job.firstRowMs;
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

/** Asks until the page is served. */
async function answering(url: string, job: Job): Promise<void> {
  while (job.process.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
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

const browser = await launchBrowser(options.chrome);
const runs: Run[] = [];
const candidates = CANDIDATES.filter(({ name }) => options.candidates.split(',').includes(name));
const keyCounts = options.keys.split(',').map(Number);
try {
  for (let turn = 1; turn <= Number(options.rounds); turn++) {
    for (const keys of keyCounts) {
      for (const candidate of candidates) {
        const run = await measure(browser, candidate, keys).catch((error: Error) => {
          console.error(`${candidate.name}, ${keys} keys: ${error.message}`);
        });
        if (run) runs.push({ round: turn, ...run });
        console.log(JSON.stringify(run));
      }
    }
  }
} finally {
  await browser.close();
}
const medians = keyCounts.flatMap((keys) => summary(runs, keys));
console.table(medians);
mkdirSync('bench/results', { recursive: true });
const setup = {
  rate: Number(options.rate),
  events: Number(options.events),
  commitMs: 100,
  rounds: Number(options.rounds),
};
writeFileSync(
  options.out,
  `${JSON.stringify({ date: new Date().toISOString(), machine: machine(), setup, medians, runs }, null, 1)}\n`,
);
