import type { LogEntry } from './log-entry.js';
import type { SavedState } from './saved-state.js';

/**
 * Keeps entries in their order: the one seam between the relay and its storage. An entry becomes visible only after
 * `append` has taken it; entries are appended one at a time.
 */
export interface CommitLog {
  /** Why entries would not survive a restart now; `undefined` if they would, as far as this log can keep them. */
  readonly degraded: string | undefined;
  /** Brings back the state that was logged. Gives the epoch: the former one only if nothing that was visible is lost. */
  recover(state: LoggedState): Promise<string>;
  /** @param raw The pieces of a commit as they came, so that they need not be encoded again. */
  append(entry: LogEntry, raw?: readonly Buffer[]): Promise<void>;
  close(): Promise<void>;
}

/** The state that a log keeps: it can be rebuilt from a checkpoint and the entries after it. */
export interface LoggedState {
  restore(saved: SavedState): void;
  apply(entry: LogEntry): void;
  /** Gives the whole state. No entry may be applied meanwhile. */
  save(): Promise<SavedState>;
}
