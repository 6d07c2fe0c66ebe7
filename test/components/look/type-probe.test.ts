import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import '../../../src/define.js';
import type { SvMetric } from '../../../src/components/metric/sv-metric.js';
import type { SvStat } from '../../../src/components/stat/sv-stat.js';
import type { SvTable } from '../../../src/components/table/sv-table.js';
import { Collection } from '../../../src/core/collection.js';
import type { Column, KeyedRow } from '../../../src/core/values.js';
import { cellOf, parts, tableOf } from '../table/fixture.js';
import { waitUntil } from '../until.js';
import { elementOf, part, textOf, valuesOf } from '../value-fixture.js';

const COLUMNS: readonly Column[] = [
  { name: 'id', type: 'string' },
  ...['opened', 'high', 'low', 'closed'].map((name): Column => ({ name, type: 'number', format: ',.2f' })),
  { name: 'at', type: 'datetime', zone: 'UTC' },
];
const ROWS: readonly KeyedRow[] = [['a', 'ACME', 1_234_567.89, 1_234_567.89, -1_234_567.89, 1_234_567.89, 1e12]];

async function quotes(): Promise<SvTable> {
  const collection = new Collection({ columns: COLUMNS });
  collection.replace(ROWS);
  const table = await tableOf(collection);
  table.style.setProperty('inline-size', '900px');
  await waitUntil(() => overprinted(table).length === 0, 'laid out');
  return table;
}

/** The columns whose text leaves its cell. */
function overprinted(table: SvTable): string[] {
  return COLUMNS.map(({ name }) => name).filter((name) => {
    if (table.shadowRoot?.querySelector('[data-key]') == null) return true; // Not drawn yet
    const cell = cellOf(table, 'a', name);
    const text = document.createRange();
    text.selectNodeContents(cell);
    const [inner, outer] = [text.getBoundingClientRect(), cell.getBoundingClientRect()];
    return inner.left < outer.left || inner.right > outer.right;
  });
}

const tracksOf = (table: SvTable) => getComputedStyle(part(table, '.row')).gridTemplateColumns;

/** Changes something about the type, and waits until the columns have other widths, in which no text leaves its cell. */
async function retyped(table: SvTable, change: () => unknown): Promise<void> {
  const before = tracksOf(table);
  await change();
  await waitUntil(
    () => tracksOf(table) !== before && overprinted(table).length === 0,
    `${before}: ${overprinted(table)}`,
  );
}

describe('the columns of a table', () => {
  afterEach(() => document.documentElement.style.removeProperty('--sv-scale'));

  it('follow a scale that is set later, up and down, on the table or around it', async () => {
    const table = await quotes();
    await retyped(table, () => table.style.setProperty('--sv-scale', '2'));
    await retyped(table, () => table.style.removeProperty('--sv-scale'));
    await retyped(table, () => document.documentElement.style.setProperty('--sv-scale', '1.6'));
  });

  it('follow another font, and another size of cells or of heads', async () => {
    const table = await quotes();
    await retyped(table, () => table.style.setProperty('--sv-font', 'DejaVu Sans Mono, monospace'));
    await retyped(table, () => table.style.setProperty('--sv-size-md', '21px'));
    await retyped(table, () => table.style.setProperty('--sv-size-sm', '40px'));
    for (const head of parts(table, '[role=columnheader] span')) {
      expect(head.scrollWidth, head.textContent ?? '').to.be.at.most(head.clientWidth);
    }
  });

  it('follow a font that comes late', async () => {
    const table = await quotes();
    table.style.setProperty('--sv-font', 'LateFont, sans-serif');
    await waitUntil(() => overprinted(table).length === 0);
    const late = new FontFace('LateFont', 'local("DejaVu Sans Mono"), local("Liberation Mono")');
    await retyped(table, async () => document.fonts.add(await late.load()));
    document.fonts.delete(late);
  });

  it('follow a scale that was changed while the table was hidden, or away', async () => {
    const table = await quotes();
    await retyped(table, async () => {
      table.hidden = true;
      await new Promise(requestAnimationFrame);
      table.style.setProperty('--sv-scale', '1.7');
      await new Promise(requestAnimationFrame);
      table.hidden = false;
    });
    await retyped(table, () => {
      const parent = table.parentElement as HTMLElement;
      table.remove();
      table.style.setProperty('--sv-scale', '0.9');
      parent.append(table);
    });
  });

  it('are those of a table that had the scale from the beginning', async () => {
    const first = await quotes();
    await retyped(first, () => first.style.setProperty('--sv-scale', '1.5'));
    const page = await fixture<HTMLElement>(html`<div></div>`);
    page.style.setProperty('--sv-scale', '1.5');
    const second = await quotes();
    page.append(second);
    await waitUntil(() => tracksOf(second) === tracksOf(first), 'the same tracks');
  });
});

describe('a number', () => {
  it('is written shorter once it has no more room, and whole when it has it again', async () => {
    const stat = await elementOf<SvStat>('sv-stat', valuesOf([12_345_678]));
    stat.style.setProperty('inline-size', '260px');
    await waitUntil(() => textOf(stat, '.value') === '12,345,678');
    stat.style.setProperty('--sv-scale', '2');
    await waitUntil(() => textOf(stat, '.value') === '12.3M');
    stat.style.removeProperty('--sv-scale');
    await waitUntil(() => textOf(stat, '.value') === '12,345,678');
  });
});

describe('the axis of a chart', () => {
  it('has as much room as its labels need, in whatever type', async () => {
    const metric = await elementOf<SvMetric>('sv-metric', valuesOf([1, 9999]));
    const left = () => Number.parseFloat(getComputedStyle(part(metric, '.plot')).left);
    const before = left();
    metric.style.setProperty('--sv-scale', '2');
    await waitUntil(() => left() > before * 1.5, 'wider');
    metric.style.removeProperty('--sv-scale');
    await waitUntil(() => left() === before, 'as before');
    metric.style.setProperty('--sv-font', 'DejaVu Sans Mono, monospace');
    await waitUntil(() => left() !== before, 'other letters');
  });
});
