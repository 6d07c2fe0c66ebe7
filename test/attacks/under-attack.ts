/**
 * A relay in a process of its own, with what must not suffer while it is attacked: a producer that commits all the
 * time, a viewer that must stay exact, and a probe of `/healthz` over a connection of its own each time.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { TestContext } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';
import type { RelayOptions } from '../../server/options.js';
import type { ConfigMessage } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';
import { TOKEN } from '../kit/fixture.js';
import { MB, memoryOf } from '../kit/process-figures.js';
import { TestProducer } from '../kit/producer.js';
import { RelayProcess } from '../kit/relay-process.js';
import { TestViewer } from '../kit/viewer.js';

export type AttackedOptions = Partial<RelayOptions> & Readonly<Record<string, unknown>>;

/** Bounds that must hold while a relay is attacked; all far from the usual, so that a busy machine keeps them. */
export interface Bounds {
  /** Milliseconds within which `/healthz` answers: no longer may the event loop be held. */
  readonly answerWithin: number;
  /** Bytes by which the memory of the relay may grow. */
  readonly memory: number;
}

const BOUNDS: Bounds = { answerWithin: 2_000, memory: 200 * MB };

export interface Scene {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly relay: RelayProcess;
  readonly producer: TestProducer;
  /** Memory is measured from what the relay has now: after the preparations of an attack. */
  readonly begin: () => void;
  /** Lets so many more commits reach the viewer, and so many more probes be answered. */
  readonly rounds: (count: number) => Promise<void>;
  /** Has no more commits, so that nothing but the attack keeps the relay at work. */
  readonly rest: () => Promise<void>;
}

/** @param widgets Which the attack needs, beside the one that is watched. */
export interface Attacked {
  readonly options?: AttackedOptions;
  readonly bounds?: Partial<Bounds>;
  readonly widgets?: ConfigMessage['widgets'];
}

/**
 * Runs an attack; fails if anybody else suffers from it. What was measured goes into the report of the test.
 * As soon as a bound is crossed the relay is killed and the test is over.
 */
export async function underAttack(
  t: TestContext,
  { options = {}, bounds = {}, widgets = {} }: Attacked,
  attack: (scene: Scene) => Promise<void>,
): Promise<void> {
  const relay = RelayProcess.with(options);
  try {
    const { url, port } = await relay.listening();
    const bystanders = await Bystanders.of({
      relay,
      url,
      port,
      bounds: { ...BOUNDS, ...bounds },
      widgets,
      headers: basic(options.auth),
    });
    try {
      await Promise.race([attack(bystanders), bystanders.suffering]);
      await bystanders.check();
    } finally {
      t.diagnostic(bystanders.figures);
      bystanders.leave();
    }
  } finally {
    await relay.kill();
  }
}

interface AttackedRelay {
  readonly relay: RelayProcess;
  readonly url: string;
  readonly port: number;
  readonly bounds: Bounds;
  readonly widgets: ConfigMessage['widgets'];
  /** Headers of a viewer that is let in. */
  readonly headers: Readonly<Record<string, string>>;
}

class Bystanders implements Scene {
  readonly relay: RelayProcess;
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly producer: TestProducer;
  /** Rejects when one of them suffers. */
  readonly suffering: Promise<never>;
  readonly #bounds: Bounds;
  readonly #viewer: TestViewer;
  /** Rows that the viewer must have. */
  readonly #rows = new Map<string, KeyedRow>();
  readonly #latencies: number[] = [];
  /** Delay of this process itself, which makes answers look slow when it is busy. */
  readonly #ownDelay = monitorEventLoopDelay({ resolution: 10 });
  #fail: (error: Error) => void = () => {};
  #memory = 0;
  #mostMemory = 0;
  #position = 0;
  #commits = 0;
  #committing: Promise<void> | undefined;
  #probing: Promise<void> | undefined;
  #commitsGoOn = true;
  #probesGoOn = true;

  static async of(attacked: AttackedRelay): Promise<Bystanders> {
    const { url, widgets, headers } = attacked;
    const producer = await TestProducer.open(url, { token: TOKEN });
    producer.declare({ ...WATCHED, ...widgets });
    const viewer = await TestViewer.connect(url, headers);
    const bystanders = new Bystanders(attacked, producer, viewer);
    await bystanders.#start();
    return bystanders;
  }

  private constructor({ relay, url, port, bounds }: AttackedRelay, producer: TestProducer, viewer: TestViewer) {
    this.relay = relay;
    this.url = url;
    this.port = port;
    this.pid = relay.child.pid as number;
    this.producer = producer;
    this.#viewer = viewer;
    this.#bounds = bounds;
    this.suffering = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.suffering.catch(() => {});
    void relay.ended.then((code) => {
      if (this.#probesGoOn) this.#fail(new Error(`the relay ended (${code}): ${relay.errors.slice(-2000)}`));
    });
  }

  async #start(): Promise<void> {
    await this.#commit();
    await this.#viewer.load('watched');
    this.begin();
    this.#ownDelay.enable();
    this.#committing = this.#commitAlways().catch((error: Error) => this.#fail(error));
    this.#probing = this.#probeAlways().catch((error: Error) => this.#fail(error));
  }

  readonly begin = (): void => {
    this.#memory = memoryOf(this.pid);
    this.#mostMemory = this.#memory;
  };

