import { ANY_COLUMN, FILTER_OPERATORS, type FilterOperator, type FilterTerm } from '../filter.js';
import { type SortTerm, textOf } from '../order.js';
import type { Column, Value } from '../values.js';
import { MOST_DEPTH } from './row-checks.js';
import { ProtocolError, show } from './rules.js';

/** Reads the JSON of an order, such as `[["total","desc"]]`. */
export function parseSort(text: string, columns: readonly Column[]): SortTerm[] {
  return checkSort(parsed(text), columns, 'it must be JSON');
}

/** Reads the JSON of a filter, such as `[["region","contains","eu"],[["name","note"],"contains","late"]]`. */
export function parseFilter(text: string, columns: readonly Column[]): FilterTerm[] {
  return checkFilter(parsed(text), columns, 'it must be JSON');
}

/** @param rule How the sentence about something that is no list of terms begins. */
export function checkSort(sort: unknown, columns: readonly Column[], rule = '"sort" must be a list'): SortTerm[] {
  return termsOf('bad_sort', sort, `${rule} of at most ${MOST_TERMS} terms, [["column","asc" or "desc"], …]`).map(
    (term) => {
      const [name, direction = 'asc'] = term;
      const column = columnOf('bad_sort', name, columns);
      if (direction === 'asc' || direction === 'desc') return [column, direction];
      throw new ProtocolError('bad_sort', `a direction must be "asc" or "desc"; it is ${show(direction)}`);
    },
  );
}

/** @param rule How the sentence about something that is no list of terms begins. */
export function checkFilter(
  filter: unknown,
  columns: readonly Column[],
  rule = '"filter" must be a list',
): FilterTerm[] {
  const form = `${rule} of at most ${MOST_TERMS} terms, [["column","operator",value], …]`;
  return termsOf('bad_filter', filter, form).map((term) => {
    const [name, operator, operand] = term;
    const column = filteredColumns(name, columns);
    if (!FILTER_OPERATORS.includes(operator as FilterOperator)) {
      const known = FILTER_OPERATORS.join(' ');
      throw new ProtocolError('bad_filter', `an operator must be one of ${known}; it is ${show(operator)}`);
    }
    if (operator === 'in' && !Array.isArray(operand)) {
      throw new ProtocolError('bad_filter', `"in" needs a list of values; it is ${show(operand)}`);
    }
    if (isDeeper(operand, MOST_DEPTH)) {
      const rule = `a filter compares with values of at most ${MOST_DEPTH} lists and objects inside each other`;
      throw new ProtocolError('bad_filter', `${rule}; flatten it`);
    }
    const length = operator === 'contains' ? textOf(operand as Value).length : 0;
    if (length > MOST_CONTAINS) {
      const rule = `"contains" looks for at most ${MOST_CONTAINS} characters`;
      throw new ProtocolError('bad_filter', `${rule}; it has ${length}: look for a part of them`);
    }
    return [column, operator, operand] as FilterTerm;
  });
}

/** Looks no deeper than that: what is deeper could not be encoded. */
function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((one) => isDeeper(one, depth - 1));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function termsOf(code: string, terms: unknown, rule: string): readonly unknown[][] {
  if (Array.isArray(terms) && terms.length <= MOST_TERMS && terms.every(Array.isArray)) return terms;
  throw new ProtocolError(code, `${rule}; it is ${show(terms)}`);
}

/** The columns of a filter's term: one, several of which one must match, each once, or any. */
function filteredColumns(name: unknown, columns: readonly Column[]): string | string[] {
  if (name === ANY_COLUMN) return name;
  if (Array.isArray(name)) return [...new Set(name)].map((one) => columnOf('bad_filter', one, columns));
  return columnOf('bad_filter', name, columns);
}

/** The name of a column, if the widget has it. */
export function columnOf(code: string, name: unknown, columns: readonly Column[]): string {
  if (columns.some((column) => column.name === name)) return name as string;
  const names = columns.map((column) => column.name).join(', ');
  throw new ProtocolError(code, `column ${show(name)} is not in this widget; it has: ${names}`);
}

const MOST_TERMS = 16;
/** Beyond this engines search in a time that is the product of both lengths. */
const MOST_CONTAINS = 250;
