import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { pictureOf } from '../../../src/components/menu/picture.js';
import type { SvTable } from '../../../src/components/table/sv-table.js';
import type { WidgetConfig } from '../../../src/core/messages.js';
import type { KeyedRow } from '../../../src/core/values.js';
import { Hub } from '../../../src/runtime/hub.js';
import { type TestFeed, TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { cellOf, headOf, keysOf, ORDERS, painted, part, parts, rowOf, textOf, topOf } from './fixture.js';

const ROW = 28;
const MANY = 3000;
const WIDGET: WidgetConfig = { widget_type: 'table', title: 'Orders', columns: ORDERS };

/** Rows `k0`, `k1`, … whose total rises with the index. */
function rows(from: number, to: number): KeyedRow[] {
  return Array.from({ length: to - from }, (_, i) => [`k${from + i}`, `Region ${from + i}`, from + i, (from + i) % 7]);
}

/** A relay that sends no table whole which has more than 500 rows. */
async function large(length = MANY, widget: Partial<WidgetConfig> = {}): Promise<[TestRelay, TestFeed]> {
  const relay = await TestRelay.start({ maxFullRows: 500 });
  const feed = await relay.feed({ type: 'config', widgets: { orders: { ...WIDGET, ...widget } } });
  await feed.commit({ orders: { up: rows(0, length) } });
  return [relay, feed];
}

async function tableAt(relay: TestRelay): Promise<SvTable> {
  const table = await fixture<SvTable>(html`<sv-table src=${relay.url} widget="orders"></sv-table>`);
  table.style.setProperty('block-size', '300px');
  return table;
}

async function has(table: SvTable, ...keys: string[]): Promise<void> {
  await waitUntil(() => keys.every((key) => keysOf(table).includes(key)), `${keys} are drawn, not ${keysOf(table)}`);
}

/** The scroller's rows in sight: of each whether it is there, a placeholder, or nothing at all. */
function inSight(table: SvTable): { keys: string[]; waiting: number; gap: number } {
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
function everyFrame<T>(look: () => T): () => T[] {
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

async function search(table: SvTable, text: string): Promise<void> {
  const input = part<HTMLInputElement>(table, '.search input');
  input.focus();
  input.select();
  await sendKeys({ type: text });
}

function keysUpTo(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `k${i}`);
}

/** What a table draws for a picture, before the page is as it was. */
async function shownInPicture(table: SvTable, take: () => Promise<unknown>) {
  const { printing } = table;
  const set = printing.set.bind(printing);
  let shown: { keys: string[]; further: number; note: string | undefined } | undefined;
  printing.set = (medium, rows) => {
    const { further } = printing;
    if (further) shown = { keys: keysOf(table), further: further.count, note: part(table, '.drawn').dataset.cut };
    set(medium, rows);
  };
  await take();
  printing.set = set;
  if (shown === undefined) throw new Error('nothing was drawn for it');
  return shown;
}

/** What is on the clipboard after a copy; `undefined` where it is left to the browser. */
function copied(from: Element, to: Element): string | undefined {
  document.getSelection()?.setBaseAndExtent(from, 0, to, to.childNodes.length);
  const event = new Event('copy', { bubbles: true, composed: true, cancelable: true });
  const clipboardData = new DataTransfer();
  from.dispatchEvent(Object.assign(event, { clipboardData }));
  return event.defaultPrevented ? clipboardData.getData('text/plain') : undefined;
}

describe('<sv-table> of more rows than a page has', () => {
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
    await sendKeys({ press: 'End' });
    await waitUntil(isAtEnd);
    await has(table, 'k2999');
    await sendKeys({ press: 'Home' });
    await waitUntil(() => scroller.scrollTop === 0);
    await has(table, 'k0');
    await sendKeys({ press: 'PageDown' });
    await waitUntil(() => (inSight(table).keys[0] ?? 'k0') !== 'k0' && inSight(table).waiting === 0);
    await sendKeys({ down: 'Control' });
    await sendKeys({ press: 'End' });
    await waitUntil(isAtEnd);
    await has(table, 'k2999');
    await sendKeys({ press: 'Home' });
    await sendKeys({ up: 'Control' });
    await waitUntil(() => scroller.scrollTop === 0);
    await has(table, 'k0');
    await sendKeys({ press: 'ArrowDown' });
    await waitUntil(() => scroller.scrollTop > 0);
  });

  it('is sorted and filtered as a whole, and shows its former rows until the others are there', async () => {
    const [relay] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k0', 'k5');
    part(table, '.scroll').scrollTop = 100 * ROW;
    await has(table, 'k100');
    const stop = everyFrame(() => inSight(table));
    for (let i = 0; i < 2; i++) {
      const { left, top, width, height } = headOf(table, 'total').getBoundingClientRect();
      await sendMouse({ type: 'click', position: [Math.round(left + width - 20), Math.round(top + height / 2)] });
      await waitUntil(() => headOf(table, 'total').ariaSort === (i === 0 ? 'ascending' : 'descending'));
    }
    await has(table, 'k2999', 'k2995');
    expect(part(table, '.scroll').scrollTop).to.equal(0);
    expect(Math.max(...stop().map(({ waiting }) => waiting)), 'no flash of placeholders').to.equal(0);
    await search(table, '"Region 12"');
    await waitUntil(() => part(table, '.count').textContent === '111 of 3,000 rows', 'it is filtered');
    expect(inSight(table).keys.slice(0, 2)).to.deep.equal(['k1299', 'k1298']);
    await search(table, 'nowhere');
    await waitUntil(() => parts(table, '.message')[0]?.textContent?.includes('3,000 rows are hidden'), 'it says so');
    part(table, '.message .control').click();
    await has(table, 'k2999');
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

  it('has no more rows than its widget shows', async () => {
    const [relay] = await large(MANY, { max_rows: 50, sort_by: 'total' });
    const table = await tableAt(relay);
    await has(table, 'k0');
    expect(part(table, '.count').textContent).to.equal('50 of 3,000 rows');
    part(table, '.scroll').scrollTop = 1e6;
    await has(table, 'k49');
    expect(inSight(table).keys.at(-1)).to.equal('k49');
    table.maxRows = 20;
    await waitUntil(() => part(table, '.count').textContent === '20 of 3,000 rows', 'the element shows fewer');
    table.maxRows = 100;
    await waitUntil(() => part(table, '.count').textContent === '50 of 3,000 rows', 'but not more');
  });

  it('gets no more rows than its widget shows', async () => {
    const [relay] = await large(MANY, { max_rows: 50, sort_by: 'total' });
    const got = new Set<string>();
    const hear = ({ data }: MessageEvent) => {
      const { type, up = [] } = JSON.parse(String(data));
      if (type === 'window' || type === 'rows') for (const [key] of up) got.add(key);
    };
    const { addEventListener } = WebSocket.prototype;
    WebSocket.prototype.addEventListener = function (type: string, ...rest: [EventListener]) {
      if (type === 'message') addEventListener.call(this, type, hear as EventListener);
      addEventListener.call(this, type, ...rest);
    };
    try {
      const table = await tableAt(relay);
      await has(table, 'k0');
      part(table, '.scroll').scrollTop = 1e6;
      await has(table, 'k49');
    } finally {
      WebSocket.prototype.addEventListener = addEventListener;
    }
    expect([...got].sort()).to.deep.equal(keysUpTo(50).sort());
  });

  it('goes over to windows when it grows past the limit, and back, without a flash, wherever it is scrolled', async () => {
    const [relay, feed] = await large(480);
    const table = await tableAt(relay);
    await has(table, 'k0');
    part(table, '.scroll').scrollTop = 200 * ROW;
    await has(table, 'k200', 'k205');
    const stop = everyFrame(() => ({ ...inSight(table), message: parts(table, '.message').length }));
    const keys = inSight(table).keys;
    await feed.commit({ orders: { up: rows(480, 2000) } });
    await waitUntil(() => part(table, '.count').textContent === '2,000 rows', 'it is seen through a window');
    await feed.commit({ orders: { del: rows(300, 2000).map(([key]) => key) } });
    await waitUntil(() => part(table, '.count').textContent === '300 rows', 'it is here again');
    await feed.commit({ orders: { up: [['k203', 'Later', 1, 1]] } });
    await waitUntil(() => textOf(table, 'k203', 'region') === 'Later', 'and goes on');
    for (const seen of stop()) expect(seen).to.deep.equal({ keys, waiting: 0, gap: 0, message: 0 });
  });

  it('keeps what it shows while the relay is away, and where it is scrolled when it is back', async () => {
    const [relay] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k0');
    part(table, '.scroll').scrollTop = 1000 * ROW;
    await has(table, 'k1000', 'k1005');
    const { keys } = inSight(table);
    await relay.kill();
    await waitUntil(() => table.matches(':state(reconnecting)'), 'it is away');
    expect(inSight(table).keys).to.deep.equal(keys);
    await relay.restart();
    const feed = await relay.feed({ type: 'config', widgets: { orders: WIDGET } });
    await feed.commit({ orders: { up: rows(-10, MANY).map(([key, , n]) => [key, 'Anew', n, 0] as KeyedRow) } });
    await waitUntil(() => keysOf(table).includes('k1000') && textOf(table, 'k1000', 'region') === 'Anew', 'it is back');
    expect(parts(table, '[data-flash], [data-new], [data-gone]')).to.have.length(0);
    expect(inSight(table).keys).to.include('k1002');
  });

  it('stands still while it is paused, counts what waits, and scrolls on to rows as they are', async () => {
    const [relay, feed] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k3');
    const hub = Hub.at(relay.url);
    hub.pause('orders');
    await waitUntil(() => table.matches(':state(paused)'), 'it is paused');
    await feed.commit({ orders: { up: [...rows(0, MANY).map(([key, , n, c]) => [key, 'Later', n, c] as KeyedRow)] } });
    await waitUntil(() => /[1-9]\d* waiting/.test(part(table, '.note').textContent ?? ''), 'it counts');
    expect(textOf(table, 'k3', 'region')).to.equal('Region 3');
    part(table, '.scroll').scrollTop = 2000 * ROW;
    await has(table, 'k2000');
    expect(textOf(table, 'k2000', 'region')).to.equal('Later');
    hub.resume();
    part(table, '.scroll').scrollTop = 0;
    await has(table, 'k3');
    expect(textOf(table, 'k3', 'region')).to.equal('Later');
  });

  it('says how many rows there are beside those that a filter leaves, also if it is there from the first', async () => {
    const [relay, feed] = await large(MANY);
    const table = await tableAt(relay);
    table.search = '"Region 12"';
    await waitUntil(() => parts(table, '.count')[0]?.textContent === '111 of 3,000 rows', 'it counts');
    await feed.commit({ orders: { up: [['new', 'Elsewhere', 1, 1]] } });
    await waitUntil(() => part(table, '.count').textContent === '111 of 3,001 rows', 'it counts on');
  });

  it('asks the relay for one view when a filter is typed, not for one of each letter', async () => {
    const [relay] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k0', 'k5');
    const asked: string[] = [];
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (data) {
      const { type, window } = JSON.parse(String(data));
      if (type === 'subscribe' && window !== undefined) asked.push(JSON.stringify(window.filter));
      send.call(this, data);
    };
    try {
      for (const text of ['R', 'Re', 'Reg', 'Region 2999']) {
        table.search = text;
        await table.updateComplete;
      }
      expect(part(table, '.scroll').getAttribute('aria-busy')).to.equal('true');
      await waitUntil(() => part(table, '.count').textContent === '1 of 3,000 rows', 'it is filtered');
    } finally {
      WebSocket.prototype.send = send;
    }
    expect(asked).to.have.length(1);
    expect(asked[0]).to.contain('2999');
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

  it('has its first rows in a picture, wherever it is scrolled, and says how many it has', async () => {
    const [relay] = await large(2500, { max_rows: 2200 });
    const table = await tableAt(relay);
    await has(table, 'k0');
    part(table, '.scroll').scrollTop = 2000 * ROW;
    await has(table, 'k2000', 'k2005');
    const before = inSight(table).keys;
    const rows = await table.printing.load(2100);
    expect(rows?.map(([key]) => key)).to.deep.equal(keysUpTo(2100));
    const shown = await shownInPicture(table, () => pictureOf(table, 'Orders'));
    expect(shown.keys.slice(0, 3)).to.deep.equal(['k0', 'k1', 'k2']);
    expect(shown.further).to.equal(2200 - shown.keys.length);
    expect(shown.note).to.equal(undefined);
    await painted();
    expect(inSight(table).keys).to.deep.equal(before);
  });

  it('prints the rows that are here, and says which', async () => {
    const [relay] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k0');
    const cut = () => part(table, '.drawn').dataset.cut;
    window.dispatchEvent(new Event('beforeprint'));
    expect(keysOf(table).slice(0, 2)).to.deep.equal(['k0', 'k1']);
    expect(cut()).to.equal(`${keysOf(table).length} of 3,000 rows`);
    window.dispatchEvent(new Event('afterprint'));
    expect(cut()).to.equal(undefined);
    part(table, '.scroll').scrollTop = 2000 * ROW;
    await has(table, 'k2000', 'k2005');
    window.dispatchEvent(new Event('beforeprint'));
    const [first] = keysOf(table);
    expect(first).to.equal('k2000');
    expect(cut()).to.equal(`2,001 – ${(2000 + keysOf(table).length).toLocaleString('en')} of 3,000 rows`);
    window.dispatchEvent(new Event('afterprint'));
    await painted();
    expect(inSight(table).keys).to.include('k2001');
  });

  it('copies the cells that are selected', async () => {
    const [relay] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k0');
    part(table, '.scroll').scrollTop = 2000 * ROW;
    await has(table, 'k2000', 'k2001');
    const text = () => copied(cellOf(table, 'k2000', 'region'), cellOf(table, 'k2001', 'total'));
    await waitUntil(() => text() !== undefined, 'the part that copies is here');
    expect(text()).to.equal('Region 2000\t2000\t5\nRegion 2001\t2001');
  });

  it('offers files of all rows, and of those that are filtered', async () => {
    const [relay] = await large(MANY);
    const table = await tableAt(relay);
    await has(table, 'k0');
    table.search = '"Region 12"';
    await waitUntil(() => part(table, '.count').textContent === '111 of 3,000 rows', 'it is filtered');
    part(table, '.more').click();
    await waitUntil(() => parts(table, '.menu a').length > 0, 'there are links');
    const link = parts<HTMLAnchorElement>(table, '.menu a').find((one) => one.textContent?.includes('CSV · 111'));
    const text = await (await fetch(link?.href ?? '')).text();
    expect(text.trim().split('\n')).to.have.length(112);
  });

  it('says when the relay keeps too many orders of a table, and goes on when there is room', async () => {
    const [relay] = await large(600);
    const columns = ['region', 'total', 'count'];
    const sorts = columns.flatMap((a) =>
      columns.flatMap((b) => columns.map((c) => [...new Set([a, b, c])].join(', '))),
    );
    const orders = [...new Set([...sorts, 'total desc', 'count desc', 'region desc'])].slice(0, 17);
    const tables = await Promise.all(
      orders.map(async (sort) => {
        const table = await tableAt(relay);
        table.setAttribute('sort', sort);
        return table;
      }),
    );
    const refused = () => tables.filter((table) => parts(table, '.message').length > 0);
    await waitUntil(
      () => refused().length > 0 && tables.filter((one) => keysOf(one).length > 0).length >= 15,
      'one is',
    );
    const [table] = refused() as [SvTable];
    expect(part(table, '.message').textContent).to.contain('view');
    await expect(table).to.be.accessible();
  });
});
