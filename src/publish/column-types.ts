import type { ColumnType } from '../core/values.js';

/*
 * The values that a column of each type takes, as in the table of docs/protocol.md. A column that is not here takes anything.
 */

interface ColumnRule {
  /** The values it takes, as the error names them, and how to make one. */
  readonly takes: string;
  readonly fix: string;
  readonly test: (value: unknown) => boolean;
}

const NUMBERS: ColumnRule = { takes: 'numbers', fix: 'convert it, as Number(text) does', test: isNumber };

const RULES: { readonly [type in ColumnType]?: ColumnRule } = {
  array: {
    takes: 'arrays',
    fix: 'put it into one, as [value]',
    test: (value) => Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)),
  },
  boolean: {
    takes: 'booleans',
    fix: 'convert it, as Boolean(value) does',
    test: (value) => typeof value === 'boolean',
  },
  bytes: {
    takes: 'a Uint8Array, an ArrayBuffer or Base64',
    fix: 'encode it, as new TextEncoder().encode(text) does',
    test: (value) => value instanceof Uint8Array || value instanceof ArrayBuffer || typeof value === 'string',
  },
  datetime: {
    takes: 'dates and milliseconds since the epoch',
    fix: 'convert it, as new Date(text) does',
    test: (value) => (value instanceof Date ? !Number.isNaN(value.getTime()) : isNumber(value)),
  },
  duration: { ...NUMBERS, takes: 'milliseconds' },
  integer: NUMBERS,
  number: NUMBERS,
};

/** The rule of a stat's number, which may be a text as well. */
export const READING: ColumnRule = {
  takes: 'numbers and texts',
  fix: 'declare columns with another type for its value, such as boolean',
  test: (value) => isNumber(value) || typeof value === 'string',
};

/**
 * Checks a value before it is sent. `null` and `undefined` are no value, which every column takes.
 *
 * @param subject Who does not take it, as the error begins.
 * @throws TypeError
 */
export function checkValue(subject: string, column: ColumnType | ColumnRule, value: unknown): void {
  const rule = typeof column === 'string' ? RULES[column] : column;
  if (value === null || value === undefined || rule === undefined || rule.test(value)) return;
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  throw new TypeError(`${subject} takes ${rule.takes}, and null as no value; it was sent ${shown}: ${rule.fix}`);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}
