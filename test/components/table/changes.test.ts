import { expect } from '@open-wc/testing';
import type { Collection } from '../../../src/core/collection.js';
import { waitUntil } from '../until.js';
import {
  cellOf,
  filterBy,
  headOf,
  manyOrders,
  ordersOf,
  painted,
  part,
  parts,
  rowOf,
  sortButton,
  tableOf,
} from './fixture.js';

/** Changes a few cells of a table that shows more than ten rows. */
function change(orders: Collection, key: string, total: number, region = `Region ${key.slice(1)}`): void {
  orders.upsert(key, region, total, 0);
}

describe('what <sv-table> highlights', () => {
  it('marks a cell that went up, one that went down and a text that changed', async () => {
    const orders = ordersOf(manyOrders(20));
    const table = await tableOf(orders);
    change(orders, 'k0', 1000);
    change(orders, 'k7', -5, 'Elsewhere');
    await painted();
    expect(cellOf(table, 'k0', 'total').dataset.flash).to.equal('up');
    expect(cellOf(table, 'k7', 'total').dataset.flash).to.equal('down');
    expect(cellOf(table, 'k7', 'region').dataset.flash).to.equal('changed');
    expect(parts(table, '[data-flash]')).to.have.length(3);
    await expect(table).to.be.accessible();
  });

  it('marks no cell whose text stays the same, though its value is another', async () => {
    const columns = [
      { name: 'region', type: 'string' },
      { name: 'share', type: 'number', format: '.0%' },
      { name: 'age', type: 'duration' },
      { name: 'any', type: 'any' },
    ] as const;
    const orders = ordersOf(
      [...'abcdef'].map((key) => [key, key, 0.0912, 7_500_000, 0.123_456]),
      columns,
    );
    const table = await tableOf(orders);
    orders.upsert('a', 'a', 0.0915, 7_500_001, 0.123_457);
    orders.upsert('b', 'b', 0.1, 7_500_001, 0.123_457);
    await painted();
    expect(parts(table, '[data-flash]').map(({ dataset }) => [dataset.column, dataset.flash])).to.deep.equal([
      ['share', 'up'],
    ]);
  });

  it('tints the text and its mark alone, however wide the cell is', async () => {
    const orders = ordersOf([...'abcdefgh'].map((key) => [key, `Region ${key}`, 1, 1]));
    const table = await tableOf(orders);
    const text = part(table, '[data-key=a] [data-column=total] .text').getBoundingClientRect().width;
    orders.upsert('a', `Region ${'a'.repeat(60)}`, 2, 1);
    await painted();
    for (const column of ['region', 'total']) {
      const cell = cellOf(table, 'a', column);
      expect(getComputedStyle(cell).backgroundImage).to.equal('none');
      const { backgroundImage, backgroundSize } = getComputedStyle(cell.firstElementChild as Element);
      expect(backgroundImage).to.contain('linear-gradient');
      expect(backgroundSize).to.contain('min(100%, 120px)');
    }
    const tinted = part(table, '[data-key=a] [data-column=total] .text').getBoundingClientRect();
    expect(tinted.width).to.be.closeTo(text + 14, 1);
    expect(tinted.right - 4).to.be.closeTo(cellOf(table, 'a', 'total').getBoundingClientRect().right - 10, 1);
  });

  it('leaves a number where it is and its mark beside it, also in a page that is written from right to left', async () => {
    for (const dir of ['ltr', 'rtl']) {
      const orders = ordersOf(manyOrders(20));
      const table = await tableOf(orders, { dir });
      orders.upsert('k0', 'Region 0', 10, 0); // As wide as the number that comes
      await painted();
      const number = document.createRange();
      number.selectNodeContents(part(table, '[data-key=k1] [data-column=total] .text'));
      const { right } = number.getBoundingClientRect();
      number.selectNodeContents(part(table, '[data-key=k0] [data-column=total] .text'));
      const { left, right: flashing } = number.getBoundingClientRect();
      expect(cellOf(table, 'k0', 'total').dataset.flash).to.equal('down');
      expect(flashing, dir).to.be.closeTo(right, 0.5);
      const text = part(table, '[data-key=k0] [data-column=total] .text');
      const mark = getComputedStyle(text, '::before');
      expect(text.getBoundingClientRect().left + Number.parseFloat(mark.left) + 6, dir).to.be.at.most(left);
    }
  });

  it('lets a mark pale and go by itself', async () => {
    const orders = ordersOf(manyOrders(20));
    const table = await tableOf(orders);
    change(orders, 'k0', 1000);
    await waitUntil(() => cellOf(table, 'k0', 'total').dataset.flash === 'up late', 'the mark pales');
    await waitUntil(() => parts(table, '[data-flash]').length === 0, 'the mark goes');
  });

  it('starts a mark on one cell at most three times a second', async () => {
    const orders = ordersOf(manyOrders(20));
    const table = await tableOf(orders);
    const starts: number[] = [];
    new MutationObserver(() => {
      const flash = cellOf(table, 'k0', 'total').dataset.flash;
      if (flash === 'up' || flash === 'down') starts.push(performance.now());
    }).observe(cellOf(table, 'k0', 'total'), { attributeFilter: ['data-flash'] });
    for (let i = 0; starts.length < 4; i++) {
      change(orders, 'k0', 1000 + (i % 2));
      await painted();
    }
    const gaps = starts.slice(1).map((start, i) => start - (starts[i] as number));
    expect(Math.min(...gaps)).to.be.greaterThan(330);
  });

  it('marks nothing on the first load', async () => {
    const orders = ordersOf([]);
    const table = await tableOf(orders);
    orders.replace(manyOrders(10));
    await painted();
    expect(parts(table, '[data-flash], [data-new]')).to.have.length(0);
  });

  it('marks nothing when the first rows come into an empty table', async () => {
    const orders = ordersOf([]);
    const table = await tableOf(orders);
    orders.apply({ up: manyOrders(10) });
    await painted();
    expect(rowOf(table, 'k0')).to.be.instanceOf(HTMLElement);
    expect(parts(table, '[data-flash], [data-new]')).to.have.length(0);
  });

  it('marks nothing when the order or the filter changes', async () => {
    const table = await tableOf(ordersOf(manyOrders(200)));
    sortButton(table, 'total').click();
    await painted();
    expect(headOf(table, 'total').getAttribute('aria-sort')).to.equal('ascending');
    await filterBy(table, '7');
    expect(parts(table, '[data-flash], [data-new]')).to.have.length(0);
  });

  it('marks nothing while most cells change all the time', async () => {
    const orders = ordersOf(manyOrders(20));
    const table = await tableOf(orders);
    await waitUntil(async () => {
      for (let i = 0; i < 30; i++) {
        orders.apply({ up: manyOrders(20).map(([key], j) => [key, `Region ${i}`, i * 100 + j, i]) });
        await painted();
      }
      return parts(table, '[data-flash]').length === 0;
    }, 'marks go while changes go on');
  });

  it('marks a row that comes', async () => {
    const orders = ordersOf(manyOrders(5));
    const table = await tableOf(orders, { 'newest-first': '' });
    change(orders, 'new', 1);
    await painted();
    expect(rowOf(table, 'new').hasAttribute('data-new')).to.equal(true);
    await waitUntil(() => !rowOf(table, 'new').hasAttribute('data-new'), 'the mark goes');
  });

  it('lets a deleted row fade where it was, no longer as a row', async () => {
    const orders = ordersOf(manyOrders(10));
    const table = await tableOf(orders);
    const top = rowOf(table, 'k3').getBoundingClientRect().top;
    orders.delete('k3');
    await painted();
    const ghost = part(table, '[data-gone]');
    expect(ghost.textContent).to.contain('Region 3');
    expect(ghost.getBoundingClientRect().top).to.equal(top);
    expect(ghost.hasAttribute('data-key')).to.equal(false);
    expect(ghost.closest('[aria-hidden=true]')).to.not.equal(null);
    await waitUntil(() => parts(table, '[data-gone]').length === 0, 'it is gone');
  });

  it('draws a sparkline of recent values where a column asks for it', async () => {
    const orders = ordersOf(
      [['a', 'A', 1]],
      [
        { name: 'region', type: 'string' },
        { name: 'total', type: 'number', sparkline: true },
      ],
    );
    const table = await tableOf(orders);
    const line = () => cellOf(table, 'a', 'total').querySelector('path')?.getAttribute('d');
    expect(line()).to.equal('');
    orders.upsert('a', 'A', 2);
    await painted();
    expect(line()).to.match(/^M0/);
    const dot = cellOf(table, 'a', 'total').querySelector('circle')?.getBoundingClientRect();
    expect(dot?.width, 'the dot is round although the line is stretched').to.be.closeTo(4, 0.1);
    expect(dot?.height).to.be.closeTo(4, 0.1);
    expect(cellOf(table, 'a', 'total').textContent).to.equal('2');
  });
});
