import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvFormat } from '../../server/csv.js';

test('a CSV makes text that looks like a formula harmless, and leaves numbers alone', () => {
  const { row } = csvFormat([{ name: 'value', type: 'any' }], false);
  const cell = (value: string) => row(['key', value]).trim();
  assert.equal(cell('=1+1'), "'=1+1");
  assert.equal(cell('-cmd'), "'-cmd");
  assert.equal(cell('-9223372036854775808'), '-9223372036854775808');
  assert.equal(cell('a "quoted", text'), '"a ""quoted"", text"');
});
