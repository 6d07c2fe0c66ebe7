import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { cpuSecondsOf, MB, memoryOf } from '../../../test/kit/process-figures.js';

/** A server that is measured beside the relay: a process of its own, which prints a line of JSON with its address. */
export class Peer {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, process: ChildProcess) {
    this.url = url;
    this.#process = process;
  }

  static async start(command: string, args: readonly string[]): Promise<Peer> {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      once(child, 'exit').then(() => Promise.reject(new Error(`${command} ${args.join(' ')} ended at once`))),
    ])) as [string];
    return new Peer((JSON.parse(line) as { url: string }).url, child);
  }

  get cpu(): number {
    return cpuSecondsOf(this.#process.pid as number);
  }

  get residentMB(): number {
    return memoryOf(this.#process.pid as number) / MB;
  }

  async stop(): Promise<void> {
    const isGone = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await isGone;
  }
}
