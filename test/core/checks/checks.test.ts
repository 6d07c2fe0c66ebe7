import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkConfig } from '../../../src/core/checks/config-checks.js';
import { parseProducerMessage } from '../../../src/core/checks/message-checks.js';
import { checkRows } from '../../../src/core/checks/row-checks.js';
import type { Column } from '../../../src/core/values.js';
import { errorOf } from './error-of.js';

const COLUMNS: readonly Column[] = [{ name: 'region', type: 'string' }];

test('a config that breaks a rule is refused with the rule, the value and the fix', () => {
  const cases: readonly [object, string][] = [
    [{ widgets: [] }, '"widgets" must be an object of widgets by id; it is a list'],
    [{ widgets: { 'a b': {} } }, 'a widget id must be 1 to 64 letters, digits, "_" or "-"; "a b" is not'],
    [{ widgets: {}, title: 1 }, '"title" must be a text; it is 1'],
    [{ widgets: {}, theme: 'pink' }, '"theme" must be "auto", "light", "dark" or "contrast"; it is "pink"'],
    [
      { widgets: {}, layout: [] },
      '"layout" must be {"rows": […]}, each row a list of widget ids, {"columns": […]}, {"tabs": […]} or {"rows": […]}',
    ],
    [{ widgets: { a: {}, b: {} }, layout: { rows: [['c']] } }, '"layout" names "c", but the widgets are: a, b'],
    [
      { widgets: {}, accent: 'red; background: url(//x)' },
      '"accent" must be a CSS colour such as "#0a7", "teal" or "rgb(0 170 119)"; it is "red; background: url(//x)"',
    ],
    [
      { widgets: { a: {} }, layout: { rows: [[{ tabs: [{ rows: [['a']] }] }]] } },
      'a tab of "layout" must have a "title" of its own; it is missing',
    ],
    [
      {
        widgets: {},
        layout: {
          rows: [
            [
              {
                tabs: [
                  { title: 'A', rows: [] },
                  { title: 'A', rows: [] },
                ],
              },
            ],
          ],
        },
      },
      'a tab of "layout" must have a "title" of its own; it is "A"',
    ],
    [
      { widgets: { a: {} }, layout: { rows: [[{ tabs: [{ title: 'A', rows: [['b']] }] }]] } },
      '"layout" names "b", but the widgets are: a',
    ],
    [
      { widgets: { a: {} }, layout: { rows: [[1]] } },
      'an item of "layout" must be a widget id, {"columns": […]}, {"tabs": […]} or {"rows": […]}; it is 1',
    ],
    [{ widgets: { a: {} }, layout: { rows: [[{ auto: ['a', 'b'] }]] } }, '"layout" names "b", but the widgets are: a'],
    [
      { widgets: { a: {} }, layout: { rows: [[{ auto: [1] }]] } },
      '"auto" of "layout" must be a list of widget ids; it has 1',
    ],
    [
      { widgets: { a: {} }, layout: { rows: [[{ columns: ['a'], widths: [1, 2] }]] } },
      '"widths" must be numbers above 0, one for each of the 1 "columns"',
    ],
    [
      { widgets: Object.fromEntries(Array.from({ length: 201 }, (_, i) => [i, {}])) },
      'a config has at most 200 widgets; this one has 201',
    ],
    [
      { widgets: {}, title: 'x'.repeat(2 ** 20) },
      'a config may have 1048576 characters; this one has 1048601: shorten or drop some texts',
    ],
  ];
  for (const [config, message] of cases) {
    assert.deepEqual(
      errorOf(() => checkConfig({ ...config })),
      ['bad_config', message],
    );
  }
});

test('a config that is nested too deep is refused, wherever that is', () => {
  let deep: unknown = 0;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  const [, message] = errorOf(() => checkConfig({ widgets: {}, unknown: deep }));
  assert.equal(message, 'a config must not have so many lists and objects inside each other; flatten it');
});

