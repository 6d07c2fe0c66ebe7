import { ProtocolError } from '../../src/core/checks/rules.js';
import type { CommitMessage } from '../../src/core/messages.js';
import { MergedChanges } from '../log/merge-changes.js';
import { MOST_COMMIT, MOST_COMMIT_ROWS } from '../options.js';

/** A commit with all its pieces. */
export interface WholeCommit {
  readonly message: CommitMessage;
  /** Its pieces as they came, for the log. */
  readonly raw: readonly Buffer[];
}

/** Puts the pieces of one commit after the other together, as they come. */
export class CommitAssembly {
  #seq = 0;
  #merged = new MergedChanges();
  #raw: Buffer[] = [];
  #bytes = 0;

  /**
   * Adds a piece. Gives the commit when this was its last.
   *
   * @throws ProtocolError if the piece belongs to another commit, or makes this one too large.
   */
  add(message: CommitMessage, data: Buffer): WholeCommit | undefined {
    const hasMore = message.more === true;
    if (this.#raw.length === 0) {
      if (!hasMore) return { message, raw: [data] };
      this.#seq = message.seq;
    } else if (message.seq !== this.#seq) {
      const rule = `commit ${this.#seq} is not complete: its next piece must have the same "seq"`;
      throw new ProtocolError('bad_commit', `${rule}; it is ${message.seq}`);
    }
    this.#merged.add(message.changes);
    this.#raw.push(data);
    this.#bytes += data.length + MESSAGE_OVERHEAD;
    this.#refuseTooLarge();
    if (hasMore) return undefined;
    const whole = { message: { ...message, changes: this.#merged.changes }, raw: this.#raw };
    this.clear();
    return whole;
  }

  /** Forgets the pieces of a commit that is not complete. */
  clear(): void {
    this.#merged = new MergedChanges();
    this.#raw = [];
    this.#bytes = 0;
  }

  #refuseTooLarge(): void {
    if (this.#bytes > MOST_COMMIT) {
      throw new ProtocolError('bad_commit', `a commit may have ${MOST_COMMIT} bytes; send its rows in several commits`);
    }
    if (this.#merged.rows > MOST_COMMIT_ROWS) {
      const rule = `a commit may have ${MOST_COMMIT_ROWS} rows and keys`;
      throw new ProtocolError('bad_commit', `${rule}; send them in several commits`);
    }
  }
}

/**
 * Bytes that a message takes in memory besides its text: its buffer, its promise, what it is parsed into. Without them
 * a million messages of two bytes would count as 2 MB and take a gigabyte. It is a rough figure: twice or half of it
 * changes only how many tiny messages fit into the limits.
 */
export const MESSAGE_OVERHEAD = 1024;
