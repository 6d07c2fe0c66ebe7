import { randomBytes } from 'node:crypto';
import { constants, fdatasyncSync, ftruncateSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openPrivateSync, StateError } from '../state/private-files.js';

/**
 * Sessions that were ended before their time, kept with the state so that a restart does not bring them back:
 *
 *     dGhlIG5hbWU lq2m9k1c      name, and when it would have ended: milliseconds, in base 36
 *     dGhlIG90aGVy lq2ma03x
 *     = cmFuZG9tIHRleHQ         the generation
 *     b25lIG1vcmU lq2mbq71      ended since
 *
 * The generation takes part in every session: with another one they all end. A file that has none was cut off while it
 * was written, so whatever cannot be read, or kept, ends all sessions rather than bringing one back.
 */
export class EndedSessions {
  readonly #path: string | undefined;
  readonly #report: (line: string) => void;
  readonly #now: () => number;
  readonly #ended = new Map<string, number>();
  #generation = randomText();
  #file: number | undefined;
  /** Lines of the file, those of sessions that have ended by themselves too. */
  #lines = 0;
  /** The file lacks something. */
  #isBehind = false;

  private constructor(path: string | undefined, report: (line: string) => void, now: () => number) {
    this.#path = path;
    this.#report = report;
    this.#now = now;
  }

  /**
   * @param directory The state's; `undefined`: in memory.
   * @param report Takes a line when they cannot be kept.
   */
  static async open(
    directory: string | undefined,
    report: (line: string) => void,
    now = () => Date.now(),
  ): Promise<EndedSessions> {
    const path = directory === undefined ? undefined : join(directory, 'sessions');
    const sessions = new EndedSessions(path, report, now);
    sessions.#read();
    return sessions;
  }

  /** Random text; another one when all sessions were ended. */
  get generation(): string {
    return this.#generation;
  }

  has(name: string): boolean {
    return this.#ended.has(name);
  }

  /** @param until When it would have ended by itself: milliseconds since 1970. */
  end(name: string, until: number): void {
    if (this.#ended.size >= MOST_ENDED) this.#forget();
    if (this.#ended.size >= MOST_ENDED) {
      // Better all log in again than that one which has logged out is known again.
      this.endAll();
      return;
    }
    this.#ended.set(name, until);
    this.#keep(() => {
      if (this.#isBehind || this.#lines >= 2 * MOST_ENDED) this.#rewrite();
      else this.#append(lineOf(name, until));
    });
  }

  endAll(): void {
    this.#ended.clear();
    this.#generation = randomText();
    this.#keep(() => this.#rewrite());
  }

  #read(): void {
    const error = this.#keep(() => {
      const file = this.#open();
      if (file === undefined) return;
      const text = readFileSync(file, 'latin1');
      const generation = text.match(/^= (\S+)\n/m)?.[1];
      // Names without it are of sessions that have ended all the same.
      if (generation === undefined) return this.#rewrite();
      this.#generation = generation;
      // The last line may be cut off, and so be missing its end.
      const lines = text.split('\n').slice(0, -1);
      for (const line of lines) {
        const [, name, until] = /^([\w-]+) ([0-9a-z]+)$/.exec(line) ?? [];
        if (name !== undefined && until !== undefined) this.#ended.set(name, Number.parseInt(until, 36));
      }
      this.#lines = lines.length;
      this.#forget();
      const isTidy = text.endsWith('\n') && lines.length === this.#ended.size + 1;
      if (!isTidy) this.#rewrite();
    });
    if (error instanceof StateError) throw error;
  }

  #open(): number | undefined {
    if (this.#path === undefined) return undefined;
    this.#file ??= openPrivateSync(this.#path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
    return this.#file;
  }

  /** Forgets those that have ended by themselves by now. */
  #forget(): void {
    const now = this.#now();
    for (const [name, until] of this.#ended) if (until <= now) this.#ended.delete(name);
  }

  /** The generation is the last: until it is written the file has none. */
  #rewrite(): void {
    this.#forget();
    const file = this.#open();
    if (file === undefined) return;
    ftruncateSync(file, 0);
    this.#lines = 0;
    const lines = [...this.#ended].map(([name, until]) => lineOf(name, until));
    this.#append(`${lines.join('')}= ${this.#generation}\n`, lines.length + 1);
  }

  #append(text: string, lines = 1): void {
    if (this.#file === undefined) return;
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    fdatasyncSync(this.#file);
    this.#lines += lines;
  }

  /** Runs what the disk may refuse, and gives its error; memory goes on. */
  #keep(write: () => void): unknown {
    try {
      write();
      this.#isBehind = false;
      return undefined;
    } catch (error) {
      if (this.#isBehind) return error;
      this.#isBehind = true;
      const reason = error instanceof Error ? error.message : String(error);
      this.#report(
        `${this.#path} cannot be written (${reason}): who has logged out may be known again after a restart`,
      );
      return error;
    }
  }
}

function lineOf(name: string, until: number): string {
  return `${name} ${until.toString(36)}\n`;
}

function randomText(): string {
  return randomBytes(12).toString('base64url');
}

/**
 * Sessions that were ended and would not have ended by themselves yet: 3,300 logouts a day. Half: a large audience
 * could log everybody out. Twice: a file of up to 9 MB, which is read at the start.
 */
export const MOST_ENDED = 100_000;
