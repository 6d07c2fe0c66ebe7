import { isNumeric } from '../../../core/order.js';
import type { Column, KeyedRow } from '../../../core/values.js';
import type { CellLook } from '../cells/cell-look.js';

/** A column as a table shows it. */
export interface TableColumn {
  readonly column: Column;
  /** Stands in its head. */
  readonly title: string;
  /** How its values look. */
  readonly look: CellLook;
  /** Its index in a row. */
  readonly at: number;
  /** Its place among all columns that the table shows, 1 for the first. */
  readonly place: number;
  /**
   * Its place among those that stay in sight when the table is scrolled sideways, 0 for the first: the pinned ones, else the
   * first of texts, which names the rows. Default: it does not.
   */
  readonly stuck: number | undefined;
  /** Whether it is the last of them. */
  readonly isEdge: boolean;
  /** Numbers are aligned right, all else left. */
  readonly isNumber: boolean;
  /** Drawn paler: times, and text beside the name of a row. */
  readonly isQuiet: boolean;
  /** Whether it is cut with an ellipsis where it is too long: names and messages, never numbers. */
  readonly canBeCut: boolean;
}

export interface TableColumnOptions {
  /** Names of the columns to show, in this order. */
  readonly names: readonly string[];
  /** Gives how the values of a column look. */
  readonly lookOf: (column: Column) => CellLook;
  readonly pinned: ReadonlySet<string>;
  readonly isLog: boolean;
  /** A few rows, which show what a column without a type holds. */
  readonly sample: readonly KeyedRow[];
}

/** Says how a table shows its columns, which must exist. */
export function tableColumns(
  all: readonly Column[],
  { names, lookOf, pinned, isLog, sample }: TableColumnOptions,
): TableColumn[] {
  const columns = names.map((name, i) => {
    const index = all.findIndex((column) => column.name === name);
    const column = all[index] as Column;
    const isNumber = isAlignedRight(column, index + 1, sample);
    const isTime = column.type === 'datetime';
    return {
      column,
      title: titleOf(column),
      look: lookOf(column),
      at: index + 1,
      place: i + 1,
      stuck: undefined,
      isEdge: false,
      isNumber,
      isQuiet: isTime || (!isNumber && i > 0 && !isLog),
      canBeCut: !isNumber && !isTime && column.type !== 'boolean',
    };
  });
  const staying = pinned.size > 0 ? columns.filter(({ column }) => pinned.has(column.name)) : [nameOf(columns)];
  return columns.map((column) => {
    const stuck = staying.indexOf(column);
    return stuck < 0 ? column : { ...column, stuck, isEdge: stuck === staying.length - 1 };
  });
}

export function titleOf({ label, name }: Column): string {
  return label ?? (name === '' ? '–' : name);
}

function nameOf(columns: readonly TableColumn[]): TableColumn | undefined {
  return columns.find(({ canBeCut }) => canBeCut) ?? columns[0];
}

/** A column without a type is aligned right if it holds only numbers. */
function isAlignedRight({ type }: Column, at: number, sample: readonly KeyedRow[]): boolean {
  if (type !== 'any') return isNumeric(type) && type !== 'datetime';
  const values = sample.map((row) => row[at]).filter((value) => value !== null && value !== undefined);
  return values.length > 0 && values.every((value) => typeof value === 'number');
}
