import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Fleet } from './fleet.js';
import type { Manner } from './viewer.js';

/** Lets so many viewers join; they are numbered from `first`. */
export interface Join {
  readonly do: 'join';
  readonly url: string;
  readonly fleet: Fleet;
  readonly first: number;
  readonly count: number;
  readonly manner?: Manner;
}

export type Order =
  | Join
  | { readonly do: 'begin' | 'report' | 'freeze' | 'thaw' | 'cut' | 'reload' }
  | ({ readonly do: 'returns' } & Expected);

/** When a viewer counts as being back. */
export interface Expected {
  /** With an exact step that came over a link that is newer than this, or is of a commit that is. */
  readonly since: number;
  /** Only the link counts. */
  readonly newLink: boolean;
  /** Milliseconds that are waited for the last. */
  readonly within: number;
}

/** What viewers have seen since the beginning of the measurement. */
export interface Seen {
  /** How often a viewer got a newer commit, by milliseconds from its time until the viewer had applied it. */
  readonly latencies: readonly (readonly [ms: number, count: number])[];
  readonly steps: number;
  readonly frames: number;
  /** Of viewers that were not exact at a step. */
  readonly mistakes: readonly string[];
  readonly firstLoads: number;
  readonly epochs: number;
  /** The longest that any viewer was without a step, in milliseconds. */
  readonly longestGap: number;
  /** CPU seconds of the viewers themselves. */
  readonly cpu: number;
}

/** How viewers came back. */
export interface Returns {
  /** Milliseconds from `since` until each was. */
  readonly back: readonly number[];
  readonly missing: number;
  /** Milliseconds from `since` to each viewer's first try of a new link, and how many tries they made in all. */
  readonly firstTries: readonly number[];
  readonly tries: number;
}

export interface Answer {
  readonly id: number;
  readonly report?: Seen;
  readonly returns?: Returns;
}

const PROCESS = fileURLToPath(new URL('audience-process.js', import.meta.url));

/** Viewers in a process of their own. */
export class Audience {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;

  constructor() {
    this.#process = fork(PROCESS, { serialization: 'advanced' });
    this.#process.on('message', (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    this.#process.once('exit', (code) => {
      if (this.#waiting.size > 0) throw new Error(`a process of viewers ended with ${code}; its reason is above`);
    });
  }

  async join(order: Omit<Join, 'do'>): Promise<void> {
    await this.#tell({ do: 'join', ...order });
  }

  async tell(what: 'begin' | 'freeze' | 'thaw' | 'cut' | 'reload'): Promise<void> {
    await this.#tell({ do: what });
  }

  async report(): Promise<Seen> {
    return (await this.#tell({ do: 'report' })).report as Seen;
  }

  /** Waits until all are back; to be called before what they come back from. */
  async returns(expected: Expected): Promise<Returns> {
    return (await this.#tell({ do: 'returns', ...expected })).returns as Returns;
  }

  /** The computer sleeps: nothing is read, answered or timed. */
  sleep(): void {
    this.#process.kill('SIGSTOP');
  }

  wake(): void {
    this.#process.kill('SIGCONT');
  }

  async leave(): Promise<void> {
    const isGone = once(this.#process, 'exit');
    this.#process.disconnect();
    await isGone;
  }

  #tell(order: Order): Promise<Answer> {
    const id = ++this.#asked;
    this.#process.send({ id, order });
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }
}

/** The quantile of counted values. */
export function quantileOf(counts: Seen['latencies'], q: number): number {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [value, count] of sorted) {
    seen += count;
    if (seen > q * total) return value;
  }
  return sorted.at(-1)?.[0] ?? Number.NaN;
}
