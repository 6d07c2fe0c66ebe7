/**
 * Loaded into a relay under test before the relay itself (`node --import`): measures what can only be measured from
 * inside, and answers over the channel to the parent. From the first question on it costs a timer every 10 ms, before
 * that nothing.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** By how many milliseconds a timer of the event loop was late, since the last reset. */
export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface Inside {
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly loopDelay: LoopDelay;
}

export interface Question {
  /** Whether to collect garbage before measuring. */
  readonly collect: boolean;
  /** Whether to begin a new measurement of delays after this one. */
  readonly reset: boolean;
}

const RESOLUTION = 10;

const delays = monitorEventLoopDelay({ resolution: RESOLUTION });
const late = (nanoseconds: number) => Math.max(0, Math.round(nanoseconds / 1e5) / 10 - RESOLUTION);

process.on('message', ({ collect, reset }: Question) => {
  delays.enable();
  if (collect) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const loopDelay = { p50: late(delays.percentile(50)), p99: late(delays.percentile(99)), max: late(delays.max) };
  if (reset) delays.reset();
  process.send?.({ heapBytes: heapUsed, externalBytes: external, loopDelay } satisfies Inside);
});
