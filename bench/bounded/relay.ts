import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RelayOptions } from '../../server/options.js';
import { cpuSeconds, residentMB } from '../machine.js';
import type { Inside, Question } from './inside.js';

export const TOKEN = 'the-producer-token-of-the-benchmarks';

const RELAY = fileURLToPath(new URL('../../relay.js', import.meta.url));
const INSIDE = fileURLToPath(new URL('inside.js', import.meta.url));

/** The relay as it is shipped, in a process of its own, with what is measured of it. */
export class RelayUnderTest {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(child: ChildProcess, ended: Promise<unknown>, port: number) {
    this.#child = child;
    this.#ended = ended;
    this.pid = child.pid as number;
    this.port = port;
    this.url = `http://127.0.0.1:${port}/`;
  }

  /** @param options Those of the relay; by default it keeps its state in memory, on any free port. */
  static async start(options: Partial<RelayOptions> = {}): Promise<RelayUnderTest> {
    const args = ['--expose-gc', '--import', INSIDE, RELAY, '--parent-stdin', '--json'];
    const env = { ...process.env, MALLOC_ARENA_MAX: '2' }; // as the Python package starts it
    const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit', 'ipc'] });
    const ended = once(child, 'exit');
    const kept = options.state === undefined ? { memory: true } : {};
    child.stdin?.write(`${JSON.stringify({ port: 0, producerToken: TOKEN, ...kept, ...options })}\n`);
    for await (const line of createInterface(child.stdout as NodeJS.ReadableStream)) {
      const { event, port } = JSON.parse(line) as { event: string; port: number };
      if (event === 'listening') return new RelayUnderTest(child, ended, port);
    }
    throw new Error('the relay ended before it served; its reason is above');
  }

  /** CPU seconds so far. */
  get cpu(): number {
    return cpuSeconds(this.pid);
  }

  get residentMB(): number {
    return residentMB(this.pid);
  }

  get fileDescriptors(): number {
    return readdirSync(`/proc/${this.pid}/fd`).length;
  }

  async inside(question: Partial<Question> = {}): Promise<Inside> {
    const answer = once(this.#child, 'message');
    this.#child.send({ collect: false, reset: false, ...question } satisfies Question);
    const [inside] = await answer;
    return inside as Inside;
  }

  /** The value of each sample of /metrics, by its name with its labels. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const text = await (await fetch(`${this.url}metrics`)).text();
    const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(samples.map((line) => [line.replace(/ \S+$/, ''), Number(line.replace(/^.* /, ''))]));
  }

  /** Leaves it no time for anything. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Lets it say to everybody that it ends. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }
}
