import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RelayOptions } from '../../server/options.js';
import { TOKEN } from './fixture.js';

/** The relay's command, as a module. */
export const MAIN = fileURLToPath(new URL('../../server/main.js', import.meta.url));

/** The relay as a process of its own. */
export class RelayProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<number | string>;
  errors = '';

  /** @param env Without the variables that are `undefined`. */
  constructor(args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}) {
    this.child = spawn(process.execPath, [MAIN, ...args], {
      env: { ...process.env, STREAMVIZ_PRODUCER_TOKEN: TOKEN, ...env },
    });
    this.ended = once(this.child, 'close').then(([code, signal]) => code ?? signal);
    this.child.stderr?.on('data', (data: Buffer) => (this.errors += data.toString()));
  }

  /** With any options, also those that the command line does not offer. */
  static with(options: Partial<RelayOptions>): RelayProcess {
    const relay = new RelayProcess(['--parent-stdin', '--json']);
    relay.child.stdin?.write(`${JSON.stringify({ port: 0, ...options })}\n`);
    return relay;
  }

  /** What it says with --json when it serves. */
  async listening(): Promise<{ event: string; url: string; port: number }> {
    const [line] = await once(createInterface({ input: this.child.stdout as NodeJS.ReadableStream }), 'line');
    return JSON.parse(line as string);
  }

  /** Waits for something that it says on stderr. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.child.stderr as NodeJS.ReadableStream, 'data');
  }

  /** Leaves it no time for anything. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}

/** Runs a relay process, and ends it whatever happens. */
export async function withProcess(relay: RelayProcess, run: (relay: RelayProcess) => Promise<void>): Promise<void> {
  try {
    await run(relay);
  } finally {
    await relay.kill();
  }
}
