import type { FilterTerm } from '../filter.js';
import type { WindowRequest } from '../messages.js';
import type { SortTerm } from '../order.js';
import type { Column } from '../values.js';
import { type Fields, isObject, ProtocolError, show } from './rules.js';
import { MOST_TOTALS, TOTALS } from './table-checks.js';
import { checkFilter, checkSort, columnOf } from './view-checks.js';

/** Checks all of a `window` message that does not depend on its widget. @throws ProtocolError `bad_window` */
export function checkMove(message: object, maxWindow: number): Partial<WindowRequest> & { readonly rev: number } {
  const fields = message as Fields;
  expect(fields, 'rev', isCount, 'the number of the request: whole, 0 or above');
  const { rev, sort, filter, offset, limit, anchor, lead, freeze, totals, hist } = fields;
  if (offset !== undefined) expect(fields, 'offset', isCount, 'a whole number, 0 or above');
  if (limit !== undefined) {
    expect(fields, 'limit', (value) => isBetween(value, 1, maxWindow), `a whole number from 1 to ${maxWindow}`);
  }
  if (isGiven(anchor)) expect(fields, 'anchor', isString, 'the key of a row, which is a text, or null');
  if (lead !== undefined) {
    expect(fields, 'lead', (value) => isBetween(value, 0, maxWindow), `a whole number from 0 to ${maxWindow}`);
  }
  if (freeze !== undefined) expect(fields, 'freeze', isBoolean, 'true or false');
  if (isGiven(totals)) expect(fields, 'totals', isTotals, TOTALS_RULE);
  if (isGiven(hist)) expect(fields, 'hist', isColumns, `a list of at most ${MOST_HIST} columns`);
  const given = { sort, filter, offset, limit, anchor, lead, freeze, totals, hist };
  const moved = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...(Object.fromEntries(moved) as Partial<WindowRequest>), rev: rev as number };
}

/** Checks all of the window of a `subscribe` that does not depend on its widget. @throws ProtocolError `bad_window` */
export function checkWindow(
  { rev, window }: { readonly rev?: unknown; readonly window?: unknown },
  maxWindow: number,
): WindowRequest & { readonly rev: number } {
  if (!isObject(window)) {
    throw new ProtocolError('bad_window', `"window" must be {"offset":…,"limit":…}; it is ${show(window)}`);
  }
  expect(window, 'offset', isCount, 'a whole number, 0 or above');
  expect(window, 'limit', isCount, `a whole number from 1 to ${maxWindow}`);
  return checkMove({ ...window, rev }, maxWindow) as WindowRequest & { readonly rev: number };
}

/** What a request asks of its widget's columns. */
export interface WindowColumns {
  /** `null`: the widget's own order. */
  readonly sort: readonly SortTerm[] | null;
  readonly filter: readonly FilterTerm[];
}

/** Checks what of a request depends on the widget's columns. @throws ProtocolError */
export function checkWindowColumns(request: Partial<WindowRequest>, columns: readonly Column[]): WindowColumns {
  const { sort = null, filter = null, totals, hist } = request;
  for (const [column] of totals ?? []) columnOf('bad_window', column, columns);
  for (const column of hist ?? []) columnOf('bad_window', column, columns);
  return {
    sort: sort === null ? null : checkSort(sort, columns),
    filter: filter === null ? [] : checkFilter(filter, columns),
  };
}

/** Columns whose recent values come: those with sparklines, which take the width of several others. */
const MOST_HIST = 16;
const TOTALS_RULE = `a list of at most ${MOST_TOTALS} terms, [["column","sum", "avg", "min", "max" or "count"], …]`;

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
const isString = (value: unknown): value is string => typeof value === 'string';
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isBetween = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
const isTotals = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length <= MOST_TOTALS &&
  value.every(
    (term: unknown) => Array.isArray(term) && term.length === 2 && isString(term[0]) && TOTALS.includes(term[1]),
  );
const isColumns = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= MOST_HIST && value.every(isString);

function expect(fields: Fields, name: string, test: (value: unknown) => boolean, rule: string): void {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!test(value)) throw new ProtocolError('bad_window', `"${name}" must be ${rule}; it is ${show(value)}`);
}
