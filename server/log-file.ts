import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, truncate } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import type { CommitEntry, CommitLog, Entry, Recorded, SavedState } from './log.js';
import { newEpoch } from './log-memory.js';
import { type Changes, mergeChanges } from './pieces.js';
import { frameRecord, readRecords } from './records.js';
import { readSnapshot, writeSnapshot } from './snapshot-file.js';
import { lockState } from './state-lock.js';

export interface FileLogOptions {
  readonly compactAfter: number;
  readonly retryDisk: number;
  readonly report: (line: string) => void;
  /** Runs work at a moment when everything that was taken has also been applied. */
  readonly between: (work: () => Promise<void>) => Promise<void>;
  /** The disk can be written again after it had failed: what viewers know is of another epoch. */
  readonly renewed: (epoch: string) => void;
}

/** What the log says besides entries. */
type Mark =
  | { readonly type: 'head'; readonly format: 1; readonly epoch: string }
  /** A relay began to write, on this boot of the machine. */
  | { readonly type: 'boot'; readonly id: string }
  /** A relay stopped, and all before this is on the disk. */
  | { readonly type: 'stop' };
type LoggedCommit = Omit<CommitEntry, 'changes'> & { readonly pieces: readonly { readonly changes: Changes }[] };
type Logged = Mark | Exclude<Entry, CommitEntry> | LoggedCommit;

/**
 * Keeps entries in files of a directory; generation n + 1 begins with a snapshot of what generation n led to:
 *
 *     00000001.log                                   head │ boot │ entry │ entry │ …
 *     00000002.snapshot   00000002.log               the same; 00000001.* go when the snapshot is complete
 *
 * *Taken* means that write() has returned: that survives a killed process. The disk follows each second, so that
 * another boot of the machine without a clean stop may have lost something, and begins a new epoch.
 */
