import { expect, nextFrame } from '@open-wc/testing';
import type { SvTable } from '../../../src/components/table/sv-table.js';
import { waitUntil } from '../until.js';
import { keysOf, manyOrders, ordersOf, painted, part, parts, rowOf, scrollTo, tableOf, topOf } from './fixture.js';

const ROW = 28;

/** Whether rows cover all that the window shows of a table's rows. */
function isCovered(table: SvTable): boolean {
  const scroller = part(table, '.scroll').getBoundingClientRect();
  const head = part(table, '.columns').getBoundingClientRect();
  const from = Math.max(0, head.bottom);
  const to = Math.min(innerHeight, scroller.bottom);
  const rows = parts(table, '[data-key]').map((row) => row.getBoundingClientRect());
  return rows.some(({ top }) => top <= from) && rows.some(({ bottom }) => bottom >= to);
}

/** A space above and below the table, so that the page can be scrolled. */
function between(above: number, table: SvTable, below: number): void {
  const space = (height: number) => {
    const element = document.createElement('div');
    element.style.height = `${height}px`;
    return element;
  };
  table.before(space(above));
  table.after(space(below));
}

describe('what of <sv-table> is drawn', () => {
  afterEach(() => scroll(0, 0));

  it('keeps the elements of rows that stay, in order, while it is scrolled by one or a few', async () => {
    const table = await tableOf(ordersOf(manyOrders(1000)));
    await scrollTo(table, ROW * 100);
    const element = rowOf(table, 'k103');
    let moved = 0;
    const watch = new MutationObserver((records) => {
      for (const { addedNodes } of records) moved += [...addedNodes].filter((node) => node === element).length;
    });
    watch.observe(element.parentElement as HTMLElement, { childList: true });
    for (const rows of [101, 102, 100, 104, 101]) {
      await scrollTo(table, ROW * rows);
      expect(rowOf(table, 'k103')).to.equal(element);
      const inOrder = parts(table, '[data-key]').map((row) => row.dataset.key);
      expect(inOrder).to.deep.equal(keysOf(table));
    }
    watch.disconnect();
    expect(moved).to.equal(0);
  });

  it('uses the elements again as they stand when it is scrolled to other rows', async () => {
    const table = await tableOf(ordersOf(manyOrders(1000)));
    await scrollTo(table, ROW * 100);
    const elements = parts(table, '[data-key]');
    const keys = keysOf(table);
    let moved = 0;
    const watch = new MutationObserver((records) => {
      moved += records.length;
    });
    watch.observe(part(table, '.drawn'), { childList: true });
    await scrollTo(table, ROW * 500);
    expect(moved).to.equal(0);
    expect(parts(table, '[data-key]')).to.deep.equal(elements);
    expect(keysOf(table)).to.deep.equal(keys.map((key) => `k${Number(key.slice(1)) + 400}`));
    await scrollTo(table, ROW * 701 - 1);
    expect(keysOf(table).length).to.equal(keys.length + 1);
    expect(moved).to.equal(1);
    watch.disconnect();
  });

  it('has the rows in order, and nothing else, however many have come, gone and changed places', async () => {
    const collection = ordersOf(manyOrders(40));
    const table = await tableOf(collection, { 'sort-by': 'total' });
    for (let step = 0; step < 60; step++) {
      const [some, other] = [(step * 7) % 40, (step * 11 + 3) % 40];
      collection.apply({
        del: [`k${some}`],
        up: [
          [`k${other}`, 'Moved', (step * 7919) % 50, step],
          [`new${step}`, 'Came', (step * 104_729) % 50, step],
        ],
      });
      await painted();
      const inOrder = parts(table, '.drawn > *').map((row) => row.dataset.key);
      expect(inOrder).to.deep.equal(keysOf(table));
    }
    const { childNodes } = part(table, '.drawn');
    expect(childNodes.length).to.equal(keysOf(table).length);
    expect([...childNodes].filter((node) => node.nodeType !== Node.ELEMENT_NODE)).to.deep.equal([]);
  });

  it('never shows a gap while a million rows are dragged through, paged and scrolled to both ends', async () => {
    const table = await tableOf(ordersOf(manyOrders(1_000_000)));
    const scroller = part(table, '.scroll');
    const { scrollHeight, clientHeight } = scroller;
    const page = clientHeight - ROW;
    const tops = [0.1, 0.5, 0.500_01, 0.9].map((part) => part * scrollHeight);
    for (const top of [...tops, tops[1] as number, (tops[1] as number) + page, scrollHeight, 0, page, 2 * page]) {
      scroller.scrollTop = top;
      await nextFrame();
      await nextFrame();
      expect(isCovered(table), `at ${top}`).to.equal(true);
    }
    await scrollTo(table, scrollHeight);
    expect(keysOf(table).at(-1)).to.equal('k999999');
    const bottom = scroller.getBoundingClientRect().bottom;
    expect(rowOf(table, 'k999999').getBoundingClientRect().bottom).to.be.closeTo(bottom, 1);
    await scrollTo(table, 0);
    expect(topOf(table, 'k0')).to.equal(part(table, '.columns').getBoundingClientRect().bottom);
  });

  it('is there again when the table was hidden, or its height changed', async () => {
    const orders = ordersOf(manyOrders(1000));
    const table = await tableOf(orders);
    await scrollTo(table, ROW * 500);
    const keys = keysOf(table);
    table.hidden = true;
    await waitUntil(() => parts(table, '[data-key]').length === 0, 'nothing is drawn that cannot be seen');
    orders.upsert('k505', 'Elsewhere', 1, 1);
    await painted();
    table.hidden = false;
    await waitUntil(() => parts(table, '[data-key]').length > 0, 'rows are drawn');
    expect(keysOf(table)).to.deep.equal(keys);
    expect(rowOf(table, 'k505').textContent).to.contain('Elsewhere');
    table.style.setProperty('block-size', '500px');
    await waitUntil(() => isCovered(table), 'it has more rows');
    expect(keysOf(table).length).to.be.greaterThan(keys.length);
  });

  it('follows the page where the table is as high as its rows', async () => {
    const table = await tableOf(ordersOf(manyOrders(5000)), { sort: 'total desc' });
    between(100, table, 100);
    table.style.setProperty('block-size', 'auto');
    await waitUntil(() => table.offsetHeight > 5000 * ROW, 'it is high');
    for (const top of [0, 3000, 100_000, 100_050, document.documentElement.scrollHeight]) {
      scroll(0, top);
      await painted();
      expect(parts(table, '[data-key]').length, `at ${top}`).to.be.below((3 * innerHeight) / ROW);
      if (top > 0) expect(keysOf(table)).to.not.include('k0');
    }
    expect(keysOf(table).at(-1)).to.equal('k4999');
  });

  it('follows what scrolls around it, through slots and shadow roots', async () => {
    const table = await tableOf(ordersOf(manyOrders(1000)));
    table.style.setProperty('block-size', 'auto');
    const outer = document.createElement('div');
    outer.attachShadow({ mode: 'open' }).innerHTML =
      '<div class="outer"><p>Above</p><slot></slot></div><style>.outer{height:300px;overflow:auto}p{height:900px}</style>';
    (table.parentElement as HTMLElement).append(outer);
    const inner = document.createElement('div');
    inner.attachShadow({ mode: 'open' }).append(table);
    outer.append(inner);
    await painted();
    const scroller = outer.shadowRoot?.querySelector('.outer') as HTMLElement;
    for (const top of [1000, 9000, 20_000]) {
      scroller.scrollTop = top;
      await painted();
      const frame = scroller.getBoundingClientRect();
      const rows = parts(table, '[data-key]').map((row) => row.getBoundingClientRect());
      expect(Math.min(...rows.map((row) => row.top)), `above ${top}`).to.be.at.most(frame.top);
      expect(Math.max(...rows.map((row) => row.bottom)), `below ${top}`).to.be.at.least(frame.bottom);
    }
  });

  it('is there far below the window too, as a picture of the whole page shows it, and follows what changes', async () => {
    const orders = ordersOf(manyOrders(1000));
    const table = await tableOf(orders);
    between(10 * innerHeight, table, 0);
    const other = await tableOf(orders);
    table.after(other); // Far away from the first on
    for (const one of [table, other]) {
      await waitUntil(() => parts(one, '[data-key]').length >= 300 / ROW, 'its rows are drawn');
      expect(parts(one, '[data-key]').length, 'and no more').to.be.below(30);
    }
    for (let i = 0; i < 10; i++) {
      orders.upsert('k1', `Changed ${i}`, 1, 1);
      await painted();
    }
    await waitUntil(() => rowOf(table, 'k1').textContent?.includes('Changed 9'), 'it has the last change');
    expect(table.shadowRoot?.querySelector('[data-flash]')).to.equal(null);
    orders.upsert('k2', 'Just now', 1, 1);
    table.scrollIntoView();
    await waitUntil(() => rowOf(table, 'k2').textContent?.includes('Just now'), 'it has it when it comes into sight');
  });

  it('has what is seen first of a table that is as high as its rows, and far below the window', async () => {
    const table = await tableOf(ordersOf(manyOrders(5000)));
    between(10 * innerHeight, table, 0);
    table.style.setProperty('block-size', 'auto');
    await waitUntil(() => table.offsetHeight > 5000 * ROW, 'it is high');
    await waitUntil(() => parts(table, '[data-key]').length > innerHeight / ROW - 2, 'rows are drawn');
    expect(parts(table, '[data-key]').length).to.be.below((3 * innerHeight) / ROW);
  });

  it('is drawn when the page before it goes, without anything being scrolled', async () => {
    const orders = ordersOf(manyOrders(1000));
    const table = await tableOf(orders);
    between(10 * innerHeight, table, 0);
    await painted();
    orders.upsert('k1', 'Before', 1, 1);
    await painted();
    orders.upsert('k1', 'Just now', 1, 1);
    (table.previousElementSibling as HTMLElement).hidden = true;
    await waitUntil(() => isCovered(table) && rowOf(table, 'k1').textContent?.includes('Just now'), 'rows are drawn');
  });
});
