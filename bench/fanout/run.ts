/**
 * Measures the cost of bringing the same changes of keyed rows to a thousand viewers, and how late they are: the relay
 * beside a bare `ws` broadcast of the same bytes, Socket.IO and centrifuge, the engine of Centrifugo. Ten commits a
 * second, each of so many of a table's 1,000 rows; none is conflated, and every viewer gets every one.
 *
 *     node dist/bench/fanout/run.js [--rounds 3] [--seconds 10] [--viewers 1000] [--rows 10,100] [--candidates 'ws broadcast,StreamViz']
 */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { KeyedRow } from '../../src/core/values.js';
import { Crowd } from '../kit/crowd/crowd.js';
import type { CommitSender } from '../kit/producer.js';
import { writeResult } from '../kit/result.js';
import { inRounds } from '../kit/rounds.js';
import { rowsOf, SMALL } from '../kit/rows.js';
import { median, now, quantileOf, round, totalOf } from '../kit/statistics.js';
import { BASELINE, CANDIDATES, type Candidate } from './candidates.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
    viewers: { type: 'string', default: '1000' },
    rows: { type: 'string', default: '10,100' },
    candidates: { type: 'string', default: CANDIDATES.map(({ name }) => name).join(',') },
    profile: { type: 'string' },
    out: { type: 'string', default: 'bench/results/fanout.json' },
  },
});

const KEYS = 1000;
const COMMITS_A_SECOND = 10;
const viewers = Number(options.viewers);

/** Sends the changes of every tenth of a second; each changes every row that it holds. */
async function feed(producer: CommitSender, rows: number, from: number, forSeconds: number): Promise<number> {
  const start = performance.now();
  const commits = forSeconds * COMMITS_A_SECOND;
  for (let i = 0; i < commits; i++) {
    const due = start + (i * 1000) / COMMITS_A_SECOND;
    await pause(Math.max(0, due - performance.now()));
    const up = rowsOf((from + i) * rows, rows, KEYS, from + i);
    await producer.room();
    producer.commit(changesOf(up), now());
  }
  await producer.settled();
  return commits;
}

function changesOf(up: readonly KeyedRow[]): Buffer {
  return Buffer.from(JSON.stringify({ [SMALL]: { up } }));
}

/** Milliseconds until everybody has what was sent last. */
const SETTLE = 300;

async function measure({ candidate, rows }: { readonly candidate: Candidate; readonly rows: number }) {
  const server = await candidate.start(
    options.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', options.profile],
  );
  const crowd = new Crowd(2);
  try {
    const producer = await candidate.produce(server.url);
    producer.commit(changesOf(rowsOf(0, KEYS, KEYS, 0)), now());
    await producer.settled();
    const emptyMB = server.residentMB;
    await crowd.join({ url: server.url, count: viewers, dialect: candidate.dialect });
    const warmed = await feed(producer, rows, 1, 3);
    await pause(SETTLE);
    await crowd.command('begin');
    const before = server.cpu;
    const commits = await feed(producer, rows, 1 + warmed, Number(options.seconds));
    await pause(SETTLE);
    const cpu = server.cpu - before;
    const seen = await crowd.report();
    producer.close();
    const wanted = commits * viewers;
    const steps = totalOf(seen.latencies);
    return {
      candidate: candidate.name,
      rows,
      cpu: round(cpu, 2),
      cpuMicrosecondsPerStep: round((cpu / steps) * 1e6, 2),
      latencyP50: round(quantileOf(seen.latencies, 0.5), 2),
      latencyP99: round(quantileOf(seen.latencies, 0.99), 2),
      stepsSeenPercent: round((100 * steps) / wanted, 2),
      framesPerStep: round(seen.frames / steps, 3),
      bytesPerStep: Math.round(seen.bytes / steps),
      residentMB: round(server.residentMB),
      emptyMB: round(emptyMB),
      viewersCpu: round(seen.cpu, 2),
    };
  } finally {
    await crowd.leave();
    await server.stop();
  }
}

type Run = Awaited<ReturnType<typeof measure>> & { readonly round: number };

/** Medians over the rounds; of CPU time, of the ratios to the bare broadcast of the same round, step by step. */
function summary(runs: readonly Run[], candidate: string, rows: number) {
  const of = (name: string) => runs.filter((run) => run.candidate === name && run.rows === rows);
  const floors = new Map(of(BASELINE).map((run) => [run.round, run.cpuMicrosecondsPerStep]));
  const middle = (pick: (run: Run) => number, digits = 2) => round(median(of(candidate).map(pick)), digits);
  return {
    candidate,
    rows,
    cpuMicrosecondsPerStep: middle((run) => run.cpuMicrosecondsPerStep),
    cpuRatio: middle((run) => run.cpuMicrosecondsPerStep / (floors.get(run.round) ?? Number.NaN)),
    latencyP50: middle((run) => run.latencyP50),
    latencyP99: middle((run) => run.latencyP99),
    stepsSeenPercent: middle((run) => run.stepsSeenPercent),
    bytesPerStep: middle((run) => run.bytesPerStep, 0),
    residentMB: middle((run) => run.residentMB, 1),
  };
}

const candidates = CANDIDATES.filter(({ name }) => options.candidates.split(',').includes(name));
const rowCounts = options.rows.split(',').map(Number);
const cases = rowCounts.flatMap((rows) => candidates.map((candidate) => ({ candidate, rows })));
const runs = await inRounds(Number(options.rounds), cases, measure);
const medians = rowCounts.flatMap((rows) => candidates.map(({ name }) => summary(runs, name, rows)));
console.table(medians);

const { dependencies } = JSON.parse(readFileSync('bench/fanout/peers/package.json', 'utf8')) as {
  dependencies: object;
};
const [, centrifuge] = /centrifuge (v\S+)/.exec(readFileSync('bench/fanout/peers/centrifuge/go.mod', 'utf8')) ?? [];
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: { ws: string } };
const versions = { ws: devDependencies.ws, ...dependencies, centrifuge };
const setup = { viewers, keys: KEYS, commitsPerSecond: COMMITS_A_SECOND, seconds: Number(options.seconds) };
writeResult(options.out, { versions, setup, medians, runs });
