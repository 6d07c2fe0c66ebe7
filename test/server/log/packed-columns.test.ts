import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PackedColumns, packColumns, unpackColumns } from '../../../server/log/packed-columns.js';
import type { Value } from '../../../src/core/values.js';

function packed(columns: readonly (readonly Value[])[]): PackedColumns {
  const values = columns.map((column) => (row: number) => column[row] as Value);
  return packColumns(values, columns[0]?.length ?? 0);
}

/** Packs columns, writes and reads them as a file would, and unpacks them. */
function roundTrip(columns: readonly (readonly Value[])[]): Value[][] {
  const { columns: rest, numbers: apart } = packed(columns);
  const text = JSON.stringify(rest);
  // Puts them behind an odd number of bytes, as in a file.
  const numbers = Buffer.concat([Buffer.from('odd'), ...apart]).subarray(3);
  return unpackColumns(JSON.parse(text), numbers, columns[0]?.length ?? 0).map((column) => Array.from(column));
}

test('columns come back exactly, whatever is in them', () => {
  const columns: Value[][] = [
    ['a', 'é', '\u0000'],
    [1, -(2 ** 31), 2 ** 31 - 1],
    [1, 2 ** 31, 3],
    [0, -0, 0],
    [0.1 + 0.2, 5e-324, -Number.MAX_VALUE],
    [Number.MAX_SAFE_INTEGER, 1_760_000_000_000, -1],
    [1, null, 2.5],
    [null, null, null],
    [true, 1, 'x'],
    [[1, 2.5], { a: null }, 'text'],
    [7, 8, 9],
  ];
  assert.deepStrictEqual(roundTrip(columns), columns);
});

test('numbers are packed in the least bytes that hold all of a column, and nothing else is', () => {
  const { columns, numbers } = packed([
    [1, 2],
    [1, 2.5],
    [1, -0],
    [1, null],
  ]);
  assert.deepEqual(columns, [4, 8, 8, [1, null]]);
  assert.deepEqual(
    numbers.map(({ length }) => length),
    [8, 16, 16],
  );
});

test('no columns come back as none', () => {
  assert.deepEqual(roundTrip([]), []);
});
