/**
 * Measures the cost of viewers that stop reading to the others: a quarter of them are computers that sleep (nothing is
 * read, no ping is answered), a quarter are frozen tabs (their browser reads and answers pings, the page does nothing).
 * One more has a network of 10 KB/s throughout.
 *
 *     node dist/bench/stall/run.js [--viewers 2000] [--minutes 2] [--updates 20000] [--pace 4]
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Crowd } from '../kit/crowd/crowd.js';
import { Feeding } from '../kit/crowd/feeding.js';
import type { Fleet } from '../kit/crowd/fleet.js';
import type { Returns } from '../kit/crowd/orders.js';
import { MeasuredRelay } from '../kit/relay.js';
import { printVerdicts, writeResult } from '../kit/result.js';
import { sampling, type Usage } from '../kit/sampling.js';
import { quantile, quantileOf, round } from '../kit/statistics.js';

const { values: options } = parseArgs({
  options: {
    viewers: { type: 'string', default: '2000' },
    minutes: { type: 'string', default: '2' },
    updates: { type: 'string', default: '20000' },
    /** Steps a second that each asks for: with less to do the relay would grant the others more, and they share its cores. */
    pace: { type: 'string', default: '4' },
    /** Seconds of the measurements before and after. */
    beside: { type: 'string', default: '30' },
    out: { type: 'string', default: 'bench/results/stall.json' },
  },
});
const FLEET: Fleet = { groups: 50, machines: 20, parts: 1000 };
const SLOW = 10_000;
const WITHIN = 5000;
const pace = Number(options.pace);
const quarter = Math.floor(Number(options.viewers) / 4);
const beside = Number(options.beside) * 1000;

// Timers of a frozen tab do not run: here they do, and must have nothing to complain about.
const relay = await MeasuredRelay.start({ heartbeat: 3_600_000 });
const [awake, asleep, frozen, slow] = [new Crowd(), new Crowd(), new Crowd(), new Crowd()];
const all = [awake, asleep, frozen, slow];

interface Phase {
  readonly phase: string;
  readonly relay: Usage;
  readonly latencyP50: number;
  readonly latencyP99: number;
  readonly stepsPerViewer: number;
  readonly mistakes: readonly string[];
  readonly slow: { readonly stepsPerSecond: number; readonly longestGap: number };
  readonly generatorCpu: number;
}

/** Measures while something lasts. */
async function measure(phase: string, lasting: () => Promise<unknown>): Promise<Phase> {
  await awake.command('begin');
  await slow.command('begin');
  const own = process.cpuUsage();
  const usage = await sampling(relay);
  await lasting();
  const used = await usage();
  const [seen, behind] = await Promise.all([awake.report(), slow.report()]);
  const { user, system } = process.cpuUsage(own);
  const measured: Phase = {
    phase,
    relay: used,
    latencyP50: quantileOf(seen.latencies, 0.5),
    latencyP99: quantileOf(seen.latencies, 0.99),
    stepsPerViewer: round(seen.checks.steps / (2 * quarter) / used.seconds),
    mistakes: [...seen.checks.mistakes, ...behind.checks.mistakes],
    slow: {
      stepsPerSecond: round(behind.checks.steps / used.seconds, 2),
      longestGap: behind.checks.longestGap,
    },
    generatorCpu: round((seen.cpu + (user + system) / 1e6) / used.seconds, 2),
  };
  console.log(JSON.stringify(measured));
  return measured;
}

function summaryOf(who: string, { back, missing, tries }: Returns) {
  return { who, viewers: back.length, missing, p50: quantile(back, 0.5), max: Math.max(...back), tries };
}

const feeding = await Feeding.start(relay.url, FLEET, Number(options.updates));
try {
  const { url } = relay;
  await slow.join({ url, fleet: FLEET, first: 0, count: 1, manner: { pace, reading: { bytesPerSecond: SLOW } } });
  await awake.join({ url, fleet: FLEET, first: 0, count: 2 * quarter, manner: { pace } });
  await asleep.join({ url, fleet: FLEET, first: 2 * quarter, count: quarter, manner: { pace } });
  await frozen.join({ url, fleet: FLEET, first: 3 * quarter, count: quarter, manner: { pace } });
  await pause(beside / 2); // for the rate that the relay grants to settle
  const before = await measure('before', () => pause(beside));

  const meanwhile = await measure('stalled', async () => {
    asleep.sleep();
    await frozen.command('freeze');
    await pause(Number(options.minutes) * 60_000);
  });

  const since = Date.now();
  const returns: Returns[] = [];
  const after = await measure('back', async () => {
    const expected = { since, newLink: false, within: 10 * WITHIN };
    const back = [asleep.returns(expected), frozen.returns(expected)];
    asleep.wake();
    await frozen.command('thaw');
    returns.push(...(await Promise.all(back)));
    await pause(beside);
  });
  const [ofAsleep, ofFrozen] = returns as [Returns, Returns];
  const back = [summaryOf('asleep', ofAsleep), summaryOf('frozen', ofFrozen)];
  const phases = [before, meanwhile, after];
  const mistakes = phases.flatMap((phase) => phase.mistakes);
  const fed = feeding.stop();

  const residentGrowth = round(meanwhile.relay.residentMaxMB - before.relay.residentMedianMB);
  const heapGrowth = round(
    meanwhile.relay.heapMB + meanwhile.relay.externalMB - before.relay.heapMB - before.relay.externalMB,
  );
  const latency = round(meanwhile.latencyP99 / before.latencyP99, 2);
  const slowest = Math.max(...back.map(({ max }) => max));
  const verdicts = [
    { target: 'resident memory grows at most 64 MB', reached: `${residentGrowth} MB`, met: residentGrowth <= 64 },
    { target: 'heap and buffers grow at most 64 MB', reached: `${heapGrowth} MB`, met: heapGrowth <= 64 },
    { target: "the others' p99 latency is at most 1.2 × that before", reached: latency, met: latency <= 1.2 },
    {
      target: `all are exact ${WITHIN / 1000} s after they read again`,
      reached: `${slowest} ms, ${ofAsleep.missing + ofFrozen.missing} missing`,
      met: slowest <= WITHIN && ofAsleep.missing + ofFrozen.missing === 0,
    },
    {
      target: 'a viewer with 10 KB/s keeps advancing',
      reached: `${meanwhile.slow.stepsPerSecond} steps/s, at most ${meanwhile.slow.longestGap} ms apart`,
      met: meanwhile.slow.stepsPerSecond > 0.2 && meanwhile.slow.longestGap < 10_000,
    },
    { target: 'nobody is ever wrong', reached: `${mistakes.length} mistakes`, met: mistakes.length === 0 },
  ];
  printVerdicts(verdicts);
  const setup = {
    viewers: 4 * quarter,
    pace,
    stalled: 2 * quarter,
    minutes: Number(options.minutes),
    ...fed,
    fleet: FLEET,
  };
  writeResult(options.out, { setup, verdicts, phases, back });
} finally {
  feeding.stop();
  asleep.wake();
  await Promise.all(all.map((crowd) => crowd.leave()));
  await relay.stop();
}
