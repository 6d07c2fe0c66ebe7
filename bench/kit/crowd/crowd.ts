import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answer, Expected, Join, Order, Returns, Seen } from './orders.js';

const PROCESS = fileURLToPath(new URL('crowd-process.js', import.meta.url));

/** Many viewers, in a few processes of their own. */
export class Crowd {
  readonly #members: readonly Member[];

  constructor(processes = 1) {
    this.#members = Array.from({ length: processes }, () => new Member());
  }

  /** Lets so many more viewers join, in equal parts; resolves when all have what they came for. */
  async join(order: Join): Promise<void> {
    const share = Math.ceil(order.count / this.#members.length);
    await this.#ask((i) => {
      const count = Math.max(0, Math.min(share, order.count - i * share));
      const first = 'fleet' in order ? { first: order.first + i * share } : {};
      return { do: 'join', ...order, ...first, count };
    });
  }

  async command(what: 'begin' | 'freeze' | 'thaw' | 'cut' | 'reload'): Promise<void> {
    await this.#ask(() => ({ do: what }));
  }

  async report(): Promise<Seen> {
    const reports = (await this.#ask(() => ({ do: 'report' }))).map(({ report }) => report as Seen);
    const sum = (pick: (seen: Seen) => number) => reports.reduce((total, one) => total + pick(one), 0);
    return {
      latencies: reports.flatMap(({ latencies }) => latencies),
      frames: sum(({ frames }) => frames),
      fewestSteps: Math.min(...reports.map(({ fewestSteps }) => fewestSteps)),
      bytes: sum(({ bytes }) => bytes),
      cpu: sum(({ cpu }) => cpu),
      checks: {
        steps: sum(({ checks }) => checks.steps),
        mistakes: reports.flatMap(({ checks }) => checks.mistakes),
        firstLoads: sum(({ checks }) => checks.firstLoads),
        epochs: sum(({ checks }) => checks.epochs),
        longestGap: Math.max(...reports.map(({ checks }) => checks.longestGap)),
      },
    };
  }

  /** Waits until all are back; to be called before what they come back from. */
  async returns(expected: Expected): Promise<Returns> {
    const all = (await this.#ask(() => ({ do: 'returns', ...expected }))).map(({ returns }) => returns as Returns);
    return {
      back: all.flatMap(({ back }) => back),
      missing: all.reduce((sum, { missing }) => sum + missing, 0),
      firstTries: all.flatMap(({ firstTries }) => firstTries),
      tries: all.reduce((sum, { tries }) => sum + tries, 0),
    };
  }

  /** Their computers sleep: nothing is read, answered or timed. */
  sleep(): void {
    for (const member of this.#members) member.signal('SIGSTOP');
  }

  wake(): void {
    for (const member of this.#members) member.signal('SIGCONT');
  }

  async leave(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.leave()));
  }

  #ask(orderOf: (member: number) => Order): Promise<Answer[]> {
    return Promise.all(this.#members.map((member, i) => member.ask(orderOf(i))));
  }
}

interface Asked {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** A process of viewers. */
class Member {
  readonly #process = fork(PROCESS, { serialization: 'advanced' }) as ChildProcess;
  readonly #asked = new Map<number, Asked>();
  #ids = 0;

  constructor() {
    this.#process.on('message', (answer: Answer) => {
      this.#asked.get(answer.id)?.resolve(answer);
      this.#asked.delete(answer.id);
    });
    this.#process.once('exit', (code) => {
      const error = new Error(`a process of viewers ended with ${code}; its reason is above`);
      for (const { reject } of this.#asked.values()) reject(error);
    });
  }

  ask(order: Order): Promise<Answer> {
    const id = ++this.#ids;
    this.#process.send({ id, order });
    return new Promise((resolve, reject) => this.#asked.set(id, { resolve, reject }));
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#process.kill(signal);
  }

  async leave(): Promise<void> {
    if (!this.#process.connected) return;
    const isGone = once(this.#process, 'exit');
    this.#process.disconnect();
    await isGone;
  }
}
