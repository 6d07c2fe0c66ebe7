import type { ConfigMessage, WidgetChange, WidgetConfig } from '../../src/core/messages.js';
import type { SavedCollection } from '../../src/core/traced-collection.js';

/** Something that happened to the state. `at` is the relay's clock in milliseconds, so that a replay ends the same. */
export type Entry = OpenEntry | ConfigEntry | CommitEntry | EndEntry;

/** Another run took over. */
export interface OpenEntry {
  readonly type: 'open';
  readonly run: string;
  readonly resume: boolean;
}
export interface ConfigEntry {
  readonly type: 'config';
  readonly config: ConfigMessage;
}
export interface CommitEntry {
  readonly type: 'commit';
  readonly seq: number;
  readonly time: number;
  readonly age?: number;
  readonly at: number;
  readonly changes: Readonly<Record<string, WidgetChange>>;
  /** Widgets whose changes broke a rule: they are not applied. */
  readonly refused: readonly Refusal[];
}
export interface EndEntry {
  readonly type: 'end';
  readonly error?: string;
}
export interface Refusal {
  readonly widget: string;
  readonly code: string;
  readonly message: string;
}

/** What a log keeps: all that is needed to go on after a restart. */
export interface Recorded {
  restore(saved: SavedState): void;
  apply(entry: Entry): void;
  save(): SavedState;
}

export interface SavedState {
  readonly position: number;
  readonly configPosition: number;
  readonly commitTime: number;
  readonly commitAge?: number;
  readonly run: SavedRun | undefined;
  readonly config: Omit<ConfigMessage, 'widgets'>;
  readonly widgets: readonly SavedWidget[];
}
export interface SavedRun {
  readonly id: string;
  readonly resume: boolean;
  readonly seq: number;
  readonly settled: boolean;
  readonly ended: { readonly error?: string } | undefined;
}
export interface SavedWidget {
  readonly id: string;
  readonly config: WidgetConfig;
  readonly run: string;
  readonly inherited: boolean;
  readonly retracted: number;
  readonly trimmed: number;
  readonly collection: SavedCollection;
}

/**
 * Where entries are kept in their order: the one seam between the relay and its storage. An entry becomes visible only
 * after `append` has taken it; entries are appended one at a time.
 */
export interface CommitLog {
  /** Why what is taken now would not survive a restart; `undefined` if it would, as far as this log can. */
  readonly degraded: string | undefined;
  /** Brings back what was taken before. Gives the epoch: the former one only if nothing that was visible is lost. */
  recover(state: Recorded): Promise<string>;
  /** @param raw The pieces of a commit as they came, so that they need not be encoded again. */
  append(entry: Entry, raw?: readonly Buffer[]): Promise<void>;
  close(): Promise<void>;
}
