import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { compareRows } from '../../src/core/order.js';
import type { ColumnType, KeyedRow, Value } from '../../src/core/values.js';

interface OrderVector {
  name: string;
  type: ColumnType;
  direction: 'asc' | 'desc';
  values: Value[];
  order: Value[];
}

function read(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
}

describe('the order of values', () => {
  for (const { name, type, direction, values, order } of JSON.parse(read('test/protocol/order.json')) as OrderVector[]) {
    it(name, () => {
      const rows = values.map((value, i): KeyedRow => [String(i), value]);
      rows.sort(compareRows([{ name: 'v', type }], [['v', direction]]));
      assert.deepEqual(rows.map((row) => row[1]), order);
    });
  }
});
