import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseViewerMessage } from '../../../src/core/checks/message-checks.js';
import { checkMove, checkWindow, checkWindowColumns } from '../../../src/core/checks/window-checks.js';
import { compileFilter } from '../../../src/core/filter.js';
import type { Column } from '../../../src/core/values.js';
import { WINDOW_VECTORS } from '../../kit/window-vectors.js';
import { errorOf } from './error-of.js';

const COLUMNS: readonly Column[] = [
  { name: 'region', type: 'string' },
  { name: 'total', type: 'number' },
];

test('a window that breaks a rule is refused with the rule and the value', () => {
  const cases: readonly [object, string][] = [
    [{ offset: -1 }, '"offset" must be a whole number, 0 or above; it is -1'],
    [{ offset: 1.5 }, '"offset" must be a whole number, 0 or above; it is 1.5'],
    [{ offset: '0' }, '"offset" must be a whole number, 0 or above; it is "0"'],
    [{ limit: 0 }, '"limit" must be a whole number from 1 to 1000; it is 0'],
    [{ limit: 1001 }, '"limit" must be a whole number from 1 to 1000; it is 1001'],
    [{ anchor: 7 }, '"anchor" must be the key of a row, which is a text, or null; it is 7'],
    [{ lead: -1 }, '"lead" must be a whole number from 0 to 1000; it is -1'],
    [{ freeze: 1 }, '"freeze" must be true or false; it is 1'],
    [
      { totals: [['total', 'median']] },
      '"totals" must be a list of at most 64 terms, [["column","sum", "avg", "min", "max" or "count"], …]; it is a list',
    ],
    [{ hist: 'total' }, '"hist" must be a list of at most 16 columns; it is "total"'],
    [{ rev: undefined }, '"rev" must be the number of the request: whole, 0 or above; it is missing'],
  ];
  for (const [change, message] of cases) {
    assert.deepEqual(
      errorOf(() => checkMove({ rev: 1, ...change }, 1000)),
      ['bad_window', message],
    );
  }
});

test('a new window needs an offset and a limit; a moved one keeps what is left out', () => {
  assert.deepEqual(
    errorOf(() => checkWindow({ rev: 1 }, 1000)),
    ['bad_window', '"window" must be {"offset":…,"limit":…}; it is missing'],
  );
  assert.deepEqual(
    errorOf(() => checkWindow({ rev: 1, window: { offset: 0 } }, 1000)),
    ['bad_window', '"limit" must be a whole number from 1 to 1000; it is missing'],
  );
  assert.deepEqual(checkWindow({ rev: 3, window: { offset: 0, limit: 10, of: 'the future' } }, 1000), {
    ...{ rev: 3, offset: 0, limit: 10 },
  });
  assert.deepEqual(checkMove({ type: 'window', sub: 1, rev: 4, anchor: null }, 1000), { rev: 4, anchor: null });
});

test('columns that a window asks for must be in its widget', () => {
  const unknown = 'column "totl" is not in this widget; it has: region, total';
  const cases: readonly [object, string][] = [
    [{ sort: [['totl', 'desc']] }, 'bad_sort'],
    [{ filter: [['totl', '=', 1]] }, 'bad_filter'],
    [{ totals: [['totl', 'sum']] }, 'bad_window'],
    [{ hist: ['totl'] }, 'bad_window'],
  ];
  for (const [request, code] of cases) {
    assert.deepEqual(
      errorOf(() => checkWindowColumns(request, COLUMNS)),
      [code, unknown],
    );
  }
  assert.deepEqual(checkWindowColumns({ sort: [['total', 'asc']], filter: [] }, COLUMNS), {
    ...{ sort: [['total', 'asc']], filter: [] },
  });
  assert.deepEqual(checkWindowColumns({ sort: null }, COLUMNS), { sort: null, filter: [] });
  assert.deepEqual(
    errorOf(() => checkWindowColumns({ sort: 'total' as unknown as [] }, COLUMNS)),
    ['bad_sort', '"sort" must be a list of at most 16 terms, [["column","asc" or "desc"], …]; it is "total"'],
  );
});

test('the column "*" is any column; one with this name is meant in a list', () => {
  const columns: readonly Column[] = [...COLUMNS, { name: '*', type: 'string' }];
  const passes = (filter: object) => {
    const test = compileFilter(columns, checkWindowColumns({ filter } as object, columns).filter);
    return [test(['a', 'Lyon', 1, 'x']), test(['b', 'x', 2, 'y']), test(['c', 'Oslo', 3, 'z'])];
  };
  assert.deepEqual(passes([['*', 'contains', 'X']]), [true, true, false]);
  assert.deepEqual(passes([['*', '=', 3]]), [false, false, true]);
  assert.deepEqual(passes([[['*'], 'contains', 'x']]), [true, false, false]);
});

/** Checks a message as far as that needs no more than the columns of its widget. */
function check(message: object): void {
  const read = parseViewerMessage(JSON.stringify(message));
  if (read?.type === 'subscribe') checkWindowColumns(checkWindow(read, 1000), WINDOW_VECTORS.widget.columns);
  if (read?.type === 'window') checkWindowColumns(checkMove(read, 1000), WINDOW_VECTORS.widget.columns);
}

test('the messages of test/protocol/windows.json pass, or are refused with their code', () => {
  const codeOf = (message: object) => errorOf(() => check(message))[0];
  for (const { name, message } of WINDOW_VECTORS.taken) assert.equal(codeOf(message), '', name);
  // Whether a window is there only its link knows.
  const wrong = WINDOW_VECTORS.refused.filter(({ error }) => error.code !== 'unknown_sub');
  for (const { name, message, error } of wrong) assert.equal(codeOf(message), error.code, name);
});
