import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigMessage } from '../../../src/core/messages.js';
import type { KeyedRow } from '../../../src/core/values.js';
import { MB } from '../../kit/process-figures.js';
import { TestViewer } from '../../kit/viewer.js';
import { underAttack } from '../under-attack.js';
import { besideWindow } from './beside-window.js';

const TABLE: ConfigMessage['widgets'] = {
  large: { widget_type: 'table', columns: [{ name: 'text', type: 'string' }] },
};
const ROWS = 200;
const row = (i: number): KeyedRow => [`k${i}`, String.fromCharCode(97 + (i % 26)).repeat(20_000)];

test('all windows of a viewer on large rows, each elsewhere, do not stay in memory as text', (t) =>
  underAttack(t, { widgets: TABLE }, async ({ producer, begin, url, rounds }) => {
    for (let from = 0; from < ROWS; from += 100) {
      await producer.commit({ large: { up: Array.from({ length: 100 }, (_, i) => row(from + i)) } });
    }
    begin();
    const beside = await besideWindow(url);
    const page = await TestViewer.connect(url);
    // 256 MB in all: each window is another part, which no other viewer has.
    for (let sub = 0; sub < 64; sub++) page.askWindow('large', { offset: sub, limit: ROWS }, { sub });
    const isThere = (sub: number) => page.windows.get(sub)?.order.length === ROWS - sub;
    const areThere = () => {
      page.messages.length = 0;
      return Array.from({ length: 64 }, (_, sub) => sub).every(isThere);
    };
    await page.until(areThere, 'all windows');
    await rounds(20);
    assert.deepEqual(page.windows.get(63)?.rows[0], row(63));
    page.socket.terminate();
    await beside.check();
  }));

test('a filter that takes milliseconds for a row holds up nobody, though there are few rows', (t) =>
  underAttack(t, { widgets: TABLE, bounds: { memory: 300 * MB } }, async ({ producer, begin, url, rounds }) => {
    const text = (i: number): KeyedRow => [`k${i}`, `${i} ${'é'.repeat(29_000)}`];
    for (let from = 0; from < 1_600; from += 50) {
      await producer.commit({ large: { up: Array.from({ length: 50 }, (_, i) => text(from + i)) } });
    }
    begin();
    const beside = await besideWindow(url);
    const page = await TestViewer.connect(url);
    // Accents make no difference to it: it has to look at every character.
    const window = await page.open('large', { filter: [['text', 'contains', 'ee']] });
    assert.equal(window.last?.matching, 1_600);
    await rounds(10);
    page.socket.terminate();
    await beside.check();
  }));
