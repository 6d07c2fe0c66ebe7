import { constants } from 'node:fs';
import { type FileHandle, rename, rm } from 'node:fs/promises';
import { bootId } from '../state/boot-id.js';
import { createPrivate, openPrivate, prepareDirectory, StateError, stateErrorOf } from '../state/private-files.js';
import { lockState } from '../state/state-lock.js';
import type { CommitLog, Entry, Recorded, SavedState } from './log.js';
import { LogDirectory } from './log-directory.js';
import { encodeEntry, encodeMark } from './log-entries.js';
import { FORMAT } from './log-format.js';
import { newEpoch } from './log-memory.js';
import { writeSnapshot } from './snapshot-file.js';

export interface FileLogOptions {
  readonly compactAfter: number;
  readonly retryDisk: number;
  readonly report: (line: string) => void;
  /** Runs work at a moment when everything that was taken has also been applied. */
  readonly between: (work: () => Promise<void>) => Promise<void>;
  /** What viewers know is of another epoch: the disk can be written again after it had failed, or cannot even tell so. */
  readonly renewed: (epoch: string) => void;
}

/**
 * Keeps entries in the files of a directory.
 *
 * *Taken* means that write() has returned: that survives a killed process. The disk follows each second, so that
 * another boot of the machine without a clean stop may have lost something, and begins a new epoch.
 */
