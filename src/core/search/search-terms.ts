import type { FilterTerm } from '../filter.js';
import { foldText } from '../filter.js';
import type { Column } from '../values.js';

/** A part of what a viewer has typed into a search field. */
export interface SearchWord {
  /** What stands before a colon: `region` of `region:eu`. */
  readonly column: string | undefined;
  /** The text that is looked for, without its quotes. */
  readonly text: string;
  /** The text where there is no such column: `12:30`. */
  readonly literal: string;
}

/** Reads what a viewer has typed: words, `"a phrase"`, and `column:word`, with quotes around a name that has spaces. */
export function searchWords(typed: string): SearchWord[] {
  return Array.from(typed.replaceAll(/[“”„]/g, '"').matchAll(WORD), (match) => {
    const [all, quotedColumn, column = quotedColumn, phrase, text = phrase ?? ''] = match;
    return { column, text, literal: column === undefined ? text : all };
  }).filter(({ literal }) => foldText(literal) !== '');
}

/**
 * Makes the filter of a search: each word must be in a column of texts or numbers, or in the column that it names. A name that
 * no column has is part of the word.
 */
export function searchTerms(typed: string, columns: readonly Column[]): FilterTerm[] {
  const anywhere = searchedColumns(columns);
  return searchWords(typed).flatMap(({ column, text, literal }): FilterTerm[] => {
    const folded = column === undefined ? undefined : foldText(column);
    const named = columns.flatMap(({ name }) => (foldText(name) === folded ? [name] : []));
    if (named.length === 0) return [[anywhere, 'contains', literal]];
    if (text === '') return []; // Only the name is typed as yet
    return [[named, 'contains', text]];
  });
}

/** The columns that a word is looked for in. Times are only numbers of milliseconds, and are searched where they are named. */
export function searchedColumns(columns: readonly Column[]): string[] {
  return columns.filter(({ type }) => SEARCHED.has(type)).map(({ name }) => name);
}

const SEARCHED: ReadonlySet<string> = new Set(['any', 'array', 'integer', 'json', 'number', 'pointer', 'string']);

/** A name with a colon, if there is one, then a phrase, whose end may not be typed as yet, or a word. */
const WORD = /(?:"([^"]*)":|([^\s":]+):)?(?:"([^"]*)"?|([^\s"]\S*)?)(?=\s|$)/g;
