import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileFilter, foldText } from '../../../src/core/filter.js';
import { searchTerms } from '../../../src/core/search/search-terms.js';
import type { Column } from '../../../src/core/values.js';

const COLUMNS: readonly Column[] = [
  { name: 'service', type: 'string' },
  { name: 'State', type: 'any' },
  { name: 'unit price', type: 'number' },
  { name: 'at', type: 'datetime' },
];

function finds(typed: string, service: string, state = 'up', price = 42): boolean {
  return compileFilter(COLUMNS, searchTerms(typed, COLUMNS))(['key', service, state, price, 0]);
}

describe('a search', () => {
  it('finds rows that have all words, in any column of text and in any order', () => {
    for (const typed of ['ledger down', 'down ledger', 'led do', ' down   ledger ', 'down\u00a0ledger']) {
      assert.equal(finds(typed, 'ledger', 'down'), true, typed);
      assert.equal(finds(typed, 'ledger', 'up'), false, typed);
      assert.equal(finds(typed, 'gateway', 'down'), false, typed);
    }
    assert.deepEqual(
      ['', '  ', '""', '"', '\u200b', '\u0301'].filter((typed) => !finds(typed, 'x')),
      [],
    );
    const blank = compileFilter(COLUMNS, searchTerms('\u200b', COLUMNS));
    assert.equal(blank(['key', null, null, null, null]), true);
  });

  it('finds a phrase as it is, also while its end is not typed', () => {
    for (const typed of ['"new york"', '"new york', '“new york”']) {
      assert.equal(finds(typed, 'New York'), true, typed);
      assert.equal(finds(typed, 'York, new'), false, typed);
    }
  });

  it('looks in one column alone where that is named, in any case', () => {
    assert.equal(finds('state:down', 'ledger', 'down'), true);
    assert.equal(finds('state:down', 'down', 'up'), false);
    assert.equal(finds('STATE:"shut down"', 'x', 'shut down'), true);
    assert.equal(finds('"unit price":4', 'x'), true);
    assert.equal(finds('"Unit  Price":5', 'x 5'), false);
    assert.equal(finds('state:down led', 'ledger', 'down'), true);
    assert.equal(finds('state:', 'x', 'up'), true, 'the value is not typed as yet');
    assert.equal(finds('"unit price":−1,284', 'x', 'up', -1284.5), true, 'as the number is shown');
    assert.equal(finds('state:a,b', 'x', 'ab'), false, 'the comma of a text is a part of it');
  });

  it('finds numbers as they are and as they are shown', () => {
    for (const typed of ['1284', '1,284', '$1,284', '284.5', 'ledger 1,2', '−1,284'])
      assert.equal(finds(typed, 'ledger', 'up', typed.startsWith('−') ? -1284.5 : 1284.5), true, typed);
    for (const typed of ['12,85', 'x1284', '1,284 down'])
      assert.equal(finds(typed, 'ledger', 'up', 1284.5), false, typed);
    const any = compileFilter(COLUMNS, searchTerms('1,001', COLUMNS));
    assert.equal(any(['key', 'x', 1001, 0, 0]), true);
    assert.equal(any(['key', 'x', '1001', 0, 0]), false, 'the comma of a text is a part of it');
    assert.equal(any(['key', 'x', 'up', 0, 1001]), false, 'a time is another number than it shows');
  });

  it('takes a name that no column has as part of the word', () => {
    for (const text of ['12:30', 'http://example.com/a:b', 'a::b', ':x', 'x:', 'says:"hi there"', 'a"b'])
      assert.equal(finds(text, `at ${text}!`), true, text);
    assert.equal(finds('12:30', '12 30'), false);
  });
});

describe('the form in which texts are searched', () => {
  it('is the same for texts that a reader takes for the same', () => {
    const same: [string, string][] = [
      ['café', 'cafe\u0301'],
      ['Café', 'cafe'],
      ['ÅNGSTRÖM', 'a\u030angstro\u0308m'],
      ['İstanbul', 'istanbul'],
      ['ISPARTA', 'ısparta'],
      ['Straße', 'STRASSE'],
      ['ﬁnal', 'Final'],
      ['ΟΔΟΣ', 'οδος'],
      ['１２３ ｋｍ', '123 km'],
      ['a  b', 'a b'],
      ['a\u00a0b', 'a b'],
      ['1\u202f000', '1 000'],
      ['a\t\r\nb', 'a b'],
      ['pay\u200bment', 'payment'],
      ['pay\u00adment', 'payment'],
      ['\ufeffpayment', 'payment'],
      ['\u2068payment\u2069', 'payment'],
      ['co\u2011op', 'co-op'],
      ['2020–24', '2020-24'],
      ['−5', '-5'],
      ['O’Brien', "o'brien"],
      ['Łódź', 'lodz'],
      ['KØBENHAVN', 'København'],
      ['Ærø', 'aero'],
      ['❤\ufe0f', '❤'],
    ];
    for (const [a, b] of same) assert.equal(foldText(a), foldText(b), JSON.stringify([a, b]));
  });

  it('tells others apart, also vowels that are written as marks', () => {
    const others = [
      ['a b', 'ab'],
      ['कि', 'का'],
      ['นา', 'นี'],
      ['が', 'か'],
      ['o', '0'],
    ] as const;
    for (const [a, b] of others) assert.notEqual(foldText(a), foldText(b), JSON.stringify([a, b]));
  });

  it('is made in a moment, of long texts too', () => {
    const long = ' a'.repeat(500_000);
    assert.equal(foldText(`${long}  é`).length, long.length + 2);
  });
});
