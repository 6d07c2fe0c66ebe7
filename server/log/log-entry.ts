import type { ConfigMessage, WidgetChange } from '../../src/core/messages.js';

/** One change of the state. The same entries in the same order make the same state, at a replay too. */
export type LogEntry = OpenEntry | WithdrawEntry | ConfigEntry | CommitEntry | EndEntry;

/** Another run took over. */
export interface OpenEntry {
  readonly type: 'open';
  readonly run: string;
  readonly resume: boolean;
  /** The run fed the relay before, and what it committed up to this number is still there. */
  readonly seq?: number;
}

/** The run committed nothing and gave way: the state is again that of the run before it. */
export interface WithdrawEntry {
  readonly type: 'withdraw';
}

export interface ConfigEntry {
  readonly type: 'config';
  readonly config: ConfigMessage;
}

export interface CommitEntry {
  readonly type: 'commit';
  readonly seq: number;
  /** The producer's clock, in milliseconds since the epoch. */
  readonly time: number;
  /** Milliseconds from the oldest change of the commit to `time`. */
  readonly age?: number;
  /** The relay's clock, in milliseconds since the epoch: a replay must not look at its own. */
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
