import { constants } from 'node:fs';
import { type FileHandle, rm } from 'node:fs/promises';
import { createPrivate, openPrivate } from '../state/private-files.js';
import { FORMAT } from './format-version.js';
import { encodeMark } from './log-records.js';

export interface LogWriterOptions {
  /** Which boot of the machine it is. */
  readonly boot: string;
  /** Called when the disk could not take what was appended before. */
  readonly onError: (error: unknown) => void;
}

/**
 * Writes a log file: every commit goes to the disk here.
 *
 * An append is done when write() has returned: that survives a killed process. The disk follows each second.
 */
export class LogWriter {
  readonly #file: FileHandle;
  readonly #onError: (error: unknown) => void;
  readonly #syncTimer: ReturnType<typeof setInterval>;
  #isDirty = false;

  private constructor(file: FileHandle, { onError }: LogWriterOptions) {
    this.#file = file;
    this.#onError = onError;
    this.#syncTimer = setInterval(() => void this.#follow(), SYNC_EVERY);
  }

  /** Begins a new file. */
  static async begin(path: string, epoch: string, options: LogWriterOptions): Promise<LogWriter> {
    const file = await createPrivate(path);
    try {
      await writeWhole(file, encodeMark({ type: 'head', format: FORMAT, epoch }));
      await writeWhole(file, encodeMark({ type: 'boot', id: options.boot }));
    } catch (error) {
      await file.close();
      await rm(path).catch(() => {});
      throw error;
    }
    return new LogWriter(file, options);
  }

  /** Continues a file behind its last whole record, and cuts off the rest. */
  static async continue(path: string, end: number, options: LogWriterOptions): Promise<LogWriter> {
    const file = await openPrivate(path, constants.O_WRONLY | constants.O_APPEND);
    try {
      await file.truncate(end);
      await writeWhole(file, encodeMark({ type: 'boot', id: options.boot }));
      // Without this, the log of a machine that crashes now could end with the clean stop of an earlier boot.
      await file.sync();
    } catch (error) {
      await file.close();
      throw error;
    }
    return new LogWriter(file, options);
  }

  /** Gives the bytes that were written. */
  async append(record: readonly Buffer[]): Promise<number> {
    const bytes = await writeWhole(this.#file, record);
    this.#isDirty = true;
    return bytes;
  }

  /** Waits until everything is on the disk, and marks the file as complete. */
  async stop(): Promise<void> {
    await this.#file.sync();
    await writeWhole(this.#file, encodeMark({ type: 'stop' }));
    await this.#file.sync();
  }

  async close(): Promise<void> {
    clearInterval(this.#syncTimer);
    await this.#file.close();
  }

  async #follow(): Promise<void> {
    if (!this.#isDirty) return;
    this.#isDirty = false;
    try {
      await this.#file.datasync();
    } catch (error) {
      this.#onError(error);
    }
  }
}

/**
 * Milliseconds between two times that the disk is made to follow: a machine that crashes loses at most so much. With
 * twice as many it loses twice as much; with half, disks that take some hundred milliseconds to follow do little else.
 */
const SYNC_EVERY = 1000;

/** Writes all bytes, which one call need not do. */
async function writeWhole(file: FileHandle, chunks: readonly Buffer[]): Promise<number> {
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await file.writev(chunks as Buffer[]);
  if (bytesWritten < bytes) await file.appendFile(Buffer.concat(chunks).subarray(bytesWritten));
  return bytes;
}
