import type { Report } from './faults.js';
import { World, type WorldOptions } from './world.js';

export interface Failure {
  readonly seed: number;
  readonly message: string;
}

export function textOf({ seed, message }: Failure): string {
  return `${message}\nagain: node dist/test/exact/main.js --seed ${seed}`;
}

export interface PlayOptions extends Pick<WorldOptions, 'bundle' | 'patience'> {
  readonly from: number;
  readonly count: number;
  /** Seeds at a time: each mostly waits. */
  readonly lanes: number;
  readonly report: Report;
  /** Failures after which no further seed is begun. */
  readonly atMost?: number;
}

/** Plays seeds, each with a relay of its own; gives those that failed. */
export async function playSeeds({ from, count, lanes, atMost = 5, ...options }: PlayOptions): Promise<Failure[]> {
  const failures: Failure[] = [];
  let next = from;
  const play = async () => {
    while (next < from + count && failures.length < atMost) {
      const seed = next++;
      try {
        await World.play({ seed, ...options });
      } catch (error) {
        failures.push({ seed, message: (error as Error).message });
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, play));
  return failures;
}
