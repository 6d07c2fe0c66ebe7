import { frameLargeRecord, frameRecord } from '../state/records.js';
import type { CommitEntry, LogEntry } from './log-entry.js';
import { type Changes, mergeChanges } from './merge-changes.js';

/** A record of a log file, as JSON. */
export type LogRecord = Mark | Exclude<LogEntry, CommitEntry> | LoggedCommit;

/** A record that is no entry. */
export type Mark =
  | { readonly type: 'head'; readonly format: number; readonly epoch: string }
  /** A relay began to write, on this boot of the machine. */
  | { readonly type: 'boot'; readonly id: string }
  /** A relay stopped, and everything before this is on the disk. */
  | { readonly type: 'stop' };

/** A commit with its pieces as the producer sent them: they are written as they came, and parsed only at a replay. */
type LoggedCommit = Omit<CommitEntry, 'changes'> & { readonly pieces: readonly { readonly changes: Changes }[] };

/** @param raw The pieces of a commit as they came, which are not encoded again. */
export async function encodeEntry(entry: LogEntry, raw: readonly Buffer[] | undefined): Promise<Buffer[]> {
  if (entry.type !== 'commit') return frameRecord([Buffer.from(JSON.stringify(entry))]);
  const { changes, ...rest } = entry;
  const pieces = raw ?? [Buffer.from(JSON.stringify({ changes }))];
  const head = `${JSON.stringify(rest).slice(0, -1)},"pieces":[`;
  const listed = pieces.flatMap((piece, i) => (i === 0 ? [piece] : [COMMA, piece]));
  return frameLargeRecord([Buffer.from(head), ...listed, TAIL]);
}

const COMMA = Buffer.from(',');
const TAIL = Buffer.from(']}');

export function encodeMark(mark: Mark): Buffer[] {
  return frameRecord([Buffer.from(JSON.stringify(mark))]);
}

export function entryOf(record: Exclude<LogRecord, Mark>): LogEntry {
  if (record.type !== 'commit') return record;
  const { pieces, ...rest } = record;
  return { ...rest, changes: mergeChanges(pieces.map(({ changes }) => changes)) };
}
