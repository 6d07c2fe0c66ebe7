import { frameLargeRecord, frameRecord } from '../state/records.js';
import type { CommitEntry, Entry } from './log.js';
import { type Changes, mergeChanges } from './merge-changes.js';

/** What the log says besides entries. */
export type Mark =
  | { readonly type: 'head'; readonly format: number; readonly epoch: string }
  /** A relay began to write, on this boot of the machine. */
  | { readonly type: 'boot'; readonly id: string }
  /** A relay stopped, and all before this is on the disk. */
  | { readonly type: 'stop' };
type LoggedCommit = Omit<CommitEntry, 'changes'> & { readonly pieces: readonly { readonly changes: Changes }[] };
export type Logged = Mark | Exclude<Entry, CommitEntry> | LoggedCommit;

/** @param raw The pieces of a commit as they came, which are not encoded again. */
export async function encodeEntry(entry: Entry, raw: readonly Buffer[] | undefined): Promise<Buffer[]> {
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

export function entryOf(record: Exclude<Logged, Mark>): Entry {
  if (record.type !== 'commit') return record;
  const { pieces, ...rest } = record;
  return { ...rest, changes: mergeChanges(pieces.map(({ changes }) => changes)) };
}
