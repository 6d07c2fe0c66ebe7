/**
 * What a watched table costs a pipeline that runs as fast as it can: a million rows of distinct keys, by kinds of
 * columns, beside no subscriber and one that does nothing; with the relay, and where no relay answers.
 *
 *     node dist/bench/throughput/run.js [--rounds 3] [--rows 1000000] [--columns plain,datetime,json]
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { machine } from '../machine.js';
import { median, round } from '../statistics.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    rows: { type: 'string', default: '1000000' },
    columns: { type: 'string', default: 'plain,datetime,json' },
    python: { type: 'string', default: process.env.BENCH_PYTHON ?? '.venv-bench/bin/python' },
    out: { type: 'string', default: 'bench/results/throughput.json' },
  },
});

const CANDIDATES = {
  'no subscriber': 'none',
  'no-op subscribe': 'subscribe',
  StreamViz: 'streamviz',
  'StreamViz, no relay answers': 'streamviz-alone',
} as const;
const BASELINE = 'no-op subscribe';

interface Mark {
  readonly cpu: number;
  readonly wall: number;
}

interface Run {
  readonly round: number;
  readonly candidate: string;
  readonly columns: string;
  /** CPU seconds of the Python process, until the last row is sent. */
  readonly pythonCpu: number;
  /** Of the pipeline, whatever is still to be sent. */
  readonly rowsPerSecond: number;
  /** The same, until the relay has acknowledged the last row. */
  readonly sentPerSecond: number;
}

async function measure(
  sink: string,
  columns: string,
): Promise<Pick<Run, 'pythonCpu' | 'rowsPerSecond' | 'sentPerSecond'>> {
  const args = ['bench/throughput/job.py', '--sink', sink, '--columns', columns, '--rows', options.rows];
  const job = spawn(options.python, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PYTHONPATH: 'python',
      PYTHONDONTWRITEBYTECODE: '', // compiled once, as a package is that was installed
      STREAMVIZ_PRODUCER_TOKEN: 'any-token-of-nobody-at-all',
    },
  });
  const marks = new Map<string, Mark>();
  const errors: string[] = [];
  createInterface({ input: job.stdout }).on('line', (line) => {
    if (line.startsWith('{"mark"')) marks.set(JSON.parse(line).mark, JSON.parse(line));
  });
  job.stderr.on('data', (text: Buffer) => errors.push(text.toString()));
  await new Promise((resolve) => job.once('close', resolve));
  const [begin, end, sent] = ['begin', 'end', 'sent'].map((name) => marks.get(name));
  if (!begin || !end || !sent) throw new Error(`the job ended early:\n${errors.join('').slice(-2_000)}`);
  const rate = (until: Mark) => Math.round(Number(options.rows) / (until.wall - begin.wall));
  return { pythonCpu: round(sent.cpu - begin.cpu, 2), rowsPerSecond: rate(end), sentPerSecond: rate(sent) };
}

function summary(runs: readonly Run[], columns: string) {
  const floors = new Map(
    runs
      .filter((run) => run.candidate === BASELINE && run.columns === columns)
      .map((run) => [run.round, run.pythonCpu]),
  );
  return Object.keys(CANDIDATES).map((candidate) => {
    const own = runs.filter((run) => run.candidate === candidate && run.columns === columns);
    const middle = (digits: number, pick: (run: Run) => number) => round(median(own.map(pick)), digits);
    return {
      candidate,
      columns,
      pythonCpu: middle(2, (run) => run.pythonCpu),
      pythonCpuRatio: middle(2, (run) => run.pythonCpu / (floors.get(run.round) ?? Number.NaN)),
      rowsPerSecond: middle(0, (run) => run.rowsPerSecond),
      sentPerSecond: middle(0, (run) => run.sentPerSecond),
    };
  });
}

const kinds = options.columns.split(',');
const runs: Run[] = [];
for (let turn = 1; turn <= Number(options.rounds); turn++) {
  for (const columns of kinds) {
    for (const [candidate, sink] of Object.entries(CANDIDATES)) {
      const run = { round: turn, candidate, columns, ...(await measure(sink, columns)) };
      runs.push(run);
      console.log(JSON.stringify(run));
    }
  }
}
const medians = kinds.flatMap((columns) => summary(runs, columns));
console.table(medians);
mkdirSync('bench/results', { recursive: true });
const setup = { rows: Number(options.rows), rounds: Number(options.rounds) };
writeFileSync(
  options.out,
  `${JSON.stringify({ date: new Date().toISOString(), machine: machine(), setup, medians, runs }, null, 1)}\n`,
);
