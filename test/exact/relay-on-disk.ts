import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RelayProgram } from '../kit/relay-process.js';
import { ReturningRelay } from '../kit/returning-relay.js';

/** Rows of a table that come whole: more than a log has here, fewer than a table may have. */
export const MOST_FULL_ROWS = 32;

/**
 * So that rare things happen in a short time: compaction, back-pressure, tables that are too large to come whole, windows
 * that are scrolled. No `sync` comes just because time passes.
 */
const HASTE = {
  ...{ compactAfter: 48 * 1024, unacknowledgedFor: 150, shareFor: 300, heartbeat: 120_000 },
  ...{ maxFullRows: MOST_FULL_ROWS, maxWindow: 20 },
};

/** A relay with a state of its own, which can be killed, robbed of its state or given a damaged one, and comes back. */
export class RelayOnDisk {
  readonly #relay: ReturningRelay;
  readonly #state: string;

  private constructor(state: string, program: RelayProgram) {
    this.#state = state;
    this.#relay = new ReturningRelay({ state, ...HASTE }, program);
  }

  static async start(program: RelayProgram): Promise<RelayOnDisk> {
    const relay = new RelayOnDisk(await mkdtemp(join(tmpdir(), 'streamviz-exact-')), program);
    await relay.start();
    return relay;
  }

  get port(): number {
    return this.#relay.port;
  }

  /** Everything that it has printed on stderr. */
  get errors(): string {
    return this.#relay.errors;
  }

  start(): Promise<void> {
    return this.#relay.start();
  }

  kill(): Promise<void> {
    return this.#relay.kill();
  }

  /** Takes away everything that a killed relay kept. */
  async wipe(): Promise<void> {
    await rm(this.#state, { recursive: true });
  }

  /** Changes the last byte of the newest log of a killed relay, as a bad disk does. */
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
