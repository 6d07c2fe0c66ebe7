import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { KeyedRow } from '../../../../src/core/values.js';
import { waitUntil } from '../../until.js';
import { cellOf, keysOf, ORDERS, painted, part, parts, rowOf, textOf, topOf } from '../fixture.js';
import { everyFrame, has, inSight, large, MANY, ROW, rows, tableAt } from './fixture.js';

/** Presses a key that scrolls. Resolves when that is over: a key before is lost in the animation that ends. */
async function press(scroller: HTMLElement, key: string): Promise<void> {
  const atRest = new Promise((resolve) => scroller.addEventListener('scrollend', resolve, { once: true }));
  await sendKeys({ press: key });
  await atRest;
}

describe('<sv-table> scrolled through more rows than a page has', () => {
  it('draws the first ones, counts all, and is accessible', async () => {
    const [relay] = await large(MANY, { sort_by: 'total', sort_desc: true });
    const table = await tableAt(relay);
    await has(table, 'k2999', 'k2990');
    expect(part(table, '.count').textContent).to.equal('3,000 rows');
    expect(part(table, '.scroll').getAttribute('aria-rowcount')).to.equal('3001');
    expect(part(table, '.drawn').getBoundingClientRect().height).to.equal(MANY * ROW);
    expect(table.matches(':state(live)')).to.equal(true);
    await expect(table).to.be.accessible();
  });

  it('shows rows or placeholders at every frame of a fling and a drag of the thumb, then the rows', async () => {
    const [relay] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k0', 'k5');
    const scroller = part(table, '.scroll');
    const stop = everyFrame(() => inSight(table));
    for (let top = 0; top < 8000; top += 397) {
      scroller.scrollTop = top;
      await painted();
    }
    for (const top of [70_000, 20_000, 83_000, 40_000 - (40_000 % ROW)]) {
      scroller.scrollTop = top;
      await painted();
    }
    await has(table, 'k1429');
    const seen = stop();
    expect(Math.max(...seen.map(({ gap }) => gap))).to.be.below(2);
    expect(
      seen.some(({ waiting }) => waiting > 0),
      'there were placeholders',
    ).to.equal(true);
    await waitUntil(() => inSight(table).waiting === 0, 'no placeholder stays');
    expect(inSight(table).keys.slice(0, 3)).to.deep.equal(['k1428', 'k1429', 'k1430']);
    await expect(table).to.be.accessible();
  });

  it('goes to its ends and from page to page by the keyboard', async () => {
    const [relay] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k0');
    const scroller = part(table, '.scroll');
    const isAtEnd = () => scroller.scrollTop >= scroller.scrollHeight - scroller.clientHeight - 1;
    scroller.focus();
    await press(scroller, 'End');
    expect(isAtEnd()).to.equal(true);
    await has(table, 'k2999');
    await press(scroller, 'Home');
    expect(scroller.scrollTop).to.equal(0);
    await has(table, 'k0');
    await press(scroller, 'PageDown');
    await waitUntil(() => inSight(table).waiting === 0);
    expect(inSight(table).keys[0]).to.not.equal('k0');
    await sendKeys({ down: 'Control' });
    await press(scroller, 'End');
    expect(isAtEnd()).to.equal(true);
    await has(table, 'k2999');
    await press(scroller, 'Home');
    await sendKeys({ up: 'Control' });
    expect(scroller.scrollTop).to.equal(0);
    await has(table, 'k0');
  });

  it('has a cell that keys move through all of it, also to rows that are not here yet', async () => {
    const [relay, feed] = await large(MANY, { sort_by: 'total' });
    const table = await tableAt(relay);
    await has(table, 'k0');
    const active = () => parts(table, '.active')[0]?.closest<HTMLElement>('[data-key]')?.dataset.key;
    part(table, '.scroll').focus();
    await sendKeys({ press: 'ArrowDown' });
    await waitUntil(() => active() === 'k0', 'the first');
    await sendKeys({ press: 'ArrowDown' });
    await waitUntil(() => active() === 'k1', 'the second');
    await sendKeys({ down: 'Control' });
    await sendKeys({ press: 'End' });
    await sendKeys({ up: 'Control' });
    await waitUntil(() => active() === 'k2999', 'the last, once it is here');
    await sendKeys({ press: 'ArrowUp' });
    await waitUntil(() => active() === 'k2998', 'the one before');
    await feed.commit({ orders: { up: [['new', 'Region', -1, 1]] } });
    await waitUntil(() => part(table, '.count').textContent === '3,001 rows', 'one has come above');
    expect(active()).to.equal('k2998');
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => parts(table, '.detail').length === 1, 'its fields are open');
    expect(part(table, '.detail header code').textContent).to.equal('k2998');
    part(table, '.detail .close').click();
  });

  it('keeps the rows under the reader where they are while others come and go above', async () => {
    const [relay, feed] = await large(MANY, { sort_by: 'total' });
    const table = await tableAt(relay);
    await has(table, 'k0');
    part(table, '.scroll').scrollTop = 1000 * ROW;
    await has(table, 'k1000', 'k1005');
    const before = topOf(table, 'k1002');
    const stop = everyFrame(() => parts(table, '[data-key=k1002]').map((row) => row.getBoundingClientRect().top));
    const above: KeyedRow[] = rows(0, 30).map(([key, region]) => [`a${key}`, region, -1, 1] as KeyedRow);
    await feed.commit({ orders: { up: above } });
    await waitUntil(() => part(table, '.count').textContent === '3,030 rows', 'they have come');
    await feed.commit({ orders: { up: rows(0, 700).map(([key, region]) => [`b${key}`, region, -1, 1] as KeyedRow) } });
    await waitUntil(() => part(table, '.count').textContent === '3,730 rows', 'many more have come');
    await feed.commit({ orders: { del: rows(0, 600).map(([key]) => `b${key}`) } });
    await waitUntil(() => part(table, '.count').textContent === '3,130 rows', 'some have gone');
    await painted();
    const tops = new Set(stop().flat().map(Math.round));
    expect([...tops]).to.deep.equal([Math.round(before)]);
    expect(rowOf(table, 'k1002').getAttribute('aria-rowindex')).to.equal(String(1002 + 130 + 2));
  });

  it('scrolls to a row by its key, wherever it is', async () => {
    const [relay] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k0');
    expect(await table.showRow('k2345')).to.equal(true);
    expect(inSight(table).keys).to.include('k2345');
    expect(await table.showRow('k1')).to.equal(true);
    expect(inSight(table).keys).to.include('k1');
    expect(await table.showRow('nowhere')).to.equal(false);
  });

  it('scrolls to a row in the order and with the filter that were chosen just before', async () => {
    const [relay] = await large();
    const table = await tableAt(relay);
    await has(table, 'k0');
    table.chosenSort = [['count', 'desc']];
    expect(await table.showRow('k2345')).to.equal(true);
    expect(inSight(table).keys).to.include('k2345');
    table.search = '17';
    expect(await table.showRow('k2345')).to.equal(false);
    expect(await table.showRow('k1717')).to.equal(true);
    expect(inSight(table).keys).to.include('k1717');
  });

  it('marks what changes in sight, and fades what is deleted', async () => {
    const [relay, feed] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k3', 'k4');
    await feed.commit({ orders: { up: [['k5', 'First', 1, 1]] } }); // What comes first may have happened before
    await waitUntil(() => textOf(table, 'k5', 'region') === 'First');
    await feed.commit({ orders: { up: [['k3', 'Region 3', 9999, 3]], del: ['k4'] } });
    await waitUntil(() => cellOf(table, 'k3', 'total').dataset.flash === 'up', 'it flashes');
    await waitUntil(() => !keysOf(table).includes('k4'), 'it is gone');
    expect(textOf(table, 'k3', 'total')).to.equal('$9,999.00');
  });

  it('has the recent values of rows that scroll in', async () => {
    const columns = ORDERS.map((column) => (column.name === 'total' ? { ...column, sparkline: true } : column));
    const [relay, feed] = await large(MANY, { columns });
    const table = await tableAt(relay);
    await has(table, 'k0');
    // The relay records from the first time that it is asked, a value a second.
    await feed.commit({ orders: { up: [['k2000', 'Region 2000', 5, 1]] } });
    await feed.commit({ orders: { up: [['k2001', 'Region 2001', 5, 1]] } });
    part(table, '.scroll').scrollTop = 2000 * ROW;
    await has(table, 'k2000', 'k2001');
    const lines = (key: string) =>
      [...cellOf(table, key, 'total').querySelectorAll('[d]')].map((path) => path.getAttribute('d'));
    await waitUntil(() => lines('k2000').some(Boolean) && lines('k2001').some(Boolean), 'they have sparklines');
    expect(lines('k2003')).to.deep.equal(['']);
  });
});
