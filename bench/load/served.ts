import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { cpuSeconds, residentMB } from '../machine.js';

/** What a producer of the benchmarks presents. */
export const TOKEN = 'a producer token of the benchmarks';

/** A server under measurement: a process of its own, which prints one line of JSON with its address when it serves. */
export class Served {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, process: ChildProcess) {
    this.url = url;
    this.#process = process;
  }

  static async start(command: string, args: readonly string[]): Promise<Served> {
    const env = { ...process.env, STREAMVIZ_PRODUCER_TOKEN: TOKEN };
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const [line] = (await Promise.race([
      once(lines, 'line'),
      once(child, 'exit').then(() => Promise.reject(new Error(`${command} ${args.join(' ')} ended at once`))),
    ])) as [string];
    return new Served((JSON.parse(line) as { url: string }).url, child);
  }

  /** The relay as users run it. */
  static relay(args: readonly string[], nodeArgs: readonly string[] = []): Promise<Served> {
    return Served.start(process.execPath, [...nodeArgs, 'dist/relay.js', '--port', '0', '--json', ...args]);
  }

  get cpu(): number {
    return cpuSeconds(this.#process.pid as number);
  }

  get residentMB(): number {
    return residentMB(this.#process.pid as number);
  }

  async stop(): Promise<void> {
    const isGone = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await isGone;
  }
}
