/**
 * Measures the memory of a table of a million rows, two columns each, that change all the time: of the Python process,
 * beside the same pipeline with a subscriber that does nothing, and of the relay, beside a plain Map of the same rows.
 *
 *     node dist/bench/memory/run.js [--rounds 3] [--keys 1000000] [--rate 10000] [--seconds 20]
 */
import { parseArgs } from 'node:util';
import { freePort } from '../../test/kit/free-port.js';
import { childrenOf, cpuSecondsOf, MB, memoryOf, peakMemoryOf } from '../../test/kit/process-figures.js';
import { type Mark, MarkedJob } from '../kit/marked-job.js';
import { writeResult } from '../kit/result.js';
import { inRounds } from '../kit/rounds.js';
import { median, round } from '../kit/statistics.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    keys: { type: 'string', default: '1000000' },
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '20' },
    python: { type: 'string', default: process.env.BENCH_PYTHON ?? '.venv-bench/bin/python' },
    out: { type: 'string', default: 'bench/results/memory.json' },
  },
});

const keys = Number(options.keys);
const changes = Number(options.rate) * Number(options.seconds);

/** What is measured of a process: when all rows are there, and when they have changed for some time. */
interface MemoryMark extends Mark {
  readonly mark: 'full' | 'end';
  readonly residentMB: number;
  readonly peakMB: number;
}

interface Reading {
  readonly candidate: string;
  readonly full: MemoryMark;
  readonly end: MemoryMark;
}

type Measured = Reading & { readonly relay?: Reading };

const BASELINE = 'no-op subscribe';
const STREAMVIZ = 'StreamViz';
const RELAY = 'StreamViz relay';
const MAP = 'plain Map';

async function ofJob(candidate: string, sink: string): Promise<Measured> {
  const port = await freePort();
  const args = ['bench/memory/job.py', '--sink', sink, '--keys', options.keys, '--port', String(port)];
  args.push('--rate', options.rate, '--seconds', options.seconds);
  const job = new MarkedJob<MemoryMark>(options.python, args, { PYTHONPATH: 'python' });
  const [reachedFull, reachedEnd] = [job.reached('full'), job.reached('end')];
  try {
    const full = await reachedFull;
    const [relay] = childrenOf(job.process.pid as number);
    const relayFull = relay === undefined ? undefined : markOf('full', relay);
    const end = await reachedEnd;
    if (relay === undefined || relayFull === undefined) return { candidate, full, end };
    await checkRows(port);
    return { candidate, full, end, relay: { candidate: RELAY, full: relayFull, end: markOf('end', relay) } };
  } finally {
    await job.stop();
  }
}

async function ofMap(): Promise<Measured> {
  const job = new MarkedJob<MemoryMark>(process.execPath, ['dist/bench/memory/map.js', options.keys, String(changes)]);
  const [full, end] = await Promise.all([job.reached('full'), job.reached('end')]);
  await job.ended();
  return { candidate: MAP, full, end };
}

function markOf(mark: MemoryMark['mark'], pid: number): MemoryMark {
  const megabytes = (bytes: number) => Math.round(bytes / MB);
  return {
    mark,
    cpu: cpuSecondsOf(pid),
    residentMB: megabytes(memoryOf(pid)),
    peakMB: megabytes(peakMemoryOf(pid)),
  };
}

/** A relay that has not got all rows would need little memory. */
async function checkRows(port: number): Promise<void> {
  const config = await (await fetch(`http://127.0.0.1:${port}/config.json`)).json();
  const { rows } = (config as { widgets: { bench: { rows: number } } }).widgets.bench;
  if (rows !== keys) throw new Error(`the relay has ${rows} rows of ${keys}`);
}

const measures = [() => ofJob(BASELINE, 'subscribe'), () => ofJob(STREAMVIZ, 'streamviz'), ofMap];
const runs = await inRounds(Number(options.rounds), measures, (measure) => measure());
const readings: readonly Reading[] = runs.flatMap(({ relay, ...own }) => (relay ? [own, relay] : [own]));

const middle = (name: string, pick: (reading: Reading) => number) =>
  median(readings.filter(({ candidate }) => candidate === name).map(pick));
const peers = { [BASELINE]: BASELINE, [STREAMVIZ]: BASELINE, [RELAY]: MAP, [MAP]: MAP };
const medians = Object.entries(peers).map(([candidate, peer]) => {
  const atEnd = middle(candidate, ({ end }) => end.residentMB);
  return {
    candidate,
    fullMB: middle(candidate, ({ full }) => full.residentMB),
    endMB: atEnd,
    peakMB: middle(candidate, ({ end }) => end.peakMB),
    bytesPerRow: Math.round((atEnd * MB) / keys),
    cpu: round(middle(candidate, ({ end, full }) => end.cpu - full.cpu)),
    ratioToPeer: round(atEnd / middle(peer, ({ end }) => end.residentMB), 2),
  };
});
console.table(medians);
const setup = { keys, rate: Number(options.rate), seconds: Number(options.seconds), rounds: Number(options.rounds) };
writeResult(options.out, { setup, medians, runs });