test('a widget that breaks a rule carries the error, and the others hold', () => {
  const cases: readonly [unknown, string][] = [
    [1, 'a widget must be an object; it is 1'],
    [
      { widget_type: 'tabel', columns: COLUMNS },
      '"widget_type" must be one of gauge, log, metric, pathway_metric, pathway_stat, pathway_table, stat, table; it is "tabel"',
    ],
    [{ widget_type: 'table' }, '"columns" must be a list of 1 to 256 columns; it is missing'],
    [{ widget_type: 'table', columns: [] }, '"columns" must be a list of 1 to 256 columns; it is 0'],
    [{ widget_type: 'table', columns: ['a'] }, 'a column must be {"name": …, "type": …}; it is "a"'],
    [
      { widget_type: 'table', columns: [...COLUMNS, ...COLUMNS] },
      'two columns have the name "region"; give each its own',
    ],
    [
      { widget_type: 'table', columns: [{ name: 'a', type: 'text' }] },
      'the type of column "a" must be one of any, array, boolean, bytes, datetime, duration, integer, json, number, pointer, string; it is "text"',
    ],
    [{ widget_type: 'stat', columns: COLUMNS }, 'a stat has the columns time, value; this one has 1'],
    [
      { widget_type: 'table', columns: COLUMNS, sort_by: 'totl' },
      '"sort_by" names "totl", but the columns are: region',
    ],
    [{ widget_type: 'log', columns: COLUMNS, max_rows: 0.5 }, '"max_rows" must be a whole number above 0; it is 0.5'],
    [
      { widget_type: 'metric', columns: [...COLUMNS, { name: 'v', type: 'any' }], max_points: 200_001 },
      '"max_points" must be at most 200000; it is 200001',
    ],
  ];
  for (const [widget, message] of cases) {
    const { widgets } = checkConfig({ widgets: { wrong: widget, right: { widget_type: 'table', columns: COLUMNS } } });
    assert.deepEqual(widgets.wrong?.error, { code: 'bad_config', message: `widget "wrong": ${message}` });
    assert.equal(widgets.right?.error, undefined);
  }
});

test('keys of the relay are left out of a config, unknown ones pass through', () => {
  const widget = { widget_type: 'table', columns: COLUMNS, rows: 9, mode: 'window', error: 1, of_the_future: { a: 1 } };
  const config = checkConfig(JSON.parse(JSON.stringify({ widgets: { a: widget }, of_the_future: 2 })));
  assert.deepEqual(config, {
    type: 'config',
    of_the_future: 2,
    widgets: { a: { widget_type: 'table', columns: COLUMNS, of_the_future: { a: 1 } } },
  });
});

test('ids and column names are data, `__proto__` too', () => {
  const text =
    '{"widgets":{"__proto__":{"widget_type":"table","columns":[{"name":"__proto__","type":"any"},{"name":"","type":"any"}]}}}';
  const { widgets } = checkConfig(JSON.parse(text));
  assert.deepEqual(Object.keys(widgets), ['__proto__']);
  assert.equal(Object.getPrototypeOf(widgets), Object.prototype);
});

test('a commit whose age is none is refused', () => {
  const commit = { type: 'commit', seq: 1, time: 1, changes: {} };
  for (const age of [-1, '5', null]) {
    assert.deepEqual(
      errorOf(() => parseProducerMessage(JSON.stringify({ ...commit, age }))),
      ['bad_commit', `"age" must be milliseconds, 0 or above; it is ${JSON.stringify(age)}`],
    );
  }
  assert.deepEqual(parseProducerMessage(JSON.stringify({ ...commit, age: 0.5 })), { ...commit, age: 0.5 });
});

test('rows are lists of a key and a value for each column', () => {
  const cases: readonly [unknown, string][] = [
    [{ region: 'eu' }, 'a row must be a list that begins with its key, a text; it is an object'],
    [[1, 'eu'], 'a row must be a list that begins with its key, a text; it is 1'],
    [['k'], 'row "k" has 0 values; this widget has 1 column: region'],
    [['k', 'eu', 1], 'row "k" has 2 values; this widget has 1 column: region'],
  ];
  for (const [row, message] of cases)
    assert.deepEqual(
      errorOf(() => checkRows([row], COLUMNS)),
      ['bad_row', message],
    );
});

test('a row may have 60 KB as JSON, whatever its values are', () => {
  const rule = 'a row may have 61440: leave out or shorten its largest values';
  const large: readonly [unknown, number][] = [
    ['x'.repeat(61_440), 61_448],
    ['\u0001'.repeat(10_300), 61_808],
    ['€'.repeat(20_500), 61_508],
    [Array.from({ length: 31_000 }, () => 1), 62_007],
    [{ a: { b: 'x'.repeat(61_440) } }, 61_460],
  ];
  for (const [value, bytes] of large) {
    const [code, message] = errorOf(() => checkRows([['k', value]], COLUMNS));
    assert.equal(code, 'row_too_large');
    assert.equal(message, `row "k" has ${bytes} bytes; ${rule}`);
  }
  assert.deepEqual(
    errorOf(() => checkRows([['k', 'x'.repeat(61_000)]], COLUMNS)),
    ['', ''],
  );
});

test('messages of the future are left alone', () => {
  assert.equal(parseProducerMessage('{"type":"of the future"}'), undefined);
});

test('a long error of an `end` is cut', () => {
  const message = parseProducerMessage(JSON.stringify({ type: 'end', error: 'x'.repeat(5000) }));
  assert.ok(message?.type === 'end' && message.error?.length === 1000);
});
