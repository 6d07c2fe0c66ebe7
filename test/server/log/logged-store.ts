import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileLog, type FileLogOptions } from '../../../server/log/file-log.js';
import type { LogEntry } from '../../../server/log/log-entry.js';
import type { SavedState } from '../../../server/log/saved-state.js';
import { Store } from '../../../server/store/store.js';
import { ORDERS } from '../../kit/fixture.js';
import { resultOf } from '../../kit/result-of.js';

// A relay refuses files that others can write to, as some machines make them by default.
process.umask(0o077);

export const BEGIN: readonly LogEntry[] = [
  { type: 'open', run: 'r', resume: false },
  { type: 'config', config: { type: 'config', title: 'Shop', widgets: ORDERS } },
];

export function commit(seq: number, key: string): LogEntry {
  const changes = { orders: { up: [[key, 'eu', seq]] as [string, string, number][] } };
  return { type: 'commit', seq, time: seq, at: seq, changes, refused: [] };
}

export function newStore(): Store {
  return new Store({ maxRows: 1_000_000, maxFullRows: 1000 });
}

/** A store with its file log, used as a relay uses them. */
export class LoggedStore {
  readonly store = newStore();
  readonly reports: string[] = [];
  /** The epochs that began since it was opened. */
  readonly epochs: string[] = [];
  readonly log: FileLog;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(directory: string, options: Partial<FileLogOptions> = {}) {
    this.log = new FileLog(directory, {
      compactAfter: 1_000_000,
      retryDisk: 5,
      report: (line) => this.reports.push(line),
      inTurn: (work) => this.#inTurn(work),
      onNewEpoch: (epoch) => this.epochs.push(epoch),
      ...options,
    });
  }

  async open(): Promise<this> {
    this.store.epoch = await this.log.recover(this.store);
    return this;
  }

  async append(entry: LogEntry, raw?: readonly Buffer[]): Promise<void> {
    await this.#inTurn(async () => {
      await this.log.append(entry, raw);
      this.store.apply(entry);
    });
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }
}

export function withDirectory(run: (directory: string) => Promise<void>): Promise<void> {
  return mkdtemp(join(tmpdir(), 'streamviz-log-')).then((directory) =>
    run(directory).finally(() => rm(directory, { recursive: true })),
  );
}

/** The state of a store, as a checkpoint would have it. */
export function stateOf({ store }: { readonly store: Store }): SavedState {
  return JSON.parse(JSON.stringify(resultOf(store.saving()))) as SavedState;
}

/** Makes a directory as a killed process leaves it: with its files, and a lock that nobody holds. */
export async function leaveAsKilled(directory: string): Promise<void> {
  await rm(join(directory, 'lock'));
}

export async function newest(directory: string, kind: string): Promise<string> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(kind)).sort();
  return join(directory, names.at(-1) ?? '');
}

/** The states that entries lead to, one after the other; the first is that before any entry. */
export function statesOf(entries: readonly LogEntry[]): SavedState[] {
  const store = newStore();
  const states = [stateOf({ store })];
  for (const entry of entries) {
    store.apply(entry);
    states.push(stateOf({ store }));
  }
  return states;
}

/** Copies what a process would leave that is killed at this moment. */
export function copyAsKilled(directory: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'streamviz-log-'));
  cpSync(directory, copy, { recursive: true });
  rmSync(join(copy, 'lock'));
  return copy;
}
