import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, test } from 'node:test';
import { checkColumns } from '../../../src/core/checks/column-checks.js';
import { checkConfig } from '../../../src/core/checks/config-checks.js';
import { errorOf } from './error-of.js';

interface Taken {
  readonly name: string;
  readonly columns: readonly object[];
}

interface Refused extends Taken {
  /** The one that is wrong, of the last column. */
  readonly setting: string;
}

const FILE = new URL('../../../../test/protocol/columns.json', import.meta.url);
const VECTORS = JSON.parse(readFileSync(FILE, 'utf8')) as { taken: readonly Taken[]; refused: readonly Refused[] };

describe('the columns of test/protocol/columns.json', () => {
  for (const { name, columns } of VECTORS.taken) {
    it(`are taken: ${name}`, () => {
      assert.deepEqual(checkColumns(columns), columns);
    });
  }
  for (const { name, columns, setting } of VECTORS.refused) {
    it(`are refused: ${name}`, () => {
      const [code, message] = errorOf(() => checkColumns(columns));
      assert.equal(code, 'bad_config');
      assert.ok(message.startsWith(`"${setting}" of column "`), message);
    });
  }
});

test('a column that is described wrongly is refused with the rule, the value and the fix', () => {
  const cases: readonly [object, string][] = [
    [{ label: 5 }, '"label" of column "total" must be a text; it is 5'],
    [
      { format: 'two digits' },
      '"format" of column "total" must be a d3-format specifier, such as "$,.2f", ".1%" or ".3s", or for datetimes "relative"; it is "two digits"',
    ],
    [
      { type: 'string', format: '.2f' },
      '"format" of column "total" is for numbers and datetimes; this column is of type string: leave it out',
    ],
    [
      { type: 'datetime', format: '.2f' },
      '"format" of column "total" must be "relative" or left out, for it is a datetime; it is ".2f"',
    ],
    [
      { format: 'relative' },
      '"format" of column "total" must be a d3-format specifier; "relative" is for datetimes, and it is of type number',
    ],
    [
      { type: 'duration', unit: 's' },
      '"unit" of column "total" must be "ns" or left out, for it is a duration; it is "s"',
    ],
    [
      {
        thresholds: [
          [100, 'good'],
          [0, 'bad'],
        ],
      },
      '"thresholds" of column "total" must be a list of [from, "good", "warn" or "bad"] in ascending order, such as [[0,"bad"],[100,"good"]]; it is [[100,"good"],[0,"bad"]]',
    ],
    [
      { type: 'string', levels: { lost: 'red' } },
      '"levels" of column "total" must be an object of "good", "warn" or "bad" by text, such as {"shipped":"good","lost":"bad"}; it is {"lost":"red"}',
    ],
    [{ levels: { 1: 'good' } }, '"levels" of column "total" is for texts; this column is of type number: leave it out'],
    [{ bar: 1 }, '"bar" of column "total" must be true or false; it is 1'],
    [
      { link: 'javascript:alert(1)' },
      '"link" of column "total" must be an https:, http: or mailto: address, in which {name} stands for the value of a column; it is "javascript:alert(1)"',
    ],
    [{ link: 'https://shop.example/{id}' }, '"link" of column "total" names {id}, but the columns are: total'],
    [{ width: 0 }, '"width" of column "total" must be CSS pixels, a whole number above 0; it is 0'],
    [{ align: 'middle' }, '"align" of column "total" must be "left", "center" or "right"; it is "middle"'],
    [
      { type: 'datetime', zone: 'UTC', timezone: 'Berlin' },
      '"timezone" of column "total" must be the IANA name of a time zone, such as "UTC" or "Europe/Berlin"; it is "Berlin"',
    ],
    [
      { type: 'datetime', timezone: 'UTC' },
      '"timezone" of column "total" is for datetimes with a zone; this column has no zone: give it "zone":"UTC", or leave it out',
    ],
    [
      { type: 'number', timezone: 'UTC' },
      '"timezone" of column "total" is for datetimes with a zone; this column is of type number: leave it out',
    ],
  ];
  for (const [settings, message] of cases) {
    const columns = [{ name: 'total', type: 'number', ...settings }];
    const { widgets } = checkConfig({ widgets: { wrong: { widget_type: 'table', columns } } });
    assert.deepEqual(widgets.wrong?.error, { code: 'bad_config', message: `widget "wrong": ${message}` });
  }
});

test('settings of the future pass through', () => {
  const columns = [{ name: 'total', type: 'number', of_the_future: { a: 1 } }];
  assert.deepEqual(checkColumns(columns), columns);
});

test('a config names the time zone of its board, whatever its case', () => {
  for (const timezone of ['UTC', 'Europe/Berlin', 'europe/berlin']) {
    assert.equal(checkConfig({ widgets: {}, timezone }).timezone, timezone);
  }
  for (const timezone of ['Berlin', '+02:00', '', 2, null]) {
    assert.deepEqual(
      errorOf(() => checkConfig({ widgets: {}, timezone })),
      [
        'bad_config',
        `"timezone" must be the IANA name of a time zone, such as "UTC" or "Europe/Berlin"; it is ${JSON.stringify(timezone)}`,
      ],
    );
  }
});
