import type { MeasuredRelay } from './relay.js';
import { quantile, round } from './statistics.js';

/** CPU, memory and delays of a relay between two moments. */
export interface Usage {
  readonly seconds: number;
  /** CPU seconds a second. */
  readonly cpu: number;
  readonly residentMedianMB: number;
  readonly residentMaxMB: number;
  /** After a collection of garbage at the end. */
  readonly heapMB: number;
  readonly externalMB: number;
  readonly loopDelayP50: number;
  readonly loopDelayP99: number;
  readonly loopDelayMax: number;
  readonly fileDescriptors: number;
}

/** Looks at a relay once a second, until it is asked. */
export async function sampling(relay: MeasuredRelay): Promise<() => Promise<Usage>> {
  await relay.inside({ reset: true });
  const resident = [relay.residentMB];
  const cpu = relay.cpu;
  const begun = performance.now();
  const timer = setInterval(() => resident.push(relay.residentMB), 1000);
  return async () => {
    clearInterval(timer);
    const seconds = (performance.now() - begun) / 1000;
    const used = relay.cpu - cpu;
    // The delays first: a collection is one of the bench's own.
    const { loopDelay } = await relay.inside();
    const { heapBytes, externalBytes } = await relay.inside({ collect: true });
    return {
      seconds: round(seconds),
      cpu: round(used / seconds, 3),
      residentMedianMB: round(quantile(resident, 0.5)),
      residentMaxMB: round(Math.max(...resident)),
      heapMB: round(heapBytes / 2 ** 20),
      externalMB: round(externalBytes / 2 ** 20),
      loopDelayP50: round(loopDelay.p50),
      loopDelayP99: round(loopDelay.p99),
      loopDelayMax: round(loopDelay.max),
      fileDescriptors: relay.fileDescriptors,
    };
  };
}
