import type { TracedCollection } from '../../src/core/traced-collection.js';
import { type KeyedRow, sameRow } from '../../src/core/values.js';
import type { NewestReading } from './widget.js';

/*
 * The readings of a stat or gauge: the one that came last is the newest, whatever its time says. So that everyone who has
 * the rows knows which that is, their order of first appearance is the order of their arrival:
 *
 *     rows         10  11  12          its key is the second; then the clock is set back
 *     11 comes     10  12  11          it goes, and comes again at the end
 */

/** Gives each key once, where it comes last. */
export function byArrival(up: readonly KeyedRow[]): readonly KeyedRow[] {
  const rows = new Map<string, KeyedRow>();
  for (const row of up) {
    rows.delete(row[0]);
    rows.set(row[0], row);
  }
  return [...rows.values()];
}

/** The keys that must go so that these readings come at the end; the newest one may change where it is. */
export function keysToRenew(collection: TracedCollection, up: readonly KeyedRow[]): string[] {
  const known = up.map(([key]) => key).filter((key) => collection.has(key));
  const isNewestAlone = known.length === 1 && known[0] === up[0]?.[0] && known[0] === collection.history.newest?.key;
  return isNewestAlone ? [] : known;
}

/**
 * The newest reading after a commit.
 *
 * @param known The one before the commit.
 * @param up The commit's readings as they came.
 */
export function newestReading(
  { history }: TracedCollection,
  known: NewestReading | undefined,
  up: readonly KeyedRow[] = [],
): NewestReading | undefined {
  const { newest } = history;
  if (newest === undefined) return undefined;
  if (known !== undefined && newest.key === known.row[0] && sameRow(newest.row, known.row)) return known;
  const before = up.length > 1 ? up.at(-2) : up.length === 1 ? known?.row : newest.previous?.row;
  return { row: newest.row, before: before?.[VALUE] };
}

/** The index of the value in a reading: its key and its time come before it. */
export const VALUE = 2;
