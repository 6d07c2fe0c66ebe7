import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RelayOptions } from '../../server/options.js';

/** The token of the producers of tests and benches. */
export const TOKEN = 'a producer token of the tests';

/** The relay's command, as a module. */
export const MAIN = fileURLToPath(new URL('../../server/main.js', import.meta.url));

/** The relay as it is shipped. */
export const BUNDLE = fileURLToPath(new URL('../../relay.js', import.meta.url));

/** Settings that a relay takes on its first line: its options, and those that its command alone has. */
export type RelaySettings = Partial<RelayOptions> & { readonly memory?: boolean };

type Environment = Readonly<Record<string, string | undefined>>;

export interface RelayProgram {
  /** The relay's code; default: the command as a module, which needs no bundle. */
  readonly program?: string;
  /** Arguments of Node itself. */
  readonly nodeArgs?: readonly string[];
  /** Whether there is a channel for messages between the relay and its parent. */
  readonly hasChannel?: boolean;
  /** Added to this process's own; without the variables that are `undefined`. */
  readonly env?: Environment;
}

/** The relay as a process of its own. */
export class RelayProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<number | string>;
  errors = '';

  constructor(
    args: readonly string[],
    env: Environment = {},
    { program = MAIN, nodeArgs = [], hasChannel = false }: Omit<RelayProgram, 'env'> = {},
  ) {
    this.child = spawn(process.execPath, [...nodeArgs, program, ...args], {
      env: { ...process.env, STREAMVIZ_PRODUCER_TOKEN: TOKEN, ...env },
      stdio: ['pipe', 'pipe', 'pipe', ...(hasChannel ? ['ipc' as const] : [])],
    });
    this.ended = once(this.child, 'close').then(([code, signal]) => code ?? signal);
    this.child.stderr?.on('data', (data: Buffer) => (this.errors += data.toString()));
    this.child.stdin?.on('error', () => {}); // what is written to a process that has just ended
  }

  /** Starts one with any settings, also those that the command line does not offer. It ends with this process. */
  static with(settings: RelaySettings, { env = {}, ...program }: RelayProgram = {}): RelayProcess {
    const relay = new RelayProcess(['--parent-stdin', '--json'], env, program);
    relay.child.stdin?.write(`${JSON.stringify({ port: 0, ...settings })}\n`);
    return relay;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Gives what it prints with --json when it serves; fails if it ends before. */
  async listening(): Promise<{ event: string; url: string; port: number }> {
    const line = once(createInterface({ input: this.child.stdout as NodeJS.ReadableStream }), 'line');
    const printed = await Promise.race([line, this.ended]);
    if (!Array.isArray(printed)) throw new Error(`the relay ended before it served (${printed}): ${this.errors}`);
    return JSON.parse(printed[0] as string);
  }

  /** Waits for something that it prints on stderr. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.child.stderr as NodeJS.ReadableStream, 'data');
  }

  /** Leaves it no time for anything. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Lets it end in order, with a message to everybody. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
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
