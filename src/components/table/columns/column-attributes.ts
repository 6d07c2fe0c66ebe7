import { isObject } from '../../../core/checks/rules.js';
import { TOTALS } from '../../../core/checks/table-checks.js';
import type { TotalTerm } from '../../../core/messages.js';
import type { SortTerm } from '../../../core/order.js';
import { type Column, isTime } from '../../../core/values.js';

/** Says which of the named columns does not exist, if one does not. */
export function unknownColumn(all: readonly Column[], names: readonly string[]): string | undefined {
  const known = all.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  return `Column "${unknown}" is not in this table; it has: ${known.join(', ') || 'no columns'}.`;
}

/** The columns that the author of a tag wants. */
export interface WantedColumns {
  /** In this order, each once. */
  readonly names: readonly string[];
  /** How they are shown, over what the widget says, by name. */
  readonly settings: ReadonlyMap<string, ColumnSettings>;
}

/** The same as a property: names, or labels or settings by name. */
export type ColumnsWish = readonly string[] | Readonly<Record<string, string | ColumnSettings>>;

/** How a column is shown: all of a column that says nothing about its values. */
export type ColumnSettings = Omit<Partial<Column>, 'name' | 'type' | 'zone'>;

/**
 * Reads the attribute `columns`: names between commas, a JSON list of names, or a JSON object of settings by name, a label
 * alone or several: `{"region": "Region", "total": {"label": "Total", "format": "$,.2f"}}`.
 */
export function parseColumns(wish: string | ColumnsWish): WantedColumns {
  const text = textOf(wish);
  const settings = parseJson(text, '{');
  if (isObject(settings)) {
    const all = Object.entries(settings).map(([name, one]): [string, ColumnSettings] => [
      name,
      isObject(one) ? one : { label: one as string }, // What is no text is refused with the others
    ]);
    return { names: Object.keys(settings), settings: new Map(all) };
  }
  const list = parseList(text) ?? text.split(',').flatMap((name) => name.trim() || []);
  return { names: [...new Set(list.filter((name) => typeof name === 'string'))], settings: new Map() };
}

/** Gives the columns of a widget as the author of a tag wants them shown. */
export function withSettings(columns: readonly Column[], { settings }: WantedColumns): readonly Column[] {
  return columns.map((column) => {
    const { name, type, zone, unit } = column;
    // What the values are is not for the tag to say.
    const own = {
      name,
      type,
      ...(zone !== undefined && { zone }),
      ...(isTime(type) && unit !== undefined && { unit }),
    };
    return settings.has(name) ? { ...column, ...settings.get(name), ...own } : column;
  });
}

/** Reads an order: a JSON list of terms, or names between commas, each with `asc` (the default) or `desc` after it. */
export function parseSort(text: string): SortTerm[] {
  const list = parseList(text);
  if (list !== undefined) {
    return list.flatMap((term) =>
      Array.isArray(term) ? [[String(term[0]), term[1] === 'desc' ? 'desc' : 'asc']] : [],
    );
  }
  return text
    .split(',')
    .flatMap((term) => term.trim() || [])
    .map((term) => {
      const [, name = term, direction] = /^(.*?)\s+(asc|desc)$/.exec(term) ?? [];
      return [name, direction === 'desc' ? 'desc' : 'asc'];
    });
}

/** Reads totals by column: names between commas, each with its kind after it, or a JSON object: `{"total": "sum"}`. */
export function parseTotals(wish: string | object): Map<string, TotalTerm[1]> {
  const text = textOf(wish);
  const json = parseJson(text, '{');
  const entries = isObject(json)
    ? Object.entries(json)
    : text.split(',').map((term) => /^\s*(.*\S)\s+(\w+)\s*$/.exec(term)?.slice(1) ?? [term.trim(), 'sum']);
  return new Map(entries.filter((entry): entry is [string, TotalTerm[1]] => TOTALS.includes(entry[1])));
}

/** A property may hold what an attribute writes as JSON. */
function textOf(wish: string | object): string {
  return typeof wish === 'string' ? wish : JSON.stringify(wish);
}

function parseList(text: string): unknown[] | undefined {
  const list = parseJson(text, '[');
  return Array.isArray(list) ? list : undefined;
}

function parseJson(text: string, beginning: string): unknown {
  if (!text.trim().startsWith(beginning)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // A name may begin with a bracket
  }
}
