import { expect, fixture, html } from '@open-wc/testing';
import type { SvTable } from '../../../src/components/table/sv-table.js';
import type { Column, KeyedRow } from '../../../src/core/values.js';
import { waitUntil } from '../until.js';
import { keysOf, manyOrders, ordersOf, painted, part, rowOf, scrollTo, tableOf, textOf } from './fixture.js';

const ROW = 28;

function numbered(from: number, to: number): KeyedRow[] {
  return Array.from({ length: to - from }, (_, i) => [`k${from + i}`, from + i]);
}

function once(target: EventTarget, type: string): Promise<Event> {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}

describe('the rows of <sv-table> in their host', () => {
  it('raise no error event of the page while a table gets smaller, narrower and hidden', async () => {
    const frame = await fixture<HTMLIFrameElement>(html`<iframe></iframe>`); // This page ignores late resizes
    frame.style.cssText = 'inline-size: 1000px; block-size: 650px';
    const define = new URL('../../../src/define/sv-table.js', import.meta.url);
    frame.srcdoc = `<!doctype html><script type="module" src="${define}"></script><sv-table></sv-table>`;
    await once(frame, 'load');
    const errors: string[] = [];
    frame.contentWindow?.addEventListener('error', ({ message }) => errors.push(message));
    const table = frame.contentDocument?.querySelector('sv-table') as SvTable;
    const orders = ordersOf(manyOrders(1000));
    table.collection = orders;
    await waitUntil(() => keysOf(table).length > 0, 'rows are drawn');
    for (const height of [600, 200, 400, 150, 300]) {
      table.style.setProperty('block-size', `${height}px`);
      await painted();
    }
    expect(errors).to.deep.equal([]);
    const drawn = keysOf(table).length;
    orders.upsert('k1', 'Changed', 0, 0);
    await waitUntil(() => keysOf(table).length < drawn, 'rows out of sight are gone with the next change');
    for (const width of [900, 60, 400]) {
      table.style.setProperty('inline-size', `${width}px`);
      await painted();
    }
    table.hidden = true;
    await painted();
    expect(errors).to.deep.equal([]);
  });

  it('keep their elements when the columns change', async () => {
    const table = await tableOf(ordersOf());
    const row = rowOf(table, 'us');
    table.setAttribute('columns', 'count, region');
    await painted();
    expect(rowOf(table, 'us')).to.equal(row);
    expect([...row.children].map((cell) => cell.textContent)).to.deep.equal(['40', 'America']);
  });

  it('leave no trace of former rows in the widths of other columns', async () => {
    const columns: Column[] = [{ name: 'n', type: 'any' }];
    const long: KeyedRow[] = [['a', 'a text that is longer than any number']];
    const table = await tableOf(ordersOf(long, columns));
    table.collection = ordersOf([['a', 1]], [{ name: 'n', type: 'any', format: 'd' }]);
    await painted();
    expect(textOf(table, 'a', 'n')).to.equal('1');
    const fresh = await tableOf(ordersOf([['a', 1]], [{ name: 'n', type: 'any', format: 'd' }]));
    const tracksOf = (one: SvTable) => part(one, '.scroll').style.getPropertyValue('--_tracks');
    expect(tracksOf(table)).to.equal(tracksOf(fresh));
  });

  it('are where they belong after a table has been moved in the page while it was far down', async () => {
    const table = await tableOf(ordersOf(manyOrders(1000)));
    await scrollTo(table, ROW * 500);
    const keys = keysOf(table);
    const section = document.createElement('section');
    (table.parentElement as HTMLElement).append(section);
    section.append(table);
    await painted();
    expect(keysOf(table)).to.deep.equal(keys);
    await scrollTo(table, ROW * 300);
    expect(keysOf(table)).to.include('k302');
  });

  it('are not moved sideways with the page when their scroller is put right', async () => {
    const wide: Column[] = Array.from({ length: 30 }, (_, i) => ({ name: `column ${i}`, type: 'integer' }));
    const orders = ordersOf(numbered(0, 1000), wide);
    const table = await tableOf(orders, { sort: 'column 0' });
    table.style.setProperty('inline-size', '900px');
    const page = document.createElement('div');
    page.style.cssText = 'inline-size: 5000px; block-size: 1px';
    table.after(page);
    const scroller = part(table, '.scroll');
    await scrollTo(table, ROW * 500);
    scroll(100, 0);
    expect(scrollX).to.equal(100);
    const { top } = rowOf(table, 'k505').getBoundingClientRect();
    orders.apply({ up: numbered(-50, 0) });
    await painted();
    scroller.dispatchEvent(new Event('scrollend'));
    await painted();
    expect(scroller.scrollTop).to.equal(ROW * 550);
    expect(scroller.scrollLeft).to.equal(0);
    expect(rowOf(table, 'k505').getBoundingClientRect().top).to.be.closeTo(top, 1);
    scroll(0, 0);
  });
});
