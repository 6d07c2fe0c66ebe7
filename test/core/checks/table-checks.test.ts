import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, test } from 'node:test';
import { checkConfig } from '../../../src/core/checks/config-checks.js';
import type { WidgetConfig } from '../../../src/core/messages.js';
import type { Column } from '../../../src/core/values.js';

interface Vector {
  readonly name: string;
  readonly widget: object;
}

interface Vectors {
  readonly columns: readonly Column[];
  readonly taken: readonly Vector[];
  /** `field` is the one that is wrong. */
  readonly refused: readonly (Vector & { readonly field: string })[];
}

const FILE = new URL('../../../../test/protocol/tables.json', import.meta.url);
const { columns, taken, refused } = JSON.parse(readFileSync(FILE, 'utf8')) as Vectors;

function checked(widget: object): WidgetConfig | undefined {
  return checkConfig({ widgets: { t: { widget_type: 'table', columns, ...widget } } }).widgets.t;
}

describe('the tables of test/protocol/tables.json', () => {
  for (const { name, widget } of taken) {
    it(`are taken: ${name}`, () => {
      assert.deepEqual(checked(widget), { widget_type: 'table', columns, ...widget });
    });
  }
  for (const { name, widget, field } of refused) {
    it(`are refused: ${name}`, () => {
      const { code, message = '' } = checked(widget)?.error ?? {};
      assert.equal(code, 'bad_config');
      assert.ok(message.startsWith(`widget "t": "${field}" `), message);
    });
  }
});

test('a table that is described wrongly is refused with the rule, the value and the fix', () => {
  const kinds = 'an object of "sum", "avg", "min", "max" or "count" by column, such as {"total":"sum"}';
  const names = 'region, total, count, took, at, paid, any';
  const cases: readonly [object, string][] = [
    [{ totals: 'sum' }, `"totals" must be ${kinds}; it is "sum"`],
    [{ totals: { total: 'median' } }, `"totals" must be ${kinds}; of column "total" it is "median"`],
    [{ totals: { totl: 'sum' } }, `"totals" names "totl", but the columns are: ${names}`],
    [
      { totals: { region: 'avg' } },
      '"totals" has "avg" only of numbers and durations; column "region" is of type string: choose "min", "max" or "count"',
    ],
    [{ newest_first: 1 }, '"newest_first" must be true or false; it is 1'],
    [
      { newest_first: true, sort_by: 'total' },
      '"newest_first" is for rows that nothing sorts, but "sort_by" is "total": leave out "sort_by" to have the newest row first, or "newest_first" to have them sorted',
    ],
    [{ sort_by: 'totl' }, `"sort_by" names "totl", but the columns are: ${names}`],
  ];
  for (const [widget, message] of cases) assert.equal(checked(widget)?.error?.message, `widget "t": ${message}`);
});

test('a table has no more totals than a window may ask for', () => {
  const many = Array.from({ length: 65 }, (_, i) => ({ name: `c${i}`, type: 'number' }));
  const totals = Object.fromEntries(many.map(({ name }) => [name, 'sum']));
  assert.equal(
    checked({ columns: many, totals })?.error?.message,
    'widget "t": "totals" may be of 64 columns; they are of 65: leave out some',
  );
});
