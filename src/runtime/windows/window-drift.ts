import { type KeyedRow, sameRow } from '../../core/values.js';
import { rowOf, type WindowPicture } from './window-mirror.js';
import type { Sight } from './window-range.js';

/**
 * Rows that came above those in sight, or (negative) went; 0 if it cannot be said.
 *
 * @param isRenewed All may have changed meanwhile. Else a row that changed is not followed: it may have gone by itself.
 */
export function driftOf(before: WindowPicture, after: WindowPicture, sight: Sight, isRenewed: boolean): number {
  for (const [index, row] of rowsIn(before, sight)) {
    const now = rowOf(after, row[0]);
    if (now !== undefined && (isRenewed || sameRow(now, row))) return (after.indices.get(row[0]) ?? index) - index;
  }
  return 0;
}

/** The share of the rows that were in sight which are in another window, too; 1 if there were none. */
export function shareOf(before: WindowPicture, after: WindowPicture, sight: Sight): number {
  const rows = rowsIn(before, sight);
  return rows.length === 0 ? 1 : rows.filter(([, [key]]) => after.indices.has(key)).length / rows.length;
}

/** Whether a picture has all rows that are in sight. */
export function hasSight(picture: WindowPicture, sight: Sight | undefined): boolean {
  if (sight === undefined) return true;
  return rowsIn(picture, sight).length > Math.min(sight.last, picture.total - 1) - sight.first;
}

/** A row that a window is brought to, and where it stood. */
export interface Anchor {
  readonly key: string;
  readonly index: number;
}

/** The first row in sight that is here. */
export function anchorIn(picture: WindowPicture | undefined, sight: Sight | undefined): Anchor | undefined {
  const [first] = picture && sight ? rowsIn(picture, sight) : [];
  return first && { index: first[0], key: first[1][0] };
}

/** The rows in sight with their indices. */
function rowsIn({ rows, offset }: WindowPicture, { first, last }: Sight): [index: number, row: KeyedRow][] {
  const from = Math.max(first, offset);
  return rows.slice(from - offset, Math.max(0, last + 1 - offset)).map((row, i) => [from + i, row]);
}
