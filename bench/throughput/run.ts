/**
 * Measures the cost of a watched table to a pipeline that runs as fast as it can: a million rows of distinct keys, by
 * kinds of columns, beside no subscriber and one that does nothing; with the relay, and where no relay answers.
 *
 *     node dist/bench/throughput/run.js [--rounds 3] [--rows 1000000] [--columns plain,datetime,json]
 */
import { parseArgs } from 'node:util';
import { type Mark, MarkedJob } from '../kit/marked-job.js';
import { writeResult } from '../kit/result.js';
import { inRounds } from '../kit/rounds.js';
import { median, round } from '../kit/statistics.js';

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
const NAMES = Object.keys(CANDIDATES) as (keyof typeof CANDIDATES)[];
const BASELINE = 'no-op subscribe';

interface TimedMark extends Mark {
  readonly mark: 'begin' | 'end' | 'sent';
  readonly wall: number;
}

interface Run {
  readonly round: number;
  readonly candidate: keyof typeof CANDIDATES;
  readonly columns: string;
  /** CPU seconds of the Python process, until the last row is sent. */
  readonly pythonCpu: number;
  /** Rows that the pipeline handed over, whatever is still to be sent. */
  readonly rowsPerSecond: number;
  /** The same, until the relay has acknowledged the last row. */
  readonly sentPerSecond: number;
}

async function measure({ candidate, columns }: Pick<Run, 'candidate' | 'columns'>): Promise<Omit<Run, 'round'>> {
  const args = ['bench/throughput/job.py', '--sink', CANDIDATES[candidate], '--columns', columns];
  const env = { PYTHONPATH: 'python', STREAMVIZ_PRODUCER_TOKEN: 'any-token-of-nobody-at-all' };
  const job = new MarkedJob<TimedMark>(options.python, [...args, '--rows', options.rows], env);
  const marks = [job.reached('begin'), job.reached('end'), job.reached('sent')] as const;
  try {
    const [begin, end, sent] = await Promise.all(marks);
    const rate = (until: TimedMark) => Math.round(Number(options.rows) / (until.wall - begin.wall));
    return {
      candidate,
      columns,
      pythonCpu: round(sent.cpu - begin.cpu, 2),
      rowsPerSecond: rate(end),
      sentPerSecond: rate(sent),
    };
  } finally {
    await job.ended();
  }
}

function summary(runs: readonly Run[], columns: string) {
  const floors = new Map(
    runs
      .filter((run) => run.candidate === BASELINE && run.columns === columns)
      .map((run) => [run.round, run.pythonCpu]),
  );
  return NAMES.map((candidate) => {
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
const cases = kinds.flatMap((columns) => NAMES.map((candidate) => ({ candidate, columns })));
const runs: readonly Run[] = await inRounds(Number(options.rounds), cases, measure);
const medians = kinds.flatMap((columns) => summary(runs, columns));
console.table(medians);
const setup = { rows: Number(options.rows), rounds: Number(options.rounds) };
writeResult(options.out, { setup, medians, runs });
