import { compileFilter } from '../../../core/filter.js';
import { searchTerms } from '../../../core/search/search-terms.js';
import type { Column, KeyedRow } from '../../../core/values.js';

export interface HiddenMatchesOptions {
  /** What the viewer has typed. */
  readonly search: string;
  readonly columns: readonly Column[];
  /** Names of the columns that are shown. */
  readonly shown: ReadonlySet<string>;
  readonly rows: readonly KeyedRow[];
}

/** Names the hidden columns by which rows are among those that a search finds: nobody could see why they are there. */
export function hiddenMatches({ search, columns, shown, rows }: HiddenMatchesOptions): string[] {
  const isHidden = (name: string) => !shown.has(name);
  if (!columns.some(({ name }) => isHidden(name))) return [];
  const terms = searchTerms(search, columns).map(([names, operator, operand = null]) => {
    const all = [names].flat();
    return {
      isSeen: compileFilter(columns, [[all.filter((name) => !isHidden(name)), operator, operand]]),
      hidden: all
        .filter(isHidden)
        .map((name) => ({ name, test: compileFilter(columns, [[[name], operator, operand]]) })),
    };
  });
  const found = new Set<string>();
  for (const row of rows) {
    for (const { isSeen, hidden } of terms) {
      if (isSeen(row)) continue;
      for (const { name, test } of hidden) if (test(row)) found.add(name);
    }
  }
  return [...found];
}
