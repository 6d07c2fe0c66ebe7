import type { Column, ColumnType, KeyedRow, Value } from './values.js';

/** One column of an order: the column's name, then its direction. */
export type SortTerm = readonly [column: string, direction: 'asc' | 'desc'];

/** Null, an absent value and NaN are equal, and come last in both directions. */
export function isMissing(value: Value | undefined, type: ColumnType): boolean {
  return value === null || value === undefined || (isNumeric(type) && Number.isNaN(toNumeric(value)));
}

/** Types whose values are compared as numbers. */
export function isNumeric(type: ColumnType): boolean {
  return type === 'number' || type === 'integer' || type === 'datetime' || type === 'duration';
}

/**
 * A number of any size: JavaScript compares `bigint` and `number` exactly, so a decimal string beyond 2^53 − 1 needs
 * no special case. What is no number is NaN.
 */
export function toNumeric(value: Value | undefined): number | bigint {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return Number.NaN;
  if (/^-?\d+$/.test(value)) return BigInt(value);
  return value === 'Infinity' || value === '-Infinity' ? Number(value) : Number.NaN;
}

/** The text that values without another order are compared by: Json in its compact form. */
export function textOf(value: Value | undefined): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

/** Compares two values that are not missing: negative, zero or positive. */
export function compareValues(a: Value, b: Value, type: ColumnType): number {
  if (isNumeric(type))
    return typeof a === 'number' && typeof b === 'number' ? a - b || 0 : order(toNumeric(a), toNumeric(b));
  if (type === 'boolean') return order(toNumeric(a), toNumeric(b));
  if (type === 'any') {
    const byKind = kindOf(a) - kindOf(b);
    if (byKind !== 0) return byKind;
    if (kindOf(a) < TEXT) return order(toNumeric(a), toNumeric(b));
  }
  return order(textOf(a), textOf(b));
}

/**
 * The order of rows by several columns. Ties are broken by key, ascending whatever the directions, so that the order
 * is total and every viewer sees the same one. A column that does not exist is left out.
 */
export function compareRows(
  columns: readonly Column[],
  sort: readonly SortTerm[],
): (a: KeyedRow, b: KeyedRow) => number {
  const terms = sort.flatMap(([name, direction]) => {
    const index = columns.findIndex((column) => column.name === name);
    const type = columns[index]?.type;
    if (type === undefined) return [];
    return [{ at: index + 1, type, isPlain: isNumeric(type), sign: direction === 'desc' ? -1 : 1 }];
  });
  return (a, b) => {
    for (const { at, type, isPlain, sign } of terms) {
      const x = a[at];
      const y = b[at];
      if (x === y) continue;
      // Nearly always: not NaN, not missing, not a number as text
      const difference = isPlain && typeof x === 'number' && typeof y === 'number' ? x - y : Number.NaN;
      if (difference < 0 || difference > 0) return sign * difference;
      const missing = Number(isMissing(x, type)) - Number(isMissing(y, type));
      if (missing !== 0) return missing;
      if (isMissing(x, type)) continue;
      const found = compareValues(x as Value, y as Value, type);
      if (found !== 0) return sign * found;
    }
    return order(a[0], b[0]);
  };
}

const TEXT = 2;

function kindOf(value: Value): number {
  return typeof value === 'number' ? 0 : typeof value === 'boolean' ? 1 : TEXT;
}

function order<T extends string | number | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
