import { rename } from 'node:fs/promises';
import { bootId } from '../state/boot-id.js';
import { prepareDirectory, StateError, stateErrorOf } from '../state/private-files.js';
import { lockState } from '../state/state-lock.js';
import { writeCheckpoint } from './checkpoint-file.js';
import type { CommitLog, LoggedState } from './commit-log.js';
import { CompactionLimits } from './compaction-limits.js';
import { newEpoch } from './epoch.js';
import { LogDirectory } from './log-directory.js';
import type { LogEntry } from './log-entry.js';
import { encodeEntry } from './log-records.js';
import { LogWriter } from './log-writer.js';
import type { SavedState } from './saved-state.js';

export interface FileLogOptions {
  /** Bytes of all files above which the log is compacted. */
  readonly compactAfter: number;
  /** Milliseconds between two tries to write to a disk that has failed. */
  readonly retryDisk: number;
  readonly report: (line: string) => void;
  /** Does work between two entries, when everything that was appended has also been applied. */
  readonly inTurn: (work: () => Promise<void>) => Promise<void>;
  /**
   * Called when another epoch begins: the disk can be written again after it had failed, or it cannot even be marked
   * there that it has failed.
   */
  readonly onNewEpoch: (epoch: string) => void;
}

/**
 * Keeps entries in the files of a directory:
 *
 *     recover ──▶ append, append, … ──▶ close
 *                   │  └─ the log has grown ──▶ a checkpoint and a new log, in the background
 *                   └─ the disk fails ──▶ go on in memory, and try again now and then
 *
 * An entry is taken when write() has returned (`log-writer.ts`), which survives a killed process. After another boot of
 * the machine without a clean stop something may be lost, and a new epoch begins.
 */
