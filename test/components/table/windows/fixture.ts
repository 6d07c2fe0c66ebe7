import { fixture, html } from '@open-wc/testing';
import type { SvTable } from '../../../../src/components/table/sv-table.js';
import type { WidgetConfig } from '../../../../src/core/messages.js';
import type { KeyedRow } from '../../../../src/core/values.js';
import { type TestFeed, TestRelay } from '../../relay.js';
import { waitUntil } from '../../until.js';
import { keysOf, ORDERS, part, parts } from '../fixture.js';

/** The height of a row. */
export const ROW = 28;
/** More rows than the relay sends whole. */
export const MANY = 3000;
export const WIDGET: WidgetConfig = { widget_type: 'table', title: 'Orders', columns: ORDERS };

/** Rows `k0`, `k1`, … whose total rises with the index. */
export function rows(from: number, to: number): KeyedRow[] {
  return Array.from({ length: to - from }, (_, i) => [`k${from + i}`, `Region ${from + i}`, from + i, (from + i) % 7]);
}

/** A relay that sends no table whole which has more than 500 rows. */
export async function large(length = MANY, widget: Partial<WidgetConfig> = {}): Promise<[TestRelay, TestFeed]> {
  const relay = await TestRelay.start({ maxFullRows: 500 });
  const feed = await relay.feed({ type: 'config', widgets: { orders: { ...WIDGET, ...widget } } });
  await feed.commit({ orders: { up: rows(0, length) } });
  return [relay, feed];
}

export async function tableAt(relay: TestRelay): Promise<SvTable> {
  const table = await fixture<SvTable>(html`<sv-table src=${relay.url} widget="orders"></sv-table>`);
  table.style.setProperty('block-size', '300px');
  return table;
}

export async function has(table: SvTable, ...keys: string[]): Promise<void> {
  await waitUntil(() => keys.every((key) => keysOf(table).includes(key)), `${keys} are drawn, not ${keysOf(table)}`);
}

/** The scroller's rows in sight: of each whether it is there, a placeholder, or nothing at all. */
export function inSight(table: SvTable): { keys: string[]; waiting: number; gap: number } {
  const frame = part(table, '.scroll').getBoundingClientRect();
  const top = part(table, '.columns').getBoundingClientRect().bottom;
  const boxes = parts(table, '.drawn > .row')
    .map((row) => ({ row, box: row.getBoundingClientRect() }))
    .filter(({ box }) => box.bottom > top + 1 && box.top < frame.bottom - 1)
    .sort((a, b) => a.box.top - b.box.top);
  let at = top;
  let gap = 0;
  for (const { box } of boxes) {
    gap = Math.max(gap, box.top - at);
    at = box.bottom;
  }
  return {
    keys: boxes.flatMap(({ row }) => row.dataset.key ?? []),
    waiting: boxes.filter(({ row }) => row.getAttribute('aria-busy') === 'true').length,
    gap: Math.max(gap, frame.bottom - at - 1),
  };
}

/** Notes at each frame what is in sight, until the returned function is called. */
export function everyFrame<T>(look: () => T): () => T[] {
  const seen: T[] = [];
  let isOver = false;
  const next = () => {
    if (isOver) return;
    seen.push(look());
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
  return () => {
    isOver = true;
    return seen;
  };
}

export function keysUpTo(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `k${i}`);
}
