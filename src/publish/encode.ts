import type { Column, KeyedRow, Value } from '../core/values.js';

/** A row as a program has it: values by column, or in the columns' order. Missing ones are null. */
export type Row = Readonly<Record<string, unknown>> | readonly unknown[];

/** A row as it travels, by the table of values in docs/protocol.md. */
export function encodeRow(widget: string, key: string, row: Row, columns: readonly Column[]): KeyedRow {
  const names = columns.map(({ name }) => name);
  if (isList(row)) {
    if (row.length === columns.length) return [key, ...row.map(encodeValue)];
    throw new TypeError(
      `row "${key}" has ${row.length} values; widget "${widget}" has ${names.length} columns: ${names.join(', ')}`,
    );
  }
  const unknown = Object.keys(row).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`column "${unknown}" is not in widget "${widget}"; it has: ${names.join(', ')}`);
  }
  return [key, ...names.map((name) => encodeValue(Object.hasOwn(row, name) ? row[name] : null))];
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
  if (value instanceof Uint8Array) return btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join(''));
  if (isList(value)) return value.map(encodeValue);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, encodeValue(one)]));
}

function isList(value: object): value is readonly unknown[] {
  return Array.isArray(value);
}