export class FileLog implements CommitLog {
  readonly #directory: LogDirectory;
  readonly #options: FileLogOptions;
  #state: Recorded | undefined;
  #unlock: (() => Promise<void>) | undefined;
  #boot = '';
  #epoch = '';
  #generation = 0;
  #file: FileHandle | undefined;
  /** Bytes of the newest snapshot, and of what was logged since. */
  #snapshot = 0;
  #logged = 0;
  #isDirty = false;
  /** Compactions and tries to write again, one after the other. */
  #work: Promise<void> = Promise.resolve();
  #isCompacting = false;
  #snapshotWritten: Promise<void> | undefined;
  #degraded: string | undefined;
  #isClosed = false;
  #syncTimer: ReturnType<typeof setInterval> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(directory: string, options: FileLogOptions) {
    this.#directory = new LogDirectory(directory);
    this.#options = options;
  }

  get degraded(): string | undefined {
    return this.#degraded;
  }

  async recover(state: Recorded): Promise<string> {
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
        await this.#writeSnapshot(await this.#nextGeneration());
      }
    } catch (error) {
      // What is on the disk stays as it is, and is not what viewers will have seen.
      this.#epoch = newEpoch();
      await this.#file?.close().catch(() => {});
      this.#file = undefined;
      this.#degrade(error);
    }
    this.#syncTimer = setInterval(() => void this.#sync(), SYNC_EVERY);
    return this.#epoch;
  }

  async append(entry: Entry, raw?: readonly Buffer[]): Promise<void> {
    if (this.#file === undefined) return;
    try {
      await this.#write(await encodeEntry(entry, raw));
    } catch (error) {
      await this.#fail(error);
    }
    if (!this.#isCompacting && this.#logged > this.#room) {
      this.#isCompacting = true;
      this.#work = this.#work.then(() => this.#compact());
    }
    // A disk that is slower than the producer slows it down.
    if (this.#logged > this.#roomMeanwhile) await this.#snapshotWritten;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#syncTimer);
    clearTimeout(this.#retryTimer);
    await this.#work;
    try {
      await this.#file?.sync();
      if (this.#file !== undefined) await this.#write(encodeMark({ type: 'stop' }));
      await this.#file?.sync();
    } catch (error) {
      this.#options.report(`${this.#directory.path} cannot be written at the end (${textOf(error)})`);
    }
    await this.#file?.close();
    await this.#unlock?.().catch(() => {});
  }

  async #lock(): Promise<void> {
    this.#unlock ??= await lockState(this.#directory.path);
  }

  /** Goes on with the newest log, without the record that was not completely written. */
  async #continue(end: number): Promise<void> {
    this.#generation = await this.#directory.newest();
    const path = this.#directory.pathOf(this.#generation, 'log');
    this.#file = await openPrivate(path, constants.O_WRONLY | constants.O_APPEND);
    await this.#file.truncate(end);
    await this.#write(encodeMark({ type: 'boot', id: this.#boot }));
    // Else the log of a machine that stops now would seem to end with the clean stop of another boot.
    await this.#file.sync();
    await this.#directory.tidy();
    const { snapshot, logs } = await this.#directory.sizes();
    this.#snapshot = snapshot;
    this.#logged = logs;
  }

  /** Begins a new log, and gives the state that it goes on from. */
  async #nextGeneration(): Promise<SavedState> {
    const generation = Math.max(this.#generation, await this.#directory.newest()) + 1;
    const path = this.#directory.pathOf(generation, 'log');
    const file = await createPrivate(path);
    try {
      await writeWhole(file, encodeMark({ type: 'head', format: FORMAT, epoch: this.#epoch }));
      await writeWhole(file, encodeMark({ type: 'boot', id: this.#boot }));
    } catch (error) {
      await file.close();
      await rm(path).catch(() => {});
      throw error;
    }
    await this.#file?.close();
    this.#file = file;
    this.#logged = 0;
    this.#generation = generation;
    return (this.#state as Recorded).save();
  }

  /** With the snapshot on the disk, former generations are worth nothing any more. */
  async #writeSnapshot(state: SavedState): Promise<void> {
    let isWritten = () => {};
    this.#snapshotWritten = new Promise((resolve) => {
      isWritten = resolve;
    });
    try {
      this.#snapshot = await writeSnapshot(this.#directory.pathOf(this.#generation, 'snapshot'), this.#epoch, state);
      await this.#directory.tidy();
    } finally {
      this.#snapshotWritten = undefined;
      isWritten();
    }
  }

  /*
   * While the next snapshot is written the former one and its log are there too:
   *
   *     former snapshot │ its log: at most `room` │ next snapshot │ its log: at most `roomMeanwhile`
   *
   * All of them stay below `compactAfter`, or three times the state if that is more: a third of it is left for the next
   * snapshot, and with a larger one the limit is larger, too.
   */
  get #room(): number {
    const left = (2 / 3) * this.#options.compactAfter - this.#snapshot - this.#roomMeanwhile;
    return Math.max(left, this.#snapshot / 2);
  }

  get #roomMeanwhile(): number {
    return Math.max(this.#options.compactAfter / 8, this.#snapshot / 2);
  }

  async #compact(): Promise<void> {
    try {
      let state: SavedState | undefined;
      await this.#options.between(async () => {
        if (this.#file !== undefined) state = await this.#nextGeneration();
      });
      if (state !== undefined) await this.#writeSnapshot(state);
    } catch (error) {
      // Nothing is lost: the former generations stay, and are read again. The next try is after as many bytes.
      this.#logged = 0;
      this.#options.report(`${this.#directory.path} cannot be compacted (${textOf(error)})`);
    }
    this.#isCompacting = false;
  }

  async #write(payload: readonly Buffer[]): Promise<void> {
    if (this.#file === undefined) return;
    this.#logged += await writeWhole(this.#file, payload);
    this.#isDirty = true;
  }

  async #sync(): Promise<void> {
    if (!this.#isDirty || this.#file === undefined) return;
    this.#isDirty = false;
    try {
      await this.#file.datasync();
    } catch (error) {
      await this.#options.between(() => this.#fail(error));
    }
  }

  /** Goes on in memory. The log is set aside, so that a restart knows that what came since is missing. */
  async #fail(error: unknown): Promise<void> {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    this.#degrade(error);
    await file.close().catch(() => {});
    const log = this.#directory.pathOf(this.#generation, 'log');
    try {
      await rename(log, this.#directory.pathOf(this.#generation, 'lost'));
    } catch {
      // A restart would not know: what is visible from now on must not have the epoch that the log has.
      this.#epoch = newEpoch();
      this.#options.renewed(this.#epoch);
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
      await this.#options.between(async () => {
        await this.#lock();
        this.#epoch = newEpoch();
        state = await this.#nextGeneration();
      });
      if (state !== undefined) await this.#writeSnapshot(state);
    } catch (error) {
      this.#epoch = former;
      if (this.#file === undefined) this.#degrade(error);
      else await this.#options.between(() => this.#fail(error));
      return;
    }
    // Else it failed again meanwhile, which has told so.
    if (this.#file === undefined) return;
    this.#degraded = undefined;
    this.#options.report(`${this.#directory.path} can be written again`);
    this.#options.renewed(this.#epoch);
  }
}

/** Milliseconds between two times that the disk is made to follow. */
const SYNC_EVERY = 1000;

/** Writes all of it, which one call need not do. */
async function writeWhole(file: FileHandle, chunks: readonly Buffer[]): Promise<number> {
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await file.writev(chunks as Buffer[]);
  if (bytesWritten < bytes) await file.appendFile(Buffer.concat(chunks).subarray(bytesWritten));
  return bytes;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
