import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { checkRows } from '../../src/core/checks/row-checks.js';
import { Collection } from '../../src/core/collection.js';
import { isMissing, isNumeric } from '../../src/core/order.js';
import type { Column, ColumnType, Value } from '../../src/core/values.js';
import { formatValue, MISSING } from '../../src/text/format.js';

interface ValueVector {
  name: string;
  python: string;
  type: ColumnType;
  unit?: string;
  json: Value;
}

const file = new URL('../../../test/protocol/values.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as ValueVector[];

describe('a value that Python has encoded', () => {
  for (const { name, type, unit, json } of vectors) {
    it(`is taken, kept and shown: ${name} (${type})`, () => {
      const column: Column = { name: 'value', type, ...(unit === undefined ? {} : { unit }) };
      checkRows([['key', json]], [column]);
      const collection = new Collection({ columns: [column] });
      collection.upsert('key', json);
      assert.equal(collection.apply({ up: [['key', structuredClone(json)]] }), false, 'the same value is no change');
      const shown = formatValue(json, column);
      assert.equal(shown === MISSING, json === null || (isNumeric(type) && json === 'NaN'), shown);
      // What is no number has no place in the order of a column of numbers, and is shown as it is.
      if (isNumeric(type) && shown !== MISSING) assert.equal(isMissing(json, type), shown === json, shown);
    });
  }
});