  readonly rounds = async (count: number): Promise<void> => {
    const [commits, probes] = [this.#commits + count, this.#latencies.length + count];
    while (this.#latencies.length < probes || (this.#commitsGoOn && this.#commits < commits)) {
      if (!this.#probesGoOn) throw new Error('the attack is over');
      await after(10);
    }
    const position = this.#position;
    await this.#viewer.until(() => this.#viewer.position >= position, `position ${position}`);
  };

  readonly rest = async (): Promise<void> => {
    this.#commitsGoOn = false;
    await this.#committing;
  };

  /** The attack is over: the viewer must have what was committed, and have had it all the time. */
  async check(): Promise<void> {
    // An attack that let it rest may have fed the relay itself.
    if (this.#commitsGoOn) assert.equal(this.producer.closed, undefined, 'the link of the producer stays');
    await this.rest();
    this.#probesGoOn = false;
    await Promise.race([this.#probing, this.suffering]);
    const position = this.#position;
    await this.#viewer.until(() => this.#viewer.position >= position || this.#viewer.closed !== undefined, 'the rest');
    assert.equal(this.#viewer.closed, undefined, 'the link of the viewer stays');
    const byKey = ([a]: KeyedRow, [b]: KeyedRow) => (a < b ? -1 : 1);
    assert.deepEqual(this.#viewer.rows('watched').sort(byKey), [...this.#rows.values()].sort(byKey));
    assert.deepEqual(unexpectedLines(this.relay.errors), [], 'nothing unexpected is in the log');
  }

  leave(): void {
    this.#commitsGoOn = false;
    this.#probesGoOn = false;
    this.#viewer.socket.terminate();
    this.producer.socket.terminate();
    this.#ownDelay.disable();
  }

  get figures(): string {
    const sorted = this.#latencies.toSorted((a, b) => a - b);
    const at = (part: number) => (sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(1);
    const grown = ((this.#mostMemory - this.#memory) / MB).toFixed(0);
    const own = (this.#ownDelay.max / 1e6).toFixed(0);
    return (
      `/healthz answered ${sorted.length} times, in ${at(0.5)} ms (median), ${at(0.99)} ms (99 %), ${at(1)} ms (slowest); ` +
      `memory +${grown} MB; ${this.#commits} commits; this process was held up itself for ${own} ms at most`
    );
  }

  async #commit(): Promise<void> {
    const number = this.#commits;
    const up = Array.from({ length: 5 }, (_, i): [string, number] => [`${(number * 3 + i) % 40}`, number]);
    const del = [`${(number * 3 + 20) % 40}`];
    const { position, refused } = await this.producer.commit({ watched: { up, del } });
    assert.equal(refused, undefined);
    for (const key of del) this.#rows.delete(key);
    for (const row of up) this.#rows.set(row[0], row);
    this.#position = position;
    this.#commits++;
  }

  async #commitAlways(): Promise<void> {
    while (this.#commitsGoOn) {
      await this.#commit();
      await after(10);
    }
  }

  async #probeAlways(): Promise<void> {
    while (this.#probesGoOn) {
      const start = performance.now();
      await this.#probe();
      this.#latencies.push(performance.now() - start);
      this.#look();
      await after(10);
    }
  }

  #probe(): Promise<void> {
    const { answerWithin } = this.#bounds;
    return new Promise((resolve, reject) => {
      const tooLate = () => reject(new Error(`/healthz did not answer within ${answerWithin} ms`));
      // Should it be this process that was held up, an answer that came in the meantime counts.
      const timer = setTimeout(() => setImmediate(() => setImmediate(tooLate)), answerWithin);
      const request = get(`${this.url}healthz`, { agent: false }, (response: IncomingMessage) => {
        response.resume().once('end', () => {
          clearTimeout(timer);
          if (response.statusCode === 200) resolve();
          else reject(new Error(`/healthz answered ${response.statusCode}`));
        });
      });
      request.once('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
    });
  }

  #look(): void {
    if (this.relay.child.exitCode !== null || this.relay.child.signalCode !== null) return;
    const memory = memoryOf(this.pid);
    this.#mostMemory = Math.max(this.#mostMemory, memory);
    const grown = memory - this.#memory;
    if (grown <= this.#bounds.memory) return;
    const most = Math.round(this.#bounds.memory / MB);
    throw new Error(`the relay's memory grew by ${Math.round(grown / MB)} MB; at most ${most} MB were to be`);
  }
}

const WATCHED: ConfigMessage['widgets'] = {
  watched: { widget_type: 'table', columns: [{ name: 'n', type: 'number' }] },
};

/** Finds what only a fault of the relay itself would put into its log: errors with the place in the code. */
export function unexpectedLines(log: string): string[] {
  const lines = log.split('\n');
  return lines.filter((line, i) => AT_A_PLACE.test(line) || AT_A_PLACE.test(lines[i + 1] ?? '')).slice(0, 5);
}

const AT_A_PLACE = /(?:^|\\n) +at /;

/** The header that gives a user and a password; none, if there are none. */
export function basic(auth: string | undefined): Readonly<Record<string, string>> {
  return auth === undefined ? {} : { authorization: `Basic ${Buffer.from(auth).toString('base64')}` };
}

/** A viewer that comes now gets the rows: there is room for it. */
export async function getsIn(url: string, auth?: string): Promise<void> {
  const viewer = await TestViewer.connect(url, basic(auth));
  try {
    assert.notEqual((await viewer.load('watched')).length, 0);
  } finally {
    viewer.socket.terminate();
    if (viewer.closed === undefined) await once(viewer.socket, 'close');
  }
}
