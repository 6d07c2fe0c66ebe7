import type { Column, KeyedRow } from '../values.js';
import type { FormatOptions, RowFormat } from './row-format.js';

/** Writes one list of objects by column name; with keys, of `{"key":…,"row":{…}}`. */
export function jsonFormat(columns: readonly Column[], options: FormatOptions): RowFormat {
  const row = rowText(columns, options);
  return { type: 'application/json', head: '[', separator: ',\n', tail: ']\n', row };
}

/** Writes the same objects, one in each line. */
export function ndjsonFormat(columns: readonly Column[], options: FormatOptions): RowFormat {
  const textOf = rowText(columns, options);
  return { type: 'application/x-ndjson', head: '', separator: '', tail: '', row: (row) => `${textOf(row)}\n` };
}

function rowText(columns: readonly Column[], { keys }: FormatOptions): (row: KeyedRow) => string {
  const names = columns.map(({ name }) => `${JSON.stringify(name)}:`);
  // Writes text instead of making an object: a column may be called `__proto__`.
  const object = (row: KeyedRow) => `{${names.map((name, i) => name + JSON.stringify(row[i + 1])).join()}}`;
  return keys ? (row) => `{"key":${JSON.stringify(row[0])},"row":${object(row)}}` : object;
}
