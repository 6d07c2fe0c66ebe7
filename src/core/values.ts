/** A value as it travels: see "Values" in docs/protocol.md. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };

/** A row as it travels and as it is kept: its key, then one value per column. Never changed in place. */
export type KeyedRow = readonly [key: string, ...values: Value[]];

export type ColumnType =
  | 'any'
  | 'array'
  | 'boolean'
  | 'bytes'
  | 'datetime'
  | 'duration'
  | 'integer'
  | 'json'
  | 'number'
  | 'pointer'
  | 'string';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** A d3-format specifier, such as `"$,.2f"`. */
  readonly format?: string;
  /** A datetime's `"UTC"`; absent for a wall-clock time without a zone. */
  readonly zone?: string;
  /** `"ns"` if a datetime or duration is a decimal string of nanoseconds instead of milliseconds. */
  readonly unit?: string;
  /** Draws the column's recent values beside the newest one, in a table. */
  readonly sparkline?: boolean;
}

/** Whether two values are the same; NaN travels as text, so `===` and structure decide. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (isList(a) || isList(b)) {
    if (!isList(a) || !isList(b) || a.length !== b.length) return false;
    return a.every((value, i) => sameValue(value, b[i] as Value));
  }
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && sameValue(a[name] as Value, b[name] as Value));
}

export function sameRow(a: KeyedRow, b: KeyedRow): boolean {
  if (a.length !== b.length) return false;
  for (let i = 1; i < a.length; i++) if (!sameValue(a[i] as Value, b[i] as Value)) return false;
  return true;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function sameColumns(a: readonly Column[], b: readonly Column[]): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
