import type { Column, KeyedRow, Value } from '../core/values.js';
import { checkValue } from './column-types.js';

/** A row as a program has it: values by column, or in the columns' order. Missing ones are null. */
export type Row = Readonly<Record<string, unknown>> | readonly unknown[];

/** A row as it travels, by the table of values in docs/protocol.md. */
export function encodeRow(widget: string, key: string, row: Row, columns: readonly Column[]): KeyedRow {
  const names = columns.map(({ name }) => name);
  if (isList(row)) {
    if (row.length === columns.length) return encodeCells(widget, key, row, columns);
    throw new TypeError(
      `row "${key}" has ${row.length} values; widget "${widget}" has ${names.length} columns: ${names.join(', ')}`,
    );
  }
  const unknown = Object.keys(row).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`column "${unknown}" is not in widget "${widget}"; it has: ${names.join(', ')}`);
  }
  const values = names.map((name) => (Object.hasOwn(row, name) ? row[name] : null));
  return encodeCells(widget, key, values, columns);
}

function encodeCells(widget: string, key: string, values: readonly unknown[], columns: readonly Column[]): KeyedRow {
  for (const [i, column] of columns.entries()) {
    checkValue(`column "${column.name}" of widget "${widget}"`, column.type, values[i]);
  }
  return [key, ...values.map(encodeValue)];
}

/** A key as it travels: a text; a number becomes one. */
export function encodeKey(key: unknown): string {
  if (typeof key === 'string' || typeof key === 'bigint' || Number.isFinite(key)) return String(key);
  throw new TypeError(`a key must be a text or a number; it is ${String(key)}`);
}

/** Milliseconds since the epoch. */
export function encodeTime(time: unknown): number {
  const at = time instanceof Date ? time.getTime() : time;
  if (typeof at === 'number' && Number.isFinite(at)) return at;
  throw new TypeError(`time must be milliseconds since the epoch or a Date; it is ${String(time)}`);
}

export function encodeValue(value: unknown): Value {
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case 'object':
      return value === null ? null : encodeObject(value);
    default:
      return value === undefined ? null : String(value);
  }
}

function encodeObject(value: object): Value {
  if (value instanceof Date) return encodeValue(value.getTime());
  if (value instanceof ArrayBuffer) return encodeObject(new Uint8Array(value));
  if (value instanceof Uint8Array) return btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join(''));
  if ('toJSON' in value && typeof value.toJSON === 'function') return encodeValue(value.toJSON());
  if (isIterable(value)) return Array.from(value, encodeValue);
  const fields = Object.entries(value);
  const isPlain = [null, Object.prototype].includes(Object.getPrototypeOf(value));
  // Objects such as errors have no fields of their own, but a text.
  if (fields.length === 0 && !isPlain) return String(value);
  return Object.fromEntries(fields.map(([name, one]) => [name, encodeValue(one)]));
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}

function isList(value: object): value is readonly unknown[] {
  return Array.isArray(value);
}
