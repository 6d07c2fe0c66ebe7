import type { TotalTerm } from '../messages.js';
import type { Column, ColumnType } from '../values.js';
import { type Fields, isObject, ProtocolError, show } from './rules.js';

/** Each costs the relay a little for each row that changes. */
export const MOST_TOTALS = 64;
export const TOTALS: readonly unknown[] = ['sum', 'avg', 'min', 'max', 'count'] satisfies TotalTerm[1][];

/** Checks what a config says of a table's rows beside its columns. @throws ProtocolError `bad_config` */
export function checkTable({ sort_by, newest_first, totals }: Fields, columns: readonly Column[]): void {
  if (sort_by !== undefined) columnOf('sort_by', sort_by, columns);
  if (newest_first !== undefined && typeof newest_first !== 'boolean') {
    throw wrong(`"newest_first" must be true or false; it is ${show(newest_first)}`);
  }
  if (newest_first === true && sort_by !== undefined) {
    const rule = `"newest_first" is for rows that nothing sorts, but "sort_by" is ${show(sort_by)}`;
    throw wrong(`${rule}: leave out "sort_by" to have the newest row first, or "newest_first" to have them sorted`);
  }
  if (totals !== undefined) checkTotals(totals, columns);
}

const TOTALS_RULE = 'an object of "sum", "avg", "min", "max" or "count" by column, such as {"total":"sum"}';
/** Whether values of a type can be added up, or may be. */
export function isAdded(type: ColumnType): boolean {
  return ADDED.includes(type);
}

const ADDED: readonly ColumnType[] = ['integer', 'number', 'duration', 'any'];

function checkTotals(totals: unknown, columns: readonly Column[]): void {
  if (!isObject(totals)) throw wrong(`"totals" must be ${TOTALS_RULE}; it is ${show(totals)}`);
  const terms = Object.entries(totals);
  if (terms.length > MOST_TOTALS) {
    throw wrong(`"totals" may be of ${MOST_TOTALS} columns; they are of ${terms.length}: leave out some`);
  }
  for (const [name, of] of terms) {
    const { type } = columnOf('totals', name, columns);
    if (!TOTALS.includes(of)) throw wrong(`"totals" must be ${TOTALS_RULE}; of column ${show(name)} it is ${show(of)}`);
    if ((of === 'sum' || of === 'avg') && !isAdded(type)) {
      const rule = `"totals" has "${of}" only of numbers and durations`;
      throw wrong(`${rule}; column ${show(name)} is of type ${type}: choose "min", "max" or "count"`);
    }
  }
}

function columnOf(field: string, name: unknown, columns: readonly Column[]): Column {
  const column = columns.find((one) => one.name === name);
  if (column !== undefined) return column;
  throw wrong(`"${field}" names ${show(name)}, but the columns are: ${columns.map((one) => one.name).join(', ')}`);
}

function wrong(message: string): ProtocolError {
  return new ProtocolError('bad_config', message);
}