export class FileLog implements CommitLog {
  readonly #directory: string;
  readonly #options: FileLogOptions;
  #state: Recorded | undefined;
  #unlock: () => Promise<void> = async () => {};
  #boot = '';
  #epoch = '';
  #generation = 0;
  #file: FileHandle | undefined;
  #size = 0;
  #isDirty = false;
  #compaction: Promise<void> | undefined;
  #degraded: string | undefined;
  #syncTimer: ReturnType<typeof setInterval> | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(directory: string, options: FileLogOptions) {
    this.#directory = directory;
    this.#options = options;
  }

  get degraded(): string | undefined {
    return this.#degraded;
  }

  async recover(state: Recorded): Promise<string> {
    this.#state = state;
    this.#boot = await bootId();
    await mkdir(this.#directory, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      const fix = 'choose another with --state, or --memory to keep no state';
      throw new Error(`the state directory ${this.#directory} cannot be made (${textOf(error)}); ${fix}`);
    });
    this.#unlock = await lockState(this.#directory);
    const { epoch, end, damage } = await this.#replay(state);
    if (damage !== undefined) this.#options.report(`${this.#directory}: ${damage}; a new epoch begins`);
    if (epoch !== undefined && damage === undefined) {
      this.#epoch = epoch;
      await this.#continue(end);
    } else {
      this.#epoch = newEpoch();
      await this.#writeSnapshot(await this.#nextGeneration());
    }
    this.#syncTimer = setInterval(() => void this.#sync(), SYNC_EVERY);
    return this.#epoch;
  }

  async append(entry: Entry, raw?: readonly Buffer[]): Promise<void> {
    if (this.#file === undefined) return;
    try {
      await this.#write(encode(entry, raw));
    } catch (error) {
      await this.#fail(error);
    }
    if (this.#size > this.#options.compactAfter) this.#compaction ??= this.#compact();
  }

  async close(): Promise<void> {
    clearInterval(this.#syncTimer);
    clearTimeout(this.#retryTimer);
    await this.#compaction;
    try {
      await this.#file?.sync();
      if (this.#file !== undefined) await this.#write(encodeMark({ type: 'stop' }));
      await this.#file?.sync();
    } catch (error) {
      this.#options.report(`${this.#directory} cannot be written at the end (${textOf(error)})`);
    }
    await this.#file?.close();
    await this.#unlock();
  }

  /** Applies what there is, as far as it is sound. `damage`: why something that was visible may be missing. */
  async #replay(state: Recorded): Promise<{ epoch: string | undefined; end: number; damage: string | undefined }> {
    const files = (await readdir(this.#directory)).filter((name) => GENERATION.test(name)).sort();
    const numberOf = (name: string) => Number.parseInt(name, 10);
    this.#generation = Math.max(0, ...files.map(numberOf));
    const snapshot = files.filter((name) => name.endsWith('.snapshot')).at(-1);
    const logs = files.filter((name) => !name.endsWith('.snapshot') && name >= (snapshot?.slice(0, 8) ?? ''));
    let epoch: string | undefined;
    let end = 0;
    if (snapshot !== undefined) {
      const saved = await readSnapshot(join(this.#directory, snapshot));
      if (saved === undefined) return { epoch, end, damage: `${snapshot} is damaged, and the state with it lost` };
      state.restore(saved.state);
      epoch = saved.epoch;
    }
    let isSafe = false;
    for (const name of logs) {
      const records = readRecords(join(this.#directory, name));
      let next = await records.next();
      for (; !next.done; next = await records.next()) {
        const record = JSON.parse(next.value.toString()) as Logged;
        if (record.type === 'head') epoch = record.epoch;
        else if (record.type === 'boot') isSafe = record.id === this.#boot;
        else if (record.type === 'stop') isSafe = true;
        else state.apply(entryOf(record));
      }
      end = next.value.at;
      const { reason } = next.value;
      const isCut = reason === 'incomplete' && name !== logs.at(-1);
      if (reason === 'damaged' || isCut) return { epoch, end, damage: `${name} is damaged from byte ${end} on` };
      if (name.endsWith(LOST)) return { epoch, end, damage: 'the disk had failed, and what came then is not there' };
    }
    const hasLost = logs.length > 0 && !isSafe;
    return { epoch, end, damage: hasLost ? 'the machine stopped before the disk had everything' : undefined };
  }

  /** Goes on with the newest log, without the record that was not completely written. */
  async #continue(end: number): Promise<void> {
    const path = this.#path(this.#generation, 'log');
    await truncate(path, end);
    this.#file = await open(path, 'a', 0o600);
    this.#size = end;
    await this.#write(encodeMark({ type: 'boot', id: this.#boot }));
  }

  /** Begins a new log, and gives the state that it goes on from. */
  async #nextGeneration(): Promise<SavedState> {
    const generation = this.#generation + 1;
    const file = await open(this.#path(generation, 'log'), 'w', 0o600);
    try {
      await writeWhole(file, encodeMark({ type: 'head', format: 1, epoch: this.#epoch }));
      await writeWhole(file, encodeMark({ type: 'boot', id: this.#boot }));
    } catch (error) {
      await file.close();
      throw error;
    }
    await this.#file?.close();
    this.#file = file;
    this.#size = 0;
    this.#generation = generation;
    return (this.#state as Recorded).save();
  }

  /** With the snapshot on the disk, former generations are worth nothing any more. */
  async #writeSnapshot(state: SavedState): Promise<void> {
    const generation = this.#generation;
    await writeSnapshot(this.#path(generation, 'snapshot'), this.#epoch, state);
    for (const name of await readdir(this.#directory)) {
      if (GENERATION.test(name) && Number.parseInt(name, 10) < generation) await rm(join(this.#directory, name));
    }
  }

  async #compact(): Promise<void> {
    try {
      let state: SavedState | undefined;
      await this.#options.between(async () => {
        state = await this.#nextGeneration();
      });
      if (state !== undefined) await this.#writeSnapshot(state);
    } catch (error) {
      // Nothing is lost: the former generations stay, and are read again. The next try is after as many bytes.
      this.#size = 0;
      this.#options.report(`${this.#directory} cannot be compacted (${textOf(error)})`);
    }
    this.#compaction = undefined;
  }

  async #write(payload: readonly Buffer[]): Promise<void> {
    if (this.#file === undefined) return;
    this.#size += await writeWhole(this.#file, payload);
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
    if (this.#degraded === undefined) {
      const reason = `${this.#directory} cannot be written (${textOf(error)})`;
      this.#degraded = reason;
      this.#options.report(`${reason}: going on in memory, which a restart loses`);
    }
    await file.close().catch(() => {});
    await rename(this.#path(this.#generation, 'log'), this.#path(this.#generation, 'lost')).catch(() => {});
    this.#retryTimer = setTimeout(() => void this.#retry(), this.#options.retryDisk);
  }

  async #retry(): Promise<void> {
    const former = this.#epoch;
    try {
      let state: SavedState | undefined;
      await this.#options.between(async () => {
        this.#epoch = newEpoch();
        state = await this.#nextGeneration();
      });
      if (state === undefined) return;
      await this.#writeSnapshot(state);
      this.#degraded = undefined;
      this.#options.report(`${this.#directory} can be written again`);
      this.#options.renewed(this.#epoch);
    } catch (error) {
      this.#epoch = former;
      if (this.#file === undefined) this.#retryTimer = setTimeout(() => void this.#retry(), this.#options.retryDisk);
      else await this.#fail(error);
    }
  }

  #path(generation: number, kind: 'log' | 'lost' | 'snapshot'): string {
    return join(this.#directory, `${String(generation).padStart(8, '0')}.${kind}`);
  }
}

const GENERATION = /^\d{8}\.(log|lost|snapshot)$/;
const LOST = '.lost';
/** Milliseconds between two times that the disk is made to follow. */
const SYNC_EVERY = 1000;

function encode(entry: Entry, raw: readonly Buffer[] | undefined): Buffer[] {
  if (entry.type !== 'commit') return frameRecord([Buffer.from(JSON.stringify(entry))]);
  const { changes, ...rest } = entry;
  const pieces = raw ?? [Buffer.from(JSON.stringify({ changes }))];
  const head = `${JSON.stringify(rest).slice(0, -1)},"pieces":[`;
  const listed = pieces.flatMap((piece, i) => (i === 0 ? [piece] : [COMMA, piece]));
  return frameRecord([Buffer.from(head), ...listed, TAIL]);
}

const COMMA = Buffer.from(',');
const TAIL = Buffer.from(']}');

function encodeMark(mark: Mark): Buffer[] {
  return frameRecord([Buffer.from(JSON.stringify(mark))]);
}

function entryOf(record: Exclude<Logged, Mark>): Entry {
  if (record.type !== 'commit') return record;
  const { pieces, ...rest } = record;
  return { ...rest, changes: mergeChanges(pieces.map(({ changes }) => changes)) };
}

/** Writes all of it, which one call need not do. */
async function writeWhole(file: FileHandle, chunks: readonly Buffer[]): Promise<number> {
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await file.writev(chunks as Buffer[]);
  if (bytesWritten < bytes) await file.appendFile(Buffer.concat(chunks).subarray(bytesWritten));
  return bytes;
}

/** Which boot of the machine this is; where the system has no name for it, about when it was. */
async function bootId(): Promise<string> {
  const byMinute = () => String(Math.round((Date.now() / 1000 - uptime()) / 60));
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(byMinute)).trim();
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
