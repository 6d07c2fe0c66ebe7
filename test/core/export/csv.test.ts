import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvFormat } from '../../../src/core/export/csv.js';

test('a CSV makes text that looks like a formula harmless, and leaves numbers alone', () => {
  const { row } = csvFormat([{ name: 'value', type: 'any' }], { keys: false });
  const cell = (value: string) => row(['key', value]).trim();
  assert.equal(cell('=1+1'), "'=1+1");
  assert.equal(cell('-cmd'), "'-cmd");
  assert.equal(cell('-9223372036854775808'), '-9223372036854775808');
  assert.equal(cell('a "quoted", text'), '"a ""quoted"", text"');
});

test('a CSV begins with a byte order mark, for Excel reads UTF-8 by it', () => {
  assert.equal(csvFormat([{ name: 'Größe', type: 'number' }], { keys: false }).head, '\ufeffGröße\r\n');
});

test('a CSV has times of the years from 1 to 9999 in ISO 8601, and others as the number', () => {
  const cell = (value: number | string, unit = 'ms') =>
    csvFormat([{ name: 'at', type: 'datetime', zone: 'UTC', unit }], { keys: false })
      .row(['key', value])
      .trim();
  assert.equal(cell(Date.UTC(9999, 11, 31)), '9999-12-31T00:00:00.000Z');
  assert.equal(cell(-62_135_596_800_000), '0001-01-01T00:00:00.000Z');
  assert.equal(cell(253_402_300_800_000), '253402300800000');
  assert.equal(cell(-62_135_596_800_001), '-62135596800001');
  assert.equal(cell(1.76e18), '1760000000000000000');
  assert.equal(cell('253402300800000000000', 'ns'), '253402300800000000000');
});

test('a CSV makes every form of the beginning of a formula harmless, in rows, keys and column names', () => {
  const beginnings = [
    ...'=+-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−',
    '\t',
    '\r',
    '\n',
    ' =',
    '\u00a0=',
    '\ufeff=',
    '\u200b＝',
    '\0@',
    '\u2028+',
  ];
  for (const beginning of beginnings) {
    const text = `${beginning}cmd`;
    const { head, row } = csvFormat([{ name: text, type: 'string' }], { keys: true });
    const [name, key, value] = [head.slice('\ufeffkey,'.length), ...row([text, text]).split(/,(?=["'])/)];
    for (const cell of [name, key, value]) assert.match(cell ?? '', /^"?'/, JSON.stringify(text));
  }
  for (const text of ['a=b', 'a\u200b=b', '１２', '– a dash', '(=1)', '“=”']) {
    assert.equal(csvFormat([], { keys: true }).row([text]), `${text}\r\n`);
  }
});

test('a CSV quotes text that another separator than the comma would split', () => {
  const { row } = csvFormat([], { keys: true });
  assert.equal(row(['a;=1+1']), '"a;=1+1"\r\n');
  assert.equal(row(['a\t=1+1']), '"a\t=1+1"\r\n');
});
