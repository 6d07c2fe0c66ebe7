import { readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readRecords } from '../state/records.js';
import type { Recorded } from './log.js';
import { entryOf, type Logged } from './log-entries.js';
import { checkFormat } from './log-format.js';
import { readSnapshot } from './snapshot-file.js';

/** What a directory led to. */
export interface Replayed {
  readonly epoch: string | undefined;
  /** Where the newest log ends, without a record that was not completely written. */
  readonly end: number;
  /** Why something that was visible may be missing. */
  readonly damage: string | undefined;
}

/**
 * The files of a log; generation n + 1 begins with a snapshot of what generation n led to:
 *
 *     00000001.log                                   head │ boot │ entry │ entry │ …
 *     00000002.snapshot   00000002.log               the same; 00000001.* go when the snapshot is complete
 *     00000002.snapshot.tmp                          on its way; of a relay that was killed meanwhile it is waste
 *     00000002.lost                                  a log after which the disk failed
 */
export class LogDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  pathOf(generation: number, kind: 'log' | 'lost' | 'snapshot'): string {
    return join(this.path, `${String(generation).padStart(8, '0')}.${kind}`);
  }

  async newest(): Promise<number> {
    return Math.max(0, ...(await this.#files()).map(numberOf));
  }

  /** Bytes of the newest snapshot, and of all logs. */
  async sizes(): Promise<{ snapshot: number; logs: number }> {
    const files = await this.#files();
    const bytes = async (name: string) => (await stat(join(this.path, name))).size;
    const snapshot = files.findLast(isSnapshot);
    const logs = await Promise.all(files.filter((name) => name.endsWith('.log')).map(bytes));
    return {
      snapshot: snapshot === undefined ? 0 : await bytes(snapshot),
      logs: logs.reduce((sum, one) => sum + one, 0),
    };
  }

  /** Removes what the newest snapshot made worthless, and snapshots that were never completed. */
  async tidy(): Promise<void> {
    const generation = numberOf((await this.#files()).findLast(isSnapshot) ?? '0');
    for (const name of await readdir(this.path)) {
      const isFormer = GENERATION.test(name) && numberOf(name) < generation;
      // What stays is in nobody's way, and the next snapshot tries again.
      if (isFormer || UNFINISHED.test(name)) await rm(join(this.path, name)).catch(() => {});
    }
  }

  /** Applies what there is, as far as it is sound. */
  async replay(state: Recorded, boot: string): Promise<Replayed> {
    const files = await this.#files();
    const snapshot = files.findLast(isSnapshot);
    const logs = files.filter((name) => !isSnapshot(name) && name >= (snapshot?.slice(0, 8) ?? ''));
    let epoch: string | undefined;
    let end = 0;
    if (snapshot !== undefined) {
      const saved = await readSnapshot(join(this.path, snapshot));
      if (saved === undefined) return { epoch, end, damage: `${snapshot} is damaged, and the state with it lost` };
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
          const record = JSON.parse(next.value.toString()) as Logged;
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
        // Closes the file when something in it is refused.
        await records.return({ at: end, reason: 'end' });
      }
      end = next.value.at;
      const { reason } = next.value;
      const isCut = reason === 'incomplete' && name !== logs.at(-1);
      if (reason === 'damaged' || isCut) return { epoch, end, damage: `${name} is damaged from byte ${end} on` };
      if (name.endsWith('.lost')) return { epoch, end, damage: 'the disk had failed, and what came then is not there' };
    }
    const hasLost = files.length > 0 && !isSafe;
    return { epoch, end, damage: hasLost ? 'the machine stopped before the disk had everything' : undefined };
  }

  /** From the oldest to the newest. */
  async #files(): Promise<string[]> {
    return (await readdir(this.path)).filter((name) => GENERATION.test(name)).sort();
  }
}

const GENERATION = /^\d{8}\.(log|lost|snapshot)$/;
const UNFINISHED = /^\d{8}\.snapshot\.tmp$/;

function isSnapshot(name: string): boolean {
  return name.endsWith('.snapshot');
}

function numberOf(name: string): number {
  return Number.parseInt(name, 10);
}
