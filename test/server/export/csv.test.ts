import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvFormat } from '../../../server/export/csv.js';

test('a CSV makes text that looks like a formula harmless, and leaves numbers alone', () => {
  const { row } = csvFormat([{ name: 'value', type: 'any' }], { keys: false });
  const cell = (value: string) => row(['key', value]).trim();
  assert.equal(cell('=1+1'), "'=1+1");
  assert.equal(cell('-cmd'), "'-cmd");
  assert.equal(cell('-9223372036854775808'), '-9223372036854775808');
  assert.equal(cell('a "quoted", text'), '"a ""quoted"", text"');
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
    const [name, key, value] = [head.slice('key,'.length), ...row([text, text]).split(/,(?=["'])/)];
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
