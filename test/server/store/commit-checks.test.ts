import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalsOf } from '../../../server/store/commit-checks.js';
import { newCollection, type Widget } from '../../../server/store/widget.js';
import type { WidgetConfig } from '../../../src/core/messages.js';
import type { KeyedRow, Value } from '../../../src/core/values.js';
import { FakeClock } from '../fake-clock.js';

const CONFIG: WidgetConfig = { widget_type: 'table', columns: [{ name: 'v', type: 'json' }] };

function stateOf(maxRows: number) {
  const widget: Widget = {
    id: 't',
    config: CONFIG,
    collection: newCollection(CONFIG, 1),
    run: 'run',
    inherited: false,
    retracted: 0,
    trimmed: 0,
  };
  const run = { id: 'run', resume: false, seq: 0, settled: true, ended: undefined };
  return { widgets: new Map([['t', widget]]), run, maxRows };
}

test('a large commit is checked in slices, however long its rows take', async () => {
  const clock = new FakeClock();
  const slowValue = () =>
    new Proxy({} as { readonly [name: string]: Value }, {
      ownKeys: () => {
        clock.time += 0.1;
        return [];
      },
    });
  const up = Array.from({ length: 2000 }, (_, i): KeyedRow => [`${i}`, slowValue()]);
  assert.deepEqual(await refusalsOf({ t: { up } }, stateOf(2000), clock.slices), []);
  assert.ok(clock.time > 200);
  assert.ok(clock.longest <= 20, `a slice took ${clock.longest} ms`);
});

test('a large commit is refused by the first rule that a row breaks, or for too many rows', async () => {
  const rows = Array.from({ length: 2000 }, (_, i): KeyedRow => [`${i}`, null]);
  const refused = async (up: readonly KeyedRow[]) =>
    (await refusalsOf({ t: { up } }, stateOf(1999), new FakeClock().slices)).map(({ code }) => code);
  assert.deepEqual(await refused(rows), ['too_many_rows']);
  assert.deepEqual(await refused([...rows.slice(1), rows[5] as KeyedRow]), []);
  assert.deepEqual(await refused([...rows, ['short']]), ['bad_row']);
});
