import type { Sight } from '../../../runtime/windows/window-range.js';
import type { FollowedRows } from './followed-rows.js';

/** The table, as far as it is scrolled to a row. */
export interface ScrolledRows {
  readonly followed: FollowedRows;
  /** Gives the rows in sight. */
  readonly sight: () => Sight;
  readonly scrollTo: (index: number) => void;
  /** Resolves after the next paint. */
  readonly painted: () => Promise<void>;
}

/** Scrolls to the row with a key. @returns Whether it is in sight then. */
export async function showRow(key: string, { followed, sight, scrollTo, painted }: ScrolledRows): Promise<boolean> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    // Rows in another order, or with another filter, may be on their way: it is them that are looked through.
    while (followed.isWaiting && followed.error === undefined) await painted();
    const { source } = followed;
    const index = await source?.find(key);
    if (source !== followed.source) continue;
    if (index === undefined) return false;
    scrollTo(index);
    do {
      await painted();
      if (source !== followed.source) break;
      const at = source?.indexOf(key);
      if (at !== undefined && at >= sight().first && at <= sight().last) return true;
    } while (followed.window(index, 1)[0] === undefined && index < followed.total);
  }
  return false;
}

/** Other rows may move the row while the page scrolls to where it was. */
const MOST_TRIES = 5;
