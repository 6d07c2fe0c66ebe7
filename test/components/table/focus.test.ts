import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import type { SvTable } from '../../../src/components/table/sv-table.js';
import type { Column, KeyedRow } from '../../../src/core/values.js';
import { waitUntil } from '../until.js';
import { cellOf, manyOrders, ordersOf, painted, part, parts, scrollTo, tableOf } from './fixture.js';

const activeOf = (table: SvTable) => {
  const id = part(table, '.scroll').getAttribute('aria-activedescendant');
  const cell = id === null ? null : (table.shadowRoot?.getElementById(id) as HTMLElement | null);
  return cell === null ? undefined : `${cell.parentElement?.dataset.key} ${cell.dataset.column}`;
};
const press = async (...keys: string[]) => {
  for (const key of keys) {
    if (key.startsWith('Control+')) {
      await sendKeys({ down: 'Control' });
      await sendKeys({ press: key.slice(8) });
      await sendKeys({ up: 'Control' });
    } else await sendKeys({ press: key });
    await painted();
  }
};
const middleOf = (element: Element): [number, number] => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [Math.round(left + width / 2), Math.round(top + height / 2)];
};
const detailOf = (table: SvTable) => parts<HTMLDialogElement>(table, '.detail')[0];
const fieldOf = (table: SvTable, name: string) =>
  part(table, `.detail [data-field="${name}"]`)
    .textContent?.replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/ Copy$/, '');

describe('the focus in <sv-table>', () => {
  it('goes from cell to cell by keys, and scrolls with it', async () => {
    const table = await tableOf(ordersOf(manyOrders(1000)));
    part(table, '.scroll').focus();
    expect(part(table, '.scroll').getAttribute('role')).to.equal('grid');
    expect(activeOf(table)).to.equal(undefined);
    await press('ArrowDown');
    expect(activeOf(table)).to.equal('k0 region');
    await press('ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight');
    expect(activeOf(table)).to.equal('k1 count');
    await press('Home', 'ArrowUp', 'ArrowUp');
    expect(activeOf(table)).to.equal('k0 region');
    await press('Control+End');
    expect(activeOf(table)).to.equal('k999 count');
    await press('PageUp');
    expect(activeOf(table)).to.match(/^k99\d count$/);
    await press('Control+Home');
    expect(activeOf(table)).to.equal('k0 region');
    expect(part(table, '.scroll').scrollTop).to.equal(0);
    const cell = cellOf(table, 'k0', 'region');
    expect(cell.getAttribute('role')).to.equal('gridcell');
    expect(getComputedStyle(cell).outlineStyle).to.equal('solid');
    await press('Escape');
    expect(activeOf(table)).to.equal(undefined);
    await expect(table).to.be.accessible();
  });

  it('stays with its row when others come above it, and goes to the next when it is deleted', async () => {
    const orders = ordersOf(manyOrders(50));
    const table = await tableOf(orders, { sort: 'total desc' });
    await sendMouse({ type: 'click', position: middleOf(cellOf(table, 'k3', 'total')) });
    await painted();
    expect(activeOf(table)).to.equal('k3 total');
    for (let i = 0; i < 3; i++) orders.upsert(`new${i}`, 'New', 1000 + i, 1);
    await painted();
    expect(activeOf(table)).to.equal('k3 total');
    orders.delete('k3');
    await painted();
    expect(activeOf(table)).to.equal('k4 total');
    await scrollTo(table, 28 * 30);
    expect(activeOf(table), 'it is out of sight').to.equal(undefined);
    await press('ArrowDown');
    expect(activeOf(table)).to.equal('k5 total');
  });

  it('brings columns in sight that are scrolled out of it', async () => {
    const columns = Array.from({ length: 60 }, (_, i): Column => ({ name: `column ${i}`, type: 'integer' }));
    const rows = Array.from({ length: 20 }, (_, r): KeyedRow => [`k${r}`, ...columns.map((_, c) => r * c)]);
    const table = await tableOf(ordersOf(rows, columns));
    part(table, '.scroll').focus();
    await press('ArrowDown', 'End');
    await painted();
    await waitUntil(() => activeOf(table) === 'k0 column 59', 'it has a cell');
    const view = part(table, '.scroll').getBoundingClientRect();
    expect(part(table, '.active').getBoundingClientRect().right).to.be.most(view.right + 1);
    await press('Home');
    await waitUntil(() => activeOf(table) === 'k0 column 0', 'it is back');
  });

  it('opens all fields of a row by Enter, a double click and the handle, which follow the row', async () => {
    const columns: Column[] = [
      { name: 'name', type: 'string' },
      { name: 'total', type: 'number' },
      { name: 'hidden', type: 'string' },
      { name: 'data', type: 'json' },
    ];
    const long = 'long text '.repeat(500);
    const orders = ordersOf([['^KEY', 'Ann', 19.999, long, { a: [1, { deep: '<b>' }], b: null }]], columns);
    const table = await tableOf(orders, { columns: 'name, total' });
    part(table, '.scroll').focus();
    await press('ArrowDown', 'Enter');
    await waitUntil(() => detailOf(table)?.open === true, 'it is open');
    expect(fieldOf(table, 'total')).to.contain('19.999');
    expect(fieldOf(table, 'hidden')).to.equal(long.replaceAll(/\s+/g, ' ').trim());
    expect(fieldOf(table, 'data')).to.contain('deep "<b>"');
    expect(detailOf(table)?.querySelector('header code')?.textContent).to.equal('^KEY');
    await expect(table).to.be.accessible();
    orders.upsert('^KEY', 'Ben', 20, '', null);
    await painted();
    expect(fieldOf(table, 'name')).to.equal('Ben');
    orders.delete('^KEY');
    await painted();
    expect(part(table, '.detail p').textContent).to.contain('not in the table any more');
    expect(fieldOf(table, 'name')).to.equal('Ben');
    await press('Escape');
    expect(parts(table, '.detail')).to.deep.equal([]);

    orders.upsert('other', 'Cid', 1, 'x', null);
    await painted();
    await sendMouse({ type: 'move', position: middleOf(cellOf(table, 'other', 'name')) });
    await painted();
    expect(part(table, '.handle').hidden).to.equal(false);
    await sendMouse({ type: 'click', position: middleOf(part(table, '.handle')) });
    await waitUntil(() => detailOf(table)?.open === true, 'it is open again');
    expect(fieldOf(table, 'name')).to.equal('Cid');
    part(table, '.detail .close').click();
    await painted();
    cellOf(table, 'other', 'name').dispatchEvent(new MouseEvent('click', { detail: 2, bubbles: true, composed: true }));
    await waitUntil(() => detailOf(table)?.open === true, 'by a double click');
    part(table, '.detail .close').click();
    await painted();
    const tap = new PointerEvent('click', { pointerType: 'touch', bubbles: true, composed: true });
    cellOf(table, 'other', 'name').dispatchEvent(tap);
    await waitUntil(() => detailOf(table)?.open === true, 'by a tap');
    part(table, '.detail .close').click();
  });
});
