import type { Column, ColumnType, KeyedRow, Value } from './values.js';

/** One column of an order: the column's name, then its direction. */
export type SortTerm = readonly [column: string, direction: 'asc' | 'desc'];

/** Null, an absent value and NaN are equal, and come last in both directions. */
export function isMissing(value: Value | undefined, type: ColumnType): boolean {
  return value === null || value === undefined || (isNumeric(type) && !isNumber(value));
}

/** Whether `toNumeric` gives a number; does not make it, for that takes long with many digits. */
function isNumber(value: Value): boolean {
  if (typeof value === 'string') return NUMBER.test(value);
  return typeof value === 'boolean' || (typeof value === 'number' && !Number.isNaN(value));
}

const NUMBER = /^-?(\d+|Infinity)$/;

/** Types whose values are compared as numbers. */
export function isNumeric(type: ColumnType): boolean {
  return type === 'number' || type === 'integer' || type === 'datetime' || type === 'duration';
}

/**
 * A number of any size: JavaScript compares `bigint` and `number` exactly, so a decimal string beyond 2^53 − 1 needs
 * no special case. Any other value gives NaN.
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

/**
 * The key by which a value is compared; `null` if it is missing. Making it may take long, comparing it does not: make it
 * once for each row that is compared again and again.
 */
export type SortKey = number | bigint | boolean | string | null;

export function sortKey(value: Value | undefined, type: ColumnType): SortKey {
  if (value === null || value === undefined) return null;
  if (isNumeric(type) || type === 'boolean') return isNumber(value) ? toNumeric(value) : null;
  if (type === 'any' && typeof value === 'number') return Number.isNaN(value) ? null : value;
  if (type === 'any' && typeof value === 'boolean') return value;
  return textOf(value);
}

/** Whether a value is its own key, and need not be converted. */
export function isOwnKey(value: Value | undefined, type: ColumnType): value is number | string {
  if (typeof value === 'number') {
    return !Number.isNaN(value) && (type === 'any' || type === 'boolean' || isNumeric(type));
  }
  return typeof value === 'string' && type !== 'boolean' && !isNumeric(type);
}

/** Compares two keys of one column: negative, zero or positive. Missing values come last in both directions. */
export function compareKeys(a: SortKey, b: SortKey, sign: 1 | -1 = 1): number {
  if (a === b) return 0;
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -sign : sign;
  if (a === null) return 1;
  if (b === null) return -1;
  return sign * (kindOf(a) - kindOf(b) || order(a, b));
}

/** Compares two values that are not missing: negative, zero or positive. */
export function compareValues(a: Value, b: Value, type: ColumnType): number {
  return compareKeys(sortKey(a, type), sortKey(b, type));
}

/** One column of an order, as rows are compared by it. */
export interface OrderTerm {
  /** The index of its value in a row. */
  readonly at: number;
  readonly type: ColumnType;
  readonly sign: 1 | -1;
}

/** Leaves out a column that does not exist, and one that comes again, which decides nothing. */
export function orderTerms(columns: readonly Column[], sort: readonly SortTerm[]): OrderTerm[] {
  const terms = new Map<string, OrderTerm>();
  for (const [name, direction] of sort) {
    const index = columns.findIndex((column) => column.name === name);
    const type = columns[index]?.type;
    if (type === undefined || terms.has(name)) continue;
    terms.set(name, { at: index + 1, type, sign: direction === 'desc' ? -1 : 1 });
  }
  return [...terms.values()];
}

/**
 * The order of rows by several columns. Ties are broken by key, ascending whatever the directions, so that the order
 * is total and every viewer sees the same one.
 */
export function compareRows(
  columns: readonly Column[],
  sort: readonly SortTerm[],
): (a: KeyedRow, b: KeyedRow) => number {
  const terms = orderTerms(columns, sort).map(({ at, type, sign }) => {
    return { at, type, sign, isPlain: isOwnKey(0, type) };
  });
  return (a, b) => {
    for (const { at, type, sign, isPlain } of terms) {
      const x = a[at];
      const y = b[at];
      if (x === y) continue;
      // Nearly always numbers that are not missing, and compared as they are
      const difference = isPlain && typeof x === 'number' && typeof y === 'number' ? x - y : Number.NaN;
      if (difference < 0 || difference > 0) return sign * difference;
      const found = compareKeys(sortKey(x, type), sortKey(y, type), sign);
      if (found !== 0) return found;
    }
    return order(a[0], b[0]);
  };
}

const TEXT = 2;

function kindOf(key: SortKey): number {
  return typeof key === 'boolean' ? 1 : typeof key === 'string' ? TEXT : 0;
}

/** Compares two keys of one kind: numbers of any size and sort, or texts, or booleans. */
function order<T extends SortKey>(a: T, b: T): number {
  return (a as string) < (b as string) ? -1 : (a as string) > (b as string) ? 1 : 0;
}
