import type { Value } from '../../src/core/values.js';

/** Columns of values as JSON, with columns of numbers apart from it in binary, for JSON takes longest for numbers. */
export interface PackedColumns {
  /** The values of a column; for a column of numbers, how many bytes each has. */
  readonly columns: readonly (readonly Value[] | 4 | 8)[];
  /** 32-bit integers or doubles in the byte order of this machine, one column after the other. */
  readonly numbers: readonly Buffer[];
}

/** @param columns Gives the value of each column in a row. */
export function packColumns(columns: readonly ((row: number) => Value)[], rows: number): PackedColumns {
  const numbers: Buffer[] = [];
  const rest = columns.map((valueAt) => {
    const packed = packIntegers(valueAt, rows) ?? packDoubles(valueAt, rows);
    if (packed === undefined) return Array.from({ length: rows }, (_, row) => valueAt(row));
    numbers.push(Buffer.from(packed.buffer));
    return packed.BYTES_PER_ELEMENT as 4 | 8;
  });
  return { columns: rest, numbers };
}

/**
 * @param numbers The packed numbers, as one buffer.
 * @param rows The number of rows.
 */
export function unpackColumns(columns: PackedColumns['columns'], numbers: Buffer, rows: number): ArrayLike<Value>[] {
  let at = 0;
  return columns.map((column) => {
    if (typeof column !== 'number') return column;
    const bytes = numbers.subarray(at, (at += rows * column));
    // Copies them: an array of doubles must begin at a multiple of 8 bytes.
    const { buffer } = new Uint8Array(bytes);
    return column === 4 ? new Int32Array(buffer) : new Float64Array(buffer);
  });
}

/** Packs 32-bit integers; `undefined` if one value is something else. */
function packIntegers(valueAt: (row: number) => Value, rows: number): Int32Array | undefined {
  const integers = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = valueAt(row) as number;
    integers[row] = value;
    if (!Object.is(integers[row], value)) return undefined;
  }
  return integers;
}

/** Packs numbers; `undefined` if one value is something else. */
function packDoubles(valueAt: (row: number) => Value, rows: number): Float64Array | undefined {
  const doubles = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = valueAt(row);
    if (typeof value !== 'number') return undefined;
    doubles[row] = value;
  }
  return doubles;
}
