import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const BUNDLE = fileURLToPath(new URL('../../relay.js', import.meta.url));
export const TOKEN = 'a producer token of the property test';

/** So that rare things happen in a short time: compaction, back-pressure. No `sync` comes just because time passes. */
const HASTE = { compactAfter: 48 * 1024, unacknowledgedFor: 150, shareFor: 300, heartbeat: 120_000 };

/** The relay as it is shipped, with a state of its own, which can be killed and comes back on its port. */
export class RelayProcess {
  readonly #bundle: string;
  readonly #state: string;
  #child: ChildProcess | undefined;
  #errors = '';
  port = 0;

  private constructor(bundle: string, state: string) {
    this.#bundle = bundle;
    this.#state = state;
  }

  static async start(bundle = BUNDLE): Promise<RelayProcess> {
    const relay = new RelayProcess(bundle, await mkdtemp(join(tmpdir(), 'streamviz-exact-')));
    await relay.start();
    return relay;
  }

  /** What it said on stderr. */
  get errors(): string {
    return this.#errors;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [this.#bundle, '--parent-stdin', '--json'], { stdio: 'pipe' });
    this.#child = child;
    child.stderr.on('data', (data: Buffer) => (this.#errors += data.toString()));
    child.stdin.on('error', () => {});
    const options = { port: this.port, state: this.#state, producerToken: TOKEN, ...HASTE };
    child.stdin.write(`${JSON.stringify(options)}\n`);
    const line = once(createInterface({ input: child.stdout }), 'line').then(([text]) => text as string);
    const said = await Promise.race([line, once(child, 'exit').then(() => undefined)]);
    if (said !== undefined) {
      this.port = (JSON.parse(said) as { port: number }).port;
    } else if (this.port !== 0 && this.#errors.includes(`port ${this.port} is taken`)) {
      // By a link of some other program: the system gives such ports away while the relay is gone.
      this.port = 0;
      await this.start();
    } else throw new Error(`the relay did not start: ${this.#errors}`);
  }

  /** SIGKILL: it cannot finish anything. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Of a killed relay: everything it kept is gone. */
  async wipe(): Promise<void> {
    await rm(this.#state, { recursive: true });
  }

  /** Of a killed relay: the disk gives back the last byte of its newest log otherwise than it was written. */
  async damage(): Promise<void> {
    const logs = (await readdir(this.#state)).filter((name) => name.endsWith('.log')).sort();
    const file = await open(join(this.#state, logs.at(-1) as string), 'r+');
    const { size } = await file.stat();
    const byte = Buffer.alloc(1);
    await file.read(byte, 0, 1, size - 1);
    byte[0] = (byte[0] as number) ^ 1;
    await file.write(byte, 0, 1, size - 1);
    await file.close();
  }

  /** Ends it and forgets its state. */
  async close(): Promise<void> {
    await this.kill();
    await rm(this.#state, { recursive: true, force: true });
  }
}
