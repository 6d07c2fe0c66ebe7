/**
 * Loaded into a relay under test before the relay itself (`node --import`): what can only be measured from inside.
 * Answers over the channel to the parent; costs a timer every 10 ms.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Of the event loop, in milliseconds: by how much a timer was late, since the last reset. */
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

/** What the parent asks: to collect garbage before it measures, and to begin a new measurement after it. */
export interface Question {
  readonly collect: boolean;
  readonly reset: boolean;
}

const RESOLUTION = 10;

const delays = monitorEventLoopDelay({ resolution: RESOLUTION });
delays.enable();
const late = (nanoseconds: number) => Math.max(0, Math.round(nanoseconds / 1e5) / 10 - RESOLUTION);

process.on('message', ({ collect, reset }: Question) => {
  if (collect) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const loopDelay = { p50: late(delays.percentile(50)), p99: late(delays.percentile(99)), max: late(delays.max) };
  if (reset) delays.reset();
  process.send?.({ heapBytes: heapUsed, externalBytes: external, loopDelay } satisfies Inside);
});
