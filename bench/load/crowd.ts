import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DialectName } from './dialects.js';

export type CrowdOrder = { readonly type: 'join'; readonly count: number } | { readonly type: 'begin' | 'report' };

/** What viewers have seen since the beginning. */
export interface CrowdReport {
  /** Milliseconds from the producer's sending to a viewer's receiving, once per viewer and commit that it saw. */
  readonly latencies: readonly number[];
  readonly frames: number;
  /** Of all frames, without their headers. */
  readonly bytes: number;
  /** CPU seconds of the viewers themselves. */
  readonly cpu: number;
}

const PROCESS = fileURLToPath(new URL('crowd-process.js', import.meta.url));

/** Many viewers in a few processes. */
export class Crowd {
  readonly #processes: readonly ChildProcess[];

  constructor(url: string, dialect: DialectName, processes = 2) {
    this.#processes = Array.from({ length: processes }, () => fork(PROCESS, [url, dialect]));
  }

  /** Lets so many more viewers join. */
  async join(count: number): Promise<void> {
    const each = Math.ceil(count / this.#processes.length);
    await this.#tell({ type: 'join', count: each });
  }

  async begin(): Promise<void> {
    await this.#tell({ type: 'begin' });
  }

  async report(): Promise<CrowdReport> {
    const reports = await this.#tell({ type: 'report' });
    const sum = (pick: (report: CrowdReport) => number) => reports.reduce((total, one) => total + pick(one), 0);
    return {
      latencies: reports.flatMap(({ latencies }) => latencies),
      frames: sum(({ frames }) => frames),
      bytes: sum(({ bytes }) => bytes),
      cpu: sum(({ cpu }) => cpu),
    };
  }

  async leave(): Promise<void> {
    const gone = this.#processes.map((one) => once(one, 'exit'));
    for (const one of this.#processes) one.disconnect();
    await Promise.all(gone);
  }

  #tell(order: CrowdOrder): Promise<CrowdReport[]> {
    return Promise.all(
      this.#processes.map(async (one) => {
        const answer = Promise.race([
          once(one, 'message'),
          once(one, 'exit').then(() => Promise.reject(new Error('a process of the crowd ended'))),
        ]) as Promise<[CrowdReport]>;
        one.send(order);
        return (await answer)[0];
      }),
    );
  }
}
