import type { Column } from '../values.js';
import { ProtocolError, show } from './rules.js';

/** Bytes of one row as JSON: one row with its frame fits a message of 64 KB. */
export const MOST_ROW_BYTES = 60 * 1024;
/** Lists and objects inside each other, in one value. */
export const MOST_DEPTH = 64;

/** A check of the rows of a commit against the columns of their widget; it throws if a row breaks a rule. */
export function rowCheck(columns: readonly Column[]): (row: unknown) => void {
  const length = columns.length + 1;
  // No character takes more than 6 bytes and no number more than 25: below this a row need not be measured.
  const small = (MOST_ROW_BYTES - 32 * length) / 6;
  return (row) => {
    if (!Array.isArray(row) || typeof row[0] !== 'string') {
      throw bad(
        `a row must be a list that begins with its key, a text; it is ${show(Array.isArray(row) ? row[0] : row)}`,
      );
    }
    if (row.length !== length) {
      const names = columns.map(({ name }) => name).join(', ');
      const has = `${columns.length} ${columns.length === 1 ? 'column' : 'columns'}`;
      throw bad(`row ${show(row[0])} has ${row.length - 1} values; this widget has ${has}: ${names}`);
    }
    let size = row[0].length;
    for (let i = 1; i < length; i++) {
      const value: unknown = row[i];
      if (typeof value === 'string') size += value.length;
      else if (typeof value === 'object' && value !== null) size += measure(value, row[0], 1);
    }
    if (size > small) checkBytes(row);
  };
}

export function checkRows(rows: readonly unknown[], columns: readonly Column[]): void {
  const check = rowCheck(columns);
  for (const row of rows) check(row);
}

/** Characters of a nested value, about; no deeper than what can be encoded again. */
function measure(value: object, key: string, depth: number): number {
  if (depth > MOST_DEPTH) {
    throw bad(
      `row ${show(key)} has a value of more than ${MOST_DEPTH} lists and objects inside each other; flatten it`,
    );
  }
  const isList = Array.isArray(value);
  let size = 2;
  for (const one of isList ? (value as unknown[]) : Object.values(value)) {
    if (typeof one === 'string') size += one.length;
    else if (typeof one === 'object' && one !== null) size += measure(one, key, depth + 1);
    else size += 5;
  }
  if (!isList) for (const name of Object.keys(value)) size += name.length + 1;
  return size;
}

function checkBytes(row: readonly unknown[]): void {
  const size = new TextEncoder().encode(JSON.stringify(row)).length;
  if (size <= MOST_ROW_BYTES) return;
  throw new ProtocolError(
    'row_too_large',
    `row ${show(row[0])} has ${size} bytes; a row may have ${MOST_ROW_BYTES}: leave out or shorten its largest values`,
  );
}

function bad(message: string): ProtocolError {
  return new ProtocolError('bad_row', message);
}
