import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cpuSecondsOf, MB, memoryOf, openFilesOf } from '../../test/kit/process-figures.js';
import { BUNDLE, RelayProcess, type RelayProgram, type RelaySettings } from '../../test/kit/relay-process.js';
import type { Inside, Question } from './inside.js';

const INSIDE = fileURLToPath(new URL('inside.js', import.meta.url));

/** The relay as it is shipped, started as the Python package starts it, with what is measured of it. */
export class MeasuredRelay {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly #process: RelayProcess;

  private constructor(process: RelayProcess, { url, port }: { readonly url: string; readonly port: number }) {
    this.#process = process;
    this.pid = process.child.pid as number;
    this.url = url;
    this.port = port;
  }

  /** @param settings Those of the relay; by default it keeps its state in memory, on any free port. */
  static async start(
    settings: RelaySettings = {},
    { program = BUNDLE, nodeArgs = [] }: Pick<RelayProgram, 'program' | 'nodeArgs'> = {},
  ): Promise<MeasuredRelay> {
    const relay = RelayProcess.with(settings.state === undefined ? { memory: true, ...settings } : settings, {
      program,
      nodeArgs: [...nodeArgs, '--expose-gc', '--import', INSIDE],
      hasChannel: true,
      env: { MALLOC_ARENA_MAX: '2' },
    });
    relay.child.stderr?.pipe(process.stderr);
    return new MeasuredRelay(relay, await relay.listening());
  }

  /** CPU seconds so far. */
  get cpu(): number {
    return cpuSecondsOf(this.pid);
  }

  get residentMB(): number {
    return memoryOf(this.pid) / MB;
  }

  get fileDescriptors(): number {
    return openFilesOf(this.pid);
  }

  async inside(question: Partial<Question> = {}): Promise<Inside> {
    const { child } = this.#process;
    const answer = once(child, 'message');
    child.send({ collect: false, reset: false, ...question } satisfies Question);
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
  kill(): Promise<void> {
    return this.#process.kill();
  }

  /** Lets it end in order, with a message to everybody. */
  stop(): Promise<void> {
    return this.#process.stop();
  }
}
