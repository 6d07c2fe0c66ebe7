import type { ConfigMessage } from '../../src/core/messages.js';
import type { Run } from './run.js';
import type { Widget } from './widget.js';

/**
 * The state before the present run, as long as that has committed nothing: it may yet go, and the former run come back.
 *
 *     run A commits ──▶ run B opens ──▶ B commits              A's state is forgotten
 *                            └────────▶ B goes without a commit, A or another run opens: A's state is back
 */
export interface Former {
  readonly run: Run;
  readonly config: Omit<ConfigMessage, 'widgets'>;
  readonly widgets: ReadonlyMap<string, Readonly<Widget>>;
  readonly acknowledged: Acknowledged;
}

/** The last `seq` of runs before the present one, all of whose rows are still there or were changed one by one. */
export type Acknowledged = ReadonlyMap<string, number>;

/** Adds a run to those that may come back. */
export function withRun(acknowledged: Acknowledged, { id, seq }: Run): Acknowledged {
  const all = new Map(acknowledged);
  all.delete(id);
  if (seq > 0) all.set(id, seq);
  if (all.size > MOST_ACKNOWLEDGED) all.delete(all.keys().next().value as string);
  return all;
}

/** Whether widgets went or were emptied: what was acknowledged of them is not there any more. */
export function hasLostRows(
  before: ReadonlyMap<string, Readonly<Widget>>,
  after: ReadonlyMap<string, Readonly<Widget>>,
): boolean {
  return [...before].some(([id, { collection }]) => collection.size > (after.get(id)?.collection.size ?? 0));
}

/** Runs. Half: of many producers in turn the first send all anew. Twice: twice the bytes in each checkpoint. */
const MOST_ACKNOWLEDGED = 100;
