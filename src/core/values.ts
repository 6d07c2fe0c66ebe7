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
  /** Stands in the head of a table in place of the name. */
  readonly label?: string;
  /** Of a number a d3-format specifier, such as `"$,.2f"`; of a datetime `"relative"`: how long ago it is. */
  readonly format?: string;
  /** A datetime's `"UTC"`; absent for a wall-clock time without a zone. */
  readonly zone?: string;
  /**
   * Of a datetime or duration `"ns"`, if it is a decimal string of nanoseconds instead of milliseconds; of a number what
   * stands after it, such as `"€"`.
   */
  readonly unit?: string;
  /** The time zone in which a datetime with a zone is shown, by its IANA name. Default: the board's, else the viewer's. */
  readonly timezone?: string;
  /** Draws the column's recent values beside the newest one, in a table. */
  readonly sparkline?: boolean;
  /** Levels of a number, by ascending limits. */
  readonly thresholds?: readonly Threshold[];
  /** Levels of a text, by the whole text. */
  readonly levels?: Readonly<Record<string, Level>>;
  /** Draws a bar behind a number, as long as its part of the largest. */
  readonly bar?: boolean;
  /** An `https:`, `http:` or `mailto:` address, in which `{name}` stands for the value of a column of the row. */
  readonly link?: string;
  /** CSS pixels, a whole number. Default: as wide as its texts. */
  readonly width?: number;
  /** Default: numbers right, all else left. */
  readonly align?: 'left' | 'center' | 'right';
}

/** How good a value is. */
export type Level = 'good' | 'warn' | 'bad';

/** A value from a limit on has the level beside it, up to the next: `[[0, "good"], [80, "warn"], [95, "bad"]]`. */
export type Threshold = readonly [from: number, level: Level];

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

/** Whether they are described in the same way, to the last setting. */
export function sameColumns(a: readonly Column[], b: readonly Column[]): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Whether rows of the one are rows of the other. How the columns are shown makes no difference. */
export function sameShape(a: readonly Column[], b: readonly Column[]): boolean {
  return a === b || shapeOf(a) === shapeOf(b);
}

function shapeOf(columns: readonly Column[]): string {
  return JSON.stringify(columns.map(({ name, type, zone, unit }) => [name, type, zone, isTime(type) ? unit : null]));
}

/** Whether values are times or lengths of time, whose unit says how they are written. */
export function isTime(type: ColumnType): boolean {
  return type === 'datetime' || type === 'duration';
}
