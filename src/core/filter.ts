import { compareValues, isMissing, isNumeric, textOf } from './order.js';
import type { Column, ColumnType, KeyedRow, Value } from './values.js';

export const FILTER_OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'in', 'empty', 'not-empty'] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/**
 * Column, operator, and what to compare with: a value, for `in` a list, for `empty` and `not-empty` nothing. Of several
 * columns one must match.
 */
export type FilterTerm = readonly [column: string | readonly string[], operator: FilterOperator, operand?: Value];

/** A test for rows: all terms must hold. A missing value matches only `!=` and `empty`. */
export function compileFilter(columns: readonly Column[], filter: readonly FilterTerm[]): (row: KeyedRow) => boolean {
  const tests = filter.map(([names, operator, operand]) => {
    const alternatives = [names].flat().map((name) => {
      const index = columns.findIndex((column) => column.name === name);
      const test = compileTerm(columns[index]?.type ?? 'any', operator, operand ?? null);
      return (row: KeyedRow) => test(index < 0 ? undefined : row[index + 1]);
    });
    return (row: KeyedRow) => alternatives.some((test) => test(row));
  });
  return (row) => tests.every((test) => test(row));
}

function compileTerm(
  type: ColumnType,
  operator: FilterOperator,
  operand: Value,
): (value: Value | undefined) => boolean {
  const missing = (value: Value | undefined): value is undefined | null => isMissing(value, type);
  const present = (test: (value: Value) => boolean) => (value: Value | undefined) =>
    !missing(value) && test(value as Value);
  const empty = (value: Value | undefined) => missing(value) || value === '';
  const compare = (value: Value, other: Value) => compareValues(value, other, type);
  const against = missing(operand);
  switch (operator) {
    case 'empty':
      return empty;
    case 'not-empty':
      return (value) => !empty(value);
    case 'contains': {
      const part = textOf(operand).toLowerCase();
      return present((value) => textOf(value).toLowerCase().includes(part));
    }
    case 'in': {
      const list = (Array.isArray(operand) ? operand : [operand]).filter((one) => !missing(one)) as Value[];
      if (!isNumeric(type)) {
        const texts = new Set(list.map(textOf));
        return present((value) => texts.has(textOf(value)));
      }
      return present((value) => list.some((one) => compare(value, one) === 0));
    }
    case '=':
      return present((value) => !against && compare(value, operand) === 0);
    case '!=':
      return (value) => missing(value) || against || compare(value, operand) !== 0;
    case '<':
      return present((value) => !against && compare(value, operand) < 0);
    case '<=':
      return present((value) => !against && compare(value, operand) <= 0);
    case '>':
      return present((value) => !against && compare(value, operand) > 0);
    case '>=':
      return present((value) => !against && compare(value, operand) >= 0);
  }
}