export class FileLog implements CommitLog {
  readonly #directory: LogDirectory;
  readonly #options: FileLogOptions;
  readonly #limits: CompactionLimits;
  #state: LoggedState | undefined;
  #unlock: (() => Promise<void>) | undefined;
  #boot = '';
  #epoch = '';
  #generation = 0;
  /** The newest log; `undefined` while the disk fails. */
  #writer: LogWriter | undefined;
  /** Compactions and tries to write again, one after the other. */
  #work: Promise<void> = Promise.resolve();
  #isCompacting = false;
  #checkpointWritten: Promise<void> | undefined;
  #degraded: string | undefined;
  #isClosed = false;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(directory: string, options: FileLogOptions) {
    this.#directory = new LogDirectory(directory);
    this.#options = options;
    this.#limits = new CompactionLimits(options.compactAfter);
  }

  get degraded(): string | undefined {
    return this.#degraded;
  }

  async recover(state: LoggedState): Promise<string> {
    const { path } = this.#directory;
    this.#state = state;
    this.#boot = await bootId();
    const refuse = (error: unknown) => {
      throw stateErrorOf(path, error);
    };
    await prepareDirectory(path, this.#options.report).catch(refuse);
    const unwritable = await this.#lock().then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof StateError) throw error;
        return { error };
      },
    );
    const { epoch, end, damage } = await this.#directory.replay(state, this.#boot).catch(async (error: unknown) => {
      await this.#unlock?.();
      return refuse(error);
    });
    if (damage !== undefined) this.#options.report(`${path}: ${damage}; a new epoch begins`);
    try {
      if (unwritable !== undefined) throw unwritable.error;
      if (epoch !== undefined && damage === undefined) {
        this.#epoch = epoch;
        await this.#continue(end);
      } else {
        this.#epoch = newEpoch();
        await this.#writeCheckpoint(await this.#nextGeneration());
      }
    } catch (error) {
      // The disk keeps what it has. Viewers will see something else, so that is another epoch.
      this.#epoch = newEpoch();
      await this.#writer?.close().catch(() => {});
      this.#writer = undefined;
      this.#degrade(error);
    }
    return this.#epoch;
  }

  async append(entry: LogEntry, raw?: readonly Buffer[]): Promise<void> {
    if (this.#writer === undefined) return;
    try {
      const bytes = await this.#writer.append(await encodeEntry(entry, raw));
      this.#limits.logged += bytes;
    } catch (error) {
      await this.#fail(error);
    }
    if (!this.#isCompacting && this.#limits.isDue) {
      this.#isCompacting = true;
      this.#work = this.#work.then(() => this.#compact());
    }
    // A disk that is slower than the producer slows it down.
    if (this.#limits.isExceeded) await this.#checkpointWritten;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retryTimer);
    await this.#work;
    const writer = this.#writer;
    this.#writer = undefined;
    await writer?.stop().catch((error: unknown) => {
      this.#options.report(`${this.#directory.path} cannot be written at the end (${textOf(error)})`);
    });
    await writer?.close();
    await this.#unlock?.().catch(() => {});
  }

  async #lock(): Promise<void> {
    this.#unlock ??= await lockState(this.#directory.path);
  }

  /** Continues the newest log, without a record at its end that was not completely written. */
  async #continue(end: number): Promise<void> {
    this.#generation = await this.#directory.newest();
    this.#writer = await LogWriter.continue(this.#directory.pathOf(this.#generation, 'log'), end, this.#writerOptions);
    await this.#directory.tidy();
    const { checkpoint, logs } = await this.#directory.sizes();
    this.#limits.checkpoint = checkpoint;
    this.#limits.logged = logs;
  }

  /** Begins a new log. Gives the state that it goes on from, for its checkpoint. */
  async #nextGeneration(): Promise<SavedState> {
    const generation = Math.max(this.#generation, await this.#directory.newest()) + 1;
    const path = this.#directory.pathOf(generation, 'log');
    const writer = await LogWriter.begin(path, this.#epoch, this.#writerOptions);
    await this.#writer?.close();
    this.#writer = writer;
    this.#limits.logged = 0;
    this.#generation = generation;
    return (this.#state as LoggedState).save();
  }

  get #writerOptions() {
    return {
      boot: this.#boot,
      onError: (error: unknown) => void this.#options.inTurn(() => this.#fail(error)),
    };
  }

  /** Writes the checkpoint of this generation. With it on the disk, former generations are not needed any more. */
  async #writeCheckpoint(state: SavedState): Promise<void> {
    let isWritten = () => {};
    this.#checkpointWritten = new Promise((resolve) => {
      isWritten = resolve;
    });
    try {
      const path = this.#directory.pathOf(this.#generation, 'checkpoint');
      this.#limits.checkpoint = await writeCheckpoint(path, this.#epoch, state);
      await this.#directory.tidy();
    } finally {
      this.#checkpointWritten = undefined;
      isWritten();
    }
  }

  async #compact(): Promise<void> {
    try {
      let state: SavedState | undefined;
      await this.#options.inTurn(async () => {
        if (this.#writer !== undefined) state = await this.#nextGeneration();
      });
      if (state !== undefined) await this.#writeCheckpoint(state);
    } catch (error) {
      // Nothing is lost: the former generations stay, and are read again. The next try is after as many bytes.
      this.#limits.logged = 0;
      this.#options.report(`${this.#directory.path} cannot be compacted (${textOf(error)})`);
    }
    this.#isCompacting = false;
  }

  /** Goes on in memory. Renames the log, so that a restart knows that what came since is missing. */
  async #fail(error: unknown): Promise<void> {
    const writer = this.#writer;
    if (writer === undefined) return;
    this.#writer = undefined;
    this.#degrade(error);
    await writer.close().catch(() => {});
    const log = this.#directory.pathOf(this.#generation, 'log');
    try {
      await rename(log, this.#directory.pathOf(this.#generation, 'lost'));
    } catch {
      // A restart would not know, and use the epoch of the log: what is visible from now on must have another.
      this.#epoch = newEpoch();
      this.#options.onNewEpoch(this.#epoch);
    }
  }

  #degrade(error: unknown): void {
    if (this.#degraded === undefined) {
      const reason = `${this.#directory.path} cannot be written (${textOf(error)})`;
      this.#degraded = reason;
      this.#options.report(`${reason}: going on in memory, which a restart loses`);
    }
    if (this.#isClosed) return;
    this.#retryTimer = setTimeout(() => {
      this.#work = this.#work.then(() => this.#retry());
    }, this.#options.retryDisk);
  }

  async #retry(): Promise<void> {
    const former = this.#epoch;
    try {
      let state: SavedState | undefined;
      await this.#options.inTurn(async () => {
        await this.#lock();
        this.#epoch = newEpoch();
        state = await this.#nextGeneration();
      });
      if (state !== undefined) await this.#writeCheckpoint(state);
    } catch (error) {
      this.#epoch = former;
      if (this.#writer === undefined) this.#degrade(error);
      else await this.#options.inTurn(() => this.#fail(error));
      return;
    }
    // If there is none, it failed again meanwhile, and has reported so.
    if (this.#writer === undefined) return;
    this.#degraded = undefined;
    this.#options.report(`${this.#directory.path} can be written again`);
    this.#options.onNewEpoch(this.#epoch);
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
