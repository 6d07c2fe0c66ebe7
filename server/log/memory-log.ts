import type { CommitLog } from './commit-log.js';
import { newEpoch } from './epoch.js';

/** Keeps nothing: the state lives and ends with the process. */
export class MemoryLog implements CommitLog {
  readonly degraded = undefined;

  async recover(): Promise<string> {
    return newEpoch();
  }

  async append(): Promise<void> {}

  async close(): Promise<void> {}
}
