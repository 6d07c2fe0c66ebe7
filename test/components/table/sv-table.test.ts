import { expect, fixture, html } from '@open-wc/testing';
import type { SvTable } from '../../../src/components/table/sv-table.js';
import type { KeyedRow } from '../../../src/core/values.js';
import { waitUntil } from '../until.js';
import {
  cellOf,
  filterBy,
  headOf,
  keysOf,
  manyOrders,
  ORDERS,
  ordersOf,
  painted,
  part,
  parts,
  rowOf,
  scrollTo,
  sortButton,
  tableOf,
  textOf,
  topOf,
} from './fixture.js';

describe('<sv-table>', () => {
  it('shows local rows in order of first appearance, formatted by column', async () => {
    const table = await tableOf(ordersOf());
    expect(keysOf(table)).to.deep.equal(['eu', 'us', 'as']);
    expect(textOf(table, 'us', 'total')).to.equal('$1,200.00');
    expect(textOf(table, 'us', 'region')).to.equal('America');
    expect(part(table, '.count').textContent).to.equal('3 rows');
    await expect(table).to.be.accessible();
  });

  it('updates a cell in place and keeps the elements of its row', async () => {
    const orders = ordersOf();
    const table = await tableOf(orders);
    const row = rowOf(table, 'eu');
    const cell = cellOf(table, 'eu', 'total');
    orders.upsert('eu', 'Europe', 50, 3);
    await painted();
    expect(rowOf(table, 'eu')).to.equal(row);
    expect(cellOf(table, 'eu', 'total')).to.equal(cell);
    expect(cell.textContent).to.equal('$50.00');
  });

  it('adds rows that come and drops rows that are deleted', async () => {
    const orders = ordersOf();
    const table = await tableOf(orders);
    orders.apply({ up: [['af', 'Africa', 1, 1]], del: ['us'] });
    await painted();
    expect(keysOf(table)).to.deep.equal(['eu', 'as', 'af']);
    expect(part(table, '.count').textContent).to.equal('3 rows');
  });

  it('says what a screen reader needs: roles, counts and the place of each row', async () => {
    const table = await tableOf(ordersOf(manyOrders(1000)));
    const scroller = part(table, '.scroll');
    expect(scroller.getAttribute('role')).to.equal('grid');
    expect(scroller.getAttribute('aria-rowcount')).to.equal('1001');
    expect(scroller.getAttribute('aria-label')).to.equal('Orders');
    expect(scroller.tabIndex).to.equal(0);
    await scrollTo(table, 28 * 500);
    expect(rowOf(table, 'k505').getAttribute('aria-rowindex')).to.equal('507');
  });

  it('sorts by a head: ascending, descending, then not at all', async () => {
    const table = await tableOf(ordersOf());
    sortButton(table, 'total').click();
    await painted();
    expect(keysOf(table)).to.deep.equal(['as', 'eu', 'us']);
    expect(headOf(table, 'total').getAttribute('aria-sort')).to.equal('ascending');
    sortButton(table, 'total').click();
    await painted();
    expect(keysOf(table)).to.deep.equal(['us', 'eu', 'as']);
    expect(headOf(table, 'total').getAttribute('aria-sort')).to.equal('descending');
    sortButton(table, 'total').click();
    await painted();
    expect(keysOf(table)).to.deep.equal(['eu', 'us', 'as']);
    expect(headOf(table, 'total').hasAttribute('aria-sort')).to.equal(false);
  });

  it('follows the order while the sorted column changes, in the order of the elements too', async () => {
    const orders = ordersOf();
    const table = await tableOf(orders, { sort: 'total desc' });
    const row = rowOf(table, 'as');
    orders.upsert('as', 'Asia', 9000, 1);
    await painted();
    expect(keysOf(table)).to.deep.equal(['as', 'us', 'eu']);
    expect(parts(table, '[data-key]').map((one) => one.dataset.key)).to.deep.equal(['as', 'us', 'eu']);
    expect(rowOf(table, 'as')).to.equal(row);
  });

  it('cuts the view, not the collection: a row outside comes back when others leave', async () => {
    const orders = ordersOf();
    const table = await tableOf(orders, { sort: 'total desc', 'max-rows': '2' });
    expect(keysOf(table)).to.deep.equal(['us', 'eu']);
    expect(part(table, '.count').textContent).to.equal('2 of 3 rows');
    orders.delete('us');
    await painted();
    expect(keysOf(table)).to.deep.equal(['eu', 'as']);
  });

  it('shows the columns that are asked for, in that order', async () => {
    const table = await tableOf(ordersOf(), { columns: 'count, region' });
    const names = [...rowOf(table, 'eu').children].map((cell) => (cell as HTMLElement).dataset.column);
    expect(names).to.deep.equal(['count', 'region']);
    expect(rowOf(table, 'eu').textContent).to.equal('3Europe');
  });

  it('names the columns there are when one is asked for that is not', async () => {
    const table = await tableOf(ordersOf([]), { columns: 'region, totl' });
    await waitUntil(() => table.matches(':state(error)'));
    const message = part(table, '.message').textContent;
    expect(message).to.contain('Cannot show this table');
    expect(message).to.contain('Column "totl" is not in this table; it has: region, total, count.');
    await expect(table).to.be.accessible();
  });

  it('names the columns there are when it is to be sorted by one that is not', async () => {
    const table = await tableOf(ordersOf([]), { sort: 'totl desc' });
    expect(part(table, '.message').textContent).to.contain('Column "totl" is not in this table');
  });

  it('has the newest row first where that is asked for', async () => {
    const orders = ordersOf();
    const table = await tableOf(orders, { 'newest-first': '' });
    expect(keysOf(table)).to.deep.equal(['as', 'us', 'eu']);
    orders.upsert('af', 'Africa', 1, 1);
    await painted();
    expect(keysOf(table)[0]).to.equal('af');
  });

  it('says so when there are no rows', async () => {
    const table = await tableOf(ordersOf([]));
    expect(part(table, '.message').textContent).to.contain('No rows');
    expect(parts(table, '[role=columnheader]')).to.have.length(3);
    await expect(table).to.be.accessible();
  });

  it('takes other local data', async () => {
    const table = await tableOf(ordersOf());
    table.collection = ordersOf([['x', 'Elsewhere', 1, 1]]);
    await painted();
    expect(keysOf(table)).to.deep.equal(['x']);
  });

  it('takes other local data that has other columns and no rows', async () => {
    const table = await tableOf(ordersOf());
    table.collection = ordersOf([], [{ name: 'city', type: 'string' }]);
    await painted();
    expect(keysOf(table)).to.deep.equal([]);
    expect(parts(table, '[role=columnheader]')).to.have.length(1);
  });

  it('needs a source, and shows rows as soon as it gets some', async () => {
    const table = await fixture<SvTable>(html`<sv-table></sv-table>`);
    await painted();
    expect(table.matches(':state(error)')).to.equal(true);
    expect(part(table, '.message').textContent).to.contain('No source');
    table.collection = ordersOf();
    await painted();
    expect(table.matches(':state(live)')).to.equal(true);
    expect(keysOf(table)).to.deep.equal(['eu', 'us', 'as']);
    expect(getComputedStyle(rowOf(table, 'eu')).visibility).to.equal('visible');
  });

  it('draws only what is in sight of a hundred thousand rows', async () => {
    const table = await tableOf(ordersOf(manyOrders(100_000)));
    expect(parts(table, '[data-key]').length).to.be.lessThan(40);
    await scrollTo(table, part(table, '.scroll').scrollHeight);
    expect(keysOf(table).at(-1)).to.equal('k99999');
  });

  it('keeps what is read in place while rows come above', async () => {
    const orders = ordersOf(manyOrders(1000));
    const table = await tableOf(orders, { 'newest-first': '' });
    await scrollTo(table, 28 * 100);
    const before = topOf(table, 'k890');
    for (let i = 0; i < 5; i++) {
      orders.apply({ up: Array.from({ length: 10 }, (_, j): KeyedRow => [`new${i}-${j}`, 'New', 1, 1]) });
      await painted();
    }
    expect(topOf(table, 'k890')).to.equal(before);
  });

  it('keeps an untouched row in place while others pass it in the order', async () => {
    const orders = ordersOf(manyOrders(1000));
    const table = await tableOf(orders, { sort: 'total desc' });
    await scrollTo(table, 28 * 500);
    const before = topOf(table, 'k505');
    for (let i = 0; i < 5; i++) {
      orders.apply({ up: Array.from({ length: 20 }, (_, j): KeyedRow => [`k${900 - i * 20 - j}`, 'Up', 2000 + i, 1]) });
      await painted();
      expect(topOf(table, 'k505')).to.equal(before);
    }
    expect(rowOf(table, 'k505').getAttribute('aria-rowindex')).to.equal('607');
  });

  it('shows rows that come above when the first row is in sight', async () => {
    const orders = ordersOf(manyOrders(1000));
    const table = await tableOf(orders, { 'newest-first': '' });
    orders.upsert('new', 'New', 1, 1);
    await painted();
    expect(keysOf(table)[0]).to.equal('new');
  });

  it('keeps scroll position and order when it is moved in the page', async () => {
    const table = await tableOf(ordersOf(manyOrders(1000)));
    sortButton(table, 'total').click();
    await painted();
    await scrollTo(table, 28 * 300);
    const keys = keysOf(table);
    const elsewhere = document.createElement('section');
    (table.parentElement as HTMLElement).append(elsewhere);
    elsewhere.append(table);
    await painted();
    expect(part(table, '.scroll').scrollTop).to.equal(28 * 300);
    expect(keysOf(table)).to.deep.equal(keys);
  });

  it('lets its data go when it leaves the page, and takes it up again', async () => {
    const orders = ordersOf();
    let followers = 0;
    const subscribe = orders.subscribe.bind(orders);
    orders.subscribe = (listener) => {
      followers++;
      const unsubscribe = subscribe(listener);
      return () => {
        followers--;
        unsubscribe();
      };
    };
    const table = await tableOf(orders);
    const home = table.parentElement as HTMLElement;
    expect(followers).to.be.greaterThan(0);
    table.remove();
    expect(followers).to.equal(0);
    orders.upsert('eu', 'Europe', 99, 3);
    home.append(table);
    await painted();
    expect(textOf(table, 'eu', 'total')).to.equal('$99.00');
  });

  it('makes rows as high as its density says', async () => {
    const table = await tableOf(ordersOf(manyOrders(100)));
    const heights: Record<string, number> = {};
    for (const density of ['compact', '', 'relaxed'] as const) {
      table.setAttribute('density', density);
      await painted();
      heights[density] = topOf(table, 'k1') - topOf(table, 'k0');
    }
    expect(heights).to.deep.equal({ compact: 24, '': 28, relaxed: 36 });
  });

  it('never writes to the console nor sets a style that a strict policy forbids', async () => {
    const noise: unknown[] = [];
    document.addEventListener('securitypolicyviolation', (event) => noise.push(event.violatedDirective));
    const { error, warn, log } = console;
    const listen = (...words: unknown[]) => noise.push(words);
    Object.assign(console, { error: listen, warn: listen, log: listen });
    const policy = document.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = "style-src 'self'";
    document.head.append(policy);
    const orders = ordersOf(manyOrders(100), [
      ...ORDERS.slice(0, 2),
      { name: 'count', type: 'integer', sparkline: true },
    ]);
    const table = await tableOf(orders);
    await filterBy(table, 'nowhere');
    await filterBy(table, '');
    orders.apply({ up: [['k0', 'Region 0', 5, 9]], del: ['k1'] });
    await painted();
    Object.assign(console, { error, warn, log });
    expect(noise).to.deep.equal([]);
  });
});
