import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { WidgetConfig } from '../../../src/core/messages.js';
import type { Column } from '../../../src/core/values.js';
import { ORDERS, withRelay } from '../../kit/fixture.js';

const FILE = new URL('../../../../test/protocol/columns.json', import.meta.url);
const { refused, taken } = JSON.parse(readFileSync(FILE, 'utf8')) as Record<
  'refused' | 'taken',
  readonly { readonly name: string; readonly columns: readonly Column[] }[]
>;

function tables(columns: readonly (readonly Column[])[]): Record<string, WidgetConfig> {
  return Object.fromEntries(columns.map((some, i) => [`t${i}`, { widget_type: 'table', columns: some }]));
}

test('widgets with columns that are described wrongly are refused, each alone', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare({ ...tables(refused.map(({ columns }) => columns)), ...ORDERS });
    await feed.commit({ orders: { up: [['k', 'eu', 1]] } });
    const page = await viewer();
    assert.deepEqual(await page.load('orders'), [['k', 'eu', 1]]);
    for (const [i, { name }] of refused.entries()) {
      assert.equal(page.config?.widgets[`t${i}`]?.error?.code, 'bad_config', name);
    }
  }));

test('what a config says of its columns reaches every viewer as it stands', () =>
  withRelay({}, async ({ producer, viewer }) => {
    const feed = await producer();
    feed.declare(tables(taken.map(({ columns }) => columns)));
    await feed.commit({});
    const page = await viewer();
    await page.until(() => page.config?.widgets.t0 !== undefined);
    for (const [i, { name, columns }] of taken.entries()) {
      assert.deepEqual(page.config?.widgets[`t${i}`]?.columns, columns, name);
    }
  }));
