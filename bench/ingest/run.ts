/**
 * Measures how many rows the relay applies per second of its CPU time: alone, and while a thousand viewers are brought
 * forward ten times a second. Commits have 10,000 rows of ten columns, about 1 MB, of a table of 100,000; each also
 * changes a small table, which is what the viewers look at: nobody gets the whole of a table of more than 20,000 rows.
 *
 *     node dist/bench/ingest/run.js [--rounds 3] [--seconds 10] [--viewers 1000] [--cases 0,1] [--profile DIR]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Crowd } from '../kit/crowd/crowd.js';
import { Producer } from '../kit/producer.js';
import { MeasuredRelay } from '../kit/relay.js';
import { writeResult } from '../kit/result.js';
import { inRounds } from '../kit/rounds.js';
import { CONFIG, LARGE, rowsOf, SMALL } from '../kit/rows.js';
import { median, now, quantileOf, round, totalOf } from '../kit/statistics.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
    viewers: { type: 'string', default: '1000' },
    cases: { type: 'string' },
    profile: { type: 'string' },
    out: { type: 'string', default: 'bench/results/ingest.json' },
  },
});

const COMMIT = 10_000;
const KEYS = 100_000;
const SMALL_KEYS = 100;
const SMALL_CHANGES = 20;

interface Case {
  readonly name: string;
  readonly log: 'file' | 'memory';
  /** Besides the one that tells how late rows are. */
  readonly viewers: number;
  /** Commits a second; as many as the relay takes without it. */
  readonly rate?: number;
}

const seconds = Number(options.seconds);
const viewers = Number(options.viewers);
const all: readonly Case[] = [
  { name: 'full speed, nobody looks', log: 'file', viewers: 0 },
  { name: 'full speed, nobody looks', log: 'memory', viewers: 0 },
  { name: '100,000 rows a second', log: 'file', viewers, rate: 10 },
  { name: 'full speed', log: 'file', viewers },
];
const cases = all.filter((_, i) => options.cases === undefined || options.cases.split(',').includes(String(i)));

/** Encoded beforehand; one after the other they change each of their rows, again and again. */
const COMMITS = Array.from({ length: (2 * KEYS) / COMMIT }, (_, i) => {
  const large = rowsOf(i * COMMIT, COMMIT, KEYS, i);
  const small = rowsOf(i * SMALL_CHANGES, SMALL_CHANGES, SMALL_KEYS, i);
  return Buffer.from(JSON.stringify({ [LARGE]: { up: large }, [SMALL]: { up: small } }));
});
const ROWS_OF_A_COMMIT = COMMIT + SMALL_CHANGES;

/** Sends commits for so long, and waits until the relay has taken them. */
async function feed(producer: Producer, { rate }: Case, forSeconds: number): Promise<number> {
  const start = performance.now();
  const end = start + forSeconds * 1000;
  let sent = 0;
  for (; performance.now() < end; sent++) {
    if (rate !== undefined) {
      const due = start + (sent * 1000) / rate;
      await pause(Math.max(0, due - performance.now()));
    }
    await producer.room();
    producer.commit(COMMITS[sent % COMMITS.length] as Buffer, now());
  }
  await producer.settled();
  return sent;
}

async function measure(one: Case) {
  const state = mkdtempSync(join(tmpdir(), 'streamviz-bench-'));
  const nodeArgs = options.profile === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', options.profile];
  const relay = await MeasuredRelay.start(one.log === 'file' ? { state } : {}, { nodeArgs });
  const crowd = new Crowd(one.viewers > 0 ? 2 : 1);
  const producer = await Producer.open(relay.url, CONFIG);
  try {
    await crowd.join({ url: relay.url, count: one.viewers || 1, dialect: 'streamviz' });
    await feed(producer, one, 3);
    await crowd.command('begin');
    const before = { relay: relay.cpu, generator: process.cpuUsage(), at: performance.now() };
    const sent = await feed(producer, one, seconds);
    const relayCpu = relay.cpu - before.relay;
    const generator = process.cpuUsage(before.generator);
    const took = (performance.now() - before.at) / 1000;
    const seen = await crowd.report();
    const rows = sent * ROWS_OF_A_COMMIT;
    return {
      name: one.name,
      log: one.log,
      viewers: one.viewers,
      rowsPerRelayCpuSecond: Math.round(rows / relayCpu),
      rowsPerSecond: Math.round(rows / took),
      megabytesPerSecond: round((sent * (COMMITS[0] as Buffer).length) / 1e6 / took),
      stepsPerViewerSecond: round(totalOf(seen.latencies) / (one.viewers || 1) / took),
      lagP50: round(quantileOf(seen.latencies, 0.5)),
      lagP99: round(quantileOf(seen.latencies, 0.99)),
      relayCpu: round(relayCpu, 2),
      relayResidentMB: Math.round(relay.residentMB),
      generatorCpu: round((generator.user + generator.system) / 1e6, 2),
      viewersCpu: round(seen.cpu, 2),
    };
  } finally {
    producer.close();
    await crowd.leave();
    await relay.stop();
    rmSync(state, { recursive: true });
  }
}

type Run = Awaited<ReturnType<typeof measure>> & { readonly round: number };
const runs = await inRounds(Number(options.rounds), cases, measure);

const medians = cases.map(({ name, log, viewers: count }) => {
  const of = runs.filter((run) => run.name === name && run.log === log);
  const middle = (pick: (run: Run) => number) => round(median(of.map(pick)));
  return {
    name,
    log,
    viewers: count,
    rowsPerRelayCpuSecond: middle((run) => run.rowsPerRelayCpuSecond),
    rowsPerSecond: middle((run) => run.rowsPerSecond),
    stepsPerViewerSecond: middle((run) => run.stepsPerViewerSecond),
    lagP50: middle((run) => run.lagP50),
    lagP99: middle((run) => run.lagP99),
    relayResidentMB: middle((run) => run.relayResidentMB),
  };
});
console.table(medians);
const setup = { rowsPerCommit: COMMIT, bytesPerCommit: (COMMITS[0] as Buffer).length, keys: KEYS, seconds };
writeResult(options.out, { setup, medians, runs });
