import type { Value } from '../../src/core/values.js';

/** Columns of values for JSON, but numbers apart from it in binary: they are what JSON takes longest for. */
export interface PackedColumns {
  /** For a column of numbers: the bytes of each. */
  readonly columns: readonly (readonly Value[] | 4 | 8)[];
  /** 32-bit integers or doubles in the byte order of this machine, one column after the other. */
  readonly numbers: readonly Buffer[];
}

/** @param columns Of each, what its value in a row is. */
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
 * @param numbers As they were packed, in one.
 * @param rows How many there are.
 */
export function unpackColumns(columns: PackedColumns['columns'], numbers: Buffer, rows: number): ArrayLike<Value>[] {
  let at = 0;
  return columns.map((column) => {
    if (typeof column !== 'number') return column;
    const bytes = numbers.subarray(at, (at += rows * column));
    // In memory of their own, which begins at a multiple of 8 bytes.
    const { buffer } = new Uint8Array(bytes);
    return column === 4 ? new Int32Array(buffer) : new Float64Array(buffer);
  });
}

/** `undefined` if they are not all 32-bit integers. */
function packIntegers(valueAt: (row: number) => Value, rows: number): Int32Array | undefined {
  const integers = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = valueAt(row) as number;
    integers[row] = value;
    if (!Object.is(integers[row], value)) return undefined;
  }
  return integers;
}

/** `undefined` if they are not all numbers. */
function packDoubles(valueAt: (row: number) => Value, rows: number): Float64Array | undefined {
  const doubles = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = valueAt(row);
    if (typeof value !== 'number') return undefined;
    doubles[row] = value;
  }
  return doubles;
}
