import { readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readRecords } from '../state/records.js';
import { readCheckpoint } from './checkpoint-file.js';
import type { LoggedState } from './commit-log.js';
import { checkFormat } from './format-version.js';
import { entryOf, type LogRecord } from './log-records.js';

/** The outcome of a replay. */
export interface Replayed {
  readonly epoch: string | undefined;
  /** The end of the newest log, without a record that was not completely written. */
  readonly end: number;
  /** Why something that was visible may be missing; `undefined` if nothing is. */
  readonly damage: string | undefined;
}

/**
 * The files of a log. Generation n + 1 begins with a checkpoint of the state that generation n led to:
 *
 *     00000001.log                                   head │ boot │ entry │ entry │ …
 *     00000002.snapshot   00000002.log               the checkpoint, and the log after it; 00000001.* are removed
 *     00000002.snapshot.tmp                          a checkpoint that is not complete, also one that a killed relay left
 *     00000002.lost                                  a log after which the disk failed
 */
export class LogDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  pathOf(generation: number, kind: keyof typeof ENDINGS): string {
    return join(this.path, String(generation).padStart(8, '0') + ENDINGS[kind]);
  }

  async newest(): Promise<number> {
    return Math.max(0, ...(await this.#files()).map(numberOf));
  }

  /** Bytes of the newest checkpoint, and of all logs. */
  async sizes(): Promise<{ checkpoint: number; logs: number }> {
    const files = await this.#files();
    const bytes = async (name: string) => (await stat(join(this.path, name))).size;
    const checkpoint = files.findLast(isCheckpoint);
    const logs = await Promise.all(files.filter((name) => name.endsWith(ENDINGS.log)).map(bytes));
    return {
      checkpoint: checkpoint === undefined ? 0 : await bytes(checkpoint),
      logs: logs.reduce((sum, one) => sum + one, 0),
    };
  }

  /** Removes the files before the newest checkpoint, and checkpoints that were never completed. */
  async tidy(): Promise<void> {
    const generation = numberOf((await this.#files()).findLast(isCheckpoint) ?? '0');
    for (const name of await readdir(this.path)) {
      const isFormer = GENERATION.test(name) && numberOf(name) < generation;
      // A file that cannot be removed does no harm, and the next checkpoint tries again.
      if (isFormer || UNFINISHED.test(name)) await rm(join(this.path, name)).catch(() => {});
    }
  }

  /** Rebuilds the state from the newest checkpoint and the logs after it, up to the first damage. */
  async replay(state: LoggedState, boot: string): Promise<Replayed> {
    const files = await this.#files();
    const checkpoint = files.findLast(isCheckpoint);
    const logs = files.filter((name) => !isCheckpoint(name) && name >= (checkpoint?.slice(0, 8) ?? ''));
    let epoch: string | undefined;
    let end = 0;
    if (checkpoint !== undefined) {
      const saved = await readCheckpoint(join(this.path, checkpoint));
      if (saved === undefined) return { epoch, end, damage: `${checkpoint} is damaged, and the state with it lost` };
      state.restore(saved.state);
      epoch = saved.epoch;
    }
    let isSafe = false;
    for (const name of logs) {
      const path = join(this.path, name);
      const records = readRecords(path);
      let next = await records.next();
      try {
        for (; !next.done; next = await records.next()) {
          const record = JSON.parse(next.value.toString()) as LogRecord;
          if (record.type === 'head') {
            checkFormat(record.format, path);
            const isOther = epoch !== undefined && record.epoch !== epoch;
            if (isOther) return { epoch, end, damage: `what came before ${name} is not complete` };
            epoch = record.epoch;
          } else if (record.type === 'boot') isSafe = record.id === boot;
          else if (record.type === 'stop') isSafe = true;
          else state.apply(entryOf(record));
        }
      } finally {
        // Closes the file if one of its records is refused.
        await records.return({ at: end, reason: 'end' });
      }
      end = next.value.at;
      const { reason } = next.value;
      const isCut = reason === 'incomplete' && name !== logs.at(-1);
      if (reason === 'damaged' || isCut) return { epoch, end, damage: `${name} is damaged from byte ${end} on` };
      if (name.endsWith(ENDINGS.lost))
        return { epoch, end, damage: 'the disk had failed, and what came then is not there' };
    }
    const hasLost = files.length > 0 && !isSafe;
    return { epoch, end, damage: hasLost ? 'the machine stopped before the disk had everything' : undefined };
  }

  /** From the oldest to the newest. */
  async #files(): Promise<string[]> {
    return (await readdir(this.path)).filter((name) => GENERATION.test(name)).sort();
  }
}

/** Endings of the files' names: those of earlier versions, whose files must load. */
const ENDINGS = { log: '.log', lost: '.lost', checkpoint: '.snapshot' };
const GENERATION = /^\d{8}\.(log|lost|snapshot)$/;
const UNFINISHED = /^\d{8}\.snapshot\.tmp$/;

function isCheckpoint(name: string): boolean {
  return name.endsWith(ENDINGS.checkpoint);
}

function numberOf(name: string): number {
  return Number.parseInt(name, 10);
}
