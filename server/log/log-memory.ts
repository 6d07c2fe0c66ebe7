import { randomBytes } from 'node:crypto';
import type { CommitLog } from './log.js';

/** Keeps nothing: the state lives and ends with the process. */
export class MemoryLog implements CommitLog {
  readonly degraded = undefined;

  async recover(): Promise<string> {
    return newEpoch();
  }

  async append(): Promise<void> {}

  async close(): Promise<void> {}
}

export function newEpoch(): string {
  return randomBytes(12).toString('base64url');
}
