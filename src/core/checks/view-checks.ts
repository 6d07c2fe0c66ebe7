import { FILTER_OPERATORS, type FilterOperator, type FilterTerm } from '../filter.js';
import { type SortTerm, textOf } from '../order.js';
import type { Column, Value } from '../values.js';
import { ProtocolError, show } from './rules.js';

/** Reads the JSON of an order, such as `[["total","desc"]]`. */
export function checkSort(text: string, columns: readonly Column[]): SortTerm[] {
  return parseTerms('bad_sort', text, '[["column","asc" or "desc"], …]').map((term) => {
    const [name, direction = 'asc'] = term;
    const column = columnOf('bad_sort', name, columns);
    if (direction === 'asc' || direction === 'desc') return [column, direction];
    throw new ProtocolError('bad_sort', `a direction must be "asc" or "desc"; it is ${show(direction)}`);
  });
}

/** Reads the JSON of a filter, such as `[["region","contains","eu"],[["name","note"],"contains","late"]]`. */
export function checkFilter(text: string, columns: readonly Column[]): FilterTerm[] {
  return parseTerms('bad_filter', text, '[["column","operator",value], …]').map((term) => {
    const [name, operator, operand] = term;
    // Each once: of several columns one must match.
    const column = Array.isArray(name)
      ? [...new Set(name)].map((one) => columnOf('bad_filter', one, columns))
      : columnOf('bad_filter', name, columns);
    if (!FILTER_OPERATORS.includes(operator as FilterOperator)) {
      const known = FILTER_OPERATORS.join(' ');
      throw new ProtocolError('bad_filter', `an operator must be one of ${known}; it is ${show(operator)}`);
    }
    if (operator === 'in' && !Array.isArray(operand)) {
      throw new ProtocolError('bad_filter', `"in" needs a list of values; it is ${show(operand)}`);
    }
    const length = operator === 'contains' ? textOf(operand as Value).length : 0;
    if (length > MOST_CONTAINS) {
      const rule = `"contains" looks for at most ${MOST_CONTAINS} characters`;
      throw new ProtocolError('bad_filter', `${rule}; it has ${length}: look for a part of them`);
    }
    return [column, operator, operand] as FilterTerm;
  });
}

function parseTerms(code: string, text: string, form: string): readonly unknown[][] {
  let terms: unknown;
  try {
    terms = JSON.parse(text);
  } catch {
    terms = text;
  }
  if (Array.isArray(terms) && terms.length <= MOST_TERMS && terms.every(Array.isArray)) return terms;
  throw new ProtocolError(code, `it must be JSON of at most ${MOST_TERMS} terms, ${form}; it is ${show(terms)}`);
}

function columnOf(code: string, name: unknown, columns: readonly Column[]): string {
  if (columns.some((column) => column.name === name)) return name as string;
  const names = columns.map((column) => column.name).join(', ');
  throw new ProtocolError(code, `column ${show(name)} is not in this widget; it has: ${names}`);
}

const MOST_TERMS = 16;
/** Beyond this engines search in a time that is the product of both lengths. */
const MOST_CONTAINS = 250;
