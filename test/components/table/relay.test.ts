import { expect, fixture, html } from '@open-wc/testing';
import type { SvTable } from '../../../src/components/table/sv-table.js';
import type { WidgetConfig } from '../../../src/core/messages.js';
import type { KeyedRow } from '../../../src/core/values.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { headOf, keysOf, manyOrders, ORDERS, painted, part, parts, rowOf, scrollTo, textOf } from './fixture.js';

const WIDGET: WidgetConfig = { widget_type: 'pathway_table', title: 'Orders by region', columns: ORDERS };

async function tableAt(relay: TestRelay, widget = 'orders'): Promise<SvTable> {
  return fixture<SvTable>(html`<sv-table src=${relay.url} widget=${widget}></sv-table>`);
}

function feedOf(relay: TestRelay, widget: Partial<WidgetConfig> = {}) {
  return relay.feed({ type: 'config', widgets: { orders: { ...WIDGET, ...widget } } });
}

async function becomes(table: SvTable, state: string): Promise<void> {
  await waitUntil(() => table.matches(`:state(${state})`), `the table is ${state}, it is ${table.state}`);
}

async function shows(table: SvTable, key: string, column: string, text: string): Promise<void> {
  const has = () => parts(table, '[data-key]').some((row) => row.dataset.key === key);
  await waitUntil(() => has() && textOf(table, key, column) === text, `${key}.${column} is ${text}`);
}

describe('<sv-table> on a relay', () => {
  it('waits with its heads in place, then shows rows as they come, change and go', async () => {
    const relay = await TestRelay.start();
    const feed = await feedOf(relay);
    const table = await tableAt(relay);
    await becomes(table, 'waiting');
    await waitUntil(() => parts(table, '[role=columnheader]').length === 3, 'the heads are there');
    expect(part(table, '.message').textContent).to.contain('Waiting for the first row');
    await expect(table).to.be.accessible();

    await feed.commit({
      orders: {
        up: [
          ['eu', 'Europe', 42, 3],
          ['us', 'America', 1, 1],
        ],
      },
    });
    await shows(table, 'eu', 'total', '$42.00');
    await becomes(table, 'live');
    expect(part(table, 'h2').textContent).to.equal('Orders by region');
    await expect(table).to.be.accessible();

    await feed.commit({ orders: { up: [['eu', 'Europe', 43, 4]], del: ['us'] } });
    await shows(table, 'eu', 'total', '$43.00');
    expect(keysOf(table)).to.deep.equal(['eu']);
  });

  it('is in the order of the widget, cut to its rows', async () => {
    const relay = await TestRelay.start();
    const feed = await feedOf(relay, { sort_by: 'total', sort_desc: true, max_rows: 5 });
    await feed.commit({ orders: { up: manyOrders(20).reverse() } });
    const table = await tableAt(relay);
    await shows(table, 'k0', 'total', '$20.00');
    expect(keysOf(table)).to.deep.equal(['k0', 'k1', 'k2', 'k3', 'k4']);
    expect(headOf(table, 'total').getAttribute('aria-sort')).to.equal('descending');
    expect(part(table, '.count').textContent).to.equal('5 of 20 rows');
  });

  it('shows a log with the newest row first', async () => {
    const relay = await TestRelay.start();
    const feed = await feedOf(relay, { widget_type: 'log', max_rows: 3 });
    const table = await tableAt(relay);
    for (let i = 0; i < 5; i++) await feed.commit({ orders: { up: [[`e${i}`, `Event ${i}`, i, i]] } });
    await shows(table, 'e4', 'region', 'Event 4');
    expect(keysOf(table)).to.deep.equal(['e4', 'e3', 'e2']);
  });

  it('keeps its rows while the relay is away, and highlights nothing when it is back', async () => {
    const relay = await TestRelay.start();
    const feed = await feedOf(relay);
    await feed.commit({ orders: { up: manyOrders(20) } });
    const table = await tableAt(relay);
    await shows(table, 'k0', 'total', '$20.00');
    await relay.kill();
    await becomes(table, 'reconnecting');
    expect(textOf(table, 'k0', 'total')).to.equal('$20.00');
    expect(part(table, '.note').textContent).to.contain('Reconnecting');
    await expect(table).to.be.accessible();

    await relay.restart();
    const again = await feedOf(relay);
    await again.commit({ orders: { up: manyOrders(20).map(([key]) => [key, 'Anew', 7, 7]) } });
    await shows(table, 'k0', 'total', '$7.00');
    expect(parts(table, '[data-flash], [data-new], [data-gone]')).to.have.length(0);
  });

  it('goes over to a new first load in one frame when more was deleted than is remembered', async () => {
    const relay = await TestRelay.start();
    const feed = await feedOf(relay);
    await feed.commit({ orders: { up: manyOrders(20) } });
    const table = await tableAt(relay);
    await shows(table, 'k0', 'total', '$20.00');

    const frames = new Set<string>();
    let isWatching = true;
    const look = () => {
      frames.add(keysOf(table).slice(0, 3).join());
      if (isWatching) requestAnimationFrame(look);
    };
    look();
    const flood = Array.from({ length: 10_050 }, (_, i): KeyedRow => [`later ${i}`, 'Later', 1, 1]);
    await feed.commit({ orders: { up: flood } });
    const up: KeyedRow[] = ['n0', 'n1', 'n2'].map((key) => [key, 'Anew', 7, 7]);
    const del = [...manyOrders(20), ...flood].map(([key]) => key);
    await feed.commit({ orders: { up, del } });
    await shows(table, 'n0', 'total', '$7.00');
    await painted();
    isWatching = false;
    expect([...frames]).to.deep.equal(['k0,k1,k2', 'n0,n1,n2']);
    expect(parts(table, '[data-flash], [data-new], [data-gone]')).to.have.length(0);
  });

  it('keeps rows and scroll position when it is moved in the page', async () => {
    const relay = await TestRelay.start();
    const feed = await feedOf(relay);
    await feed.commit({ orders: { up: manyOrders(500) } });
    const table = await tableAt(relay);
    await shows(table, 'k0', 'total', '$500.00');
    await scrollTo(table, 28 * 100);
    const keys = keysOf(table);
    const elsewhere = document.createElement('section');
    (table.parentElement as HTMLElement).append(elsewhere);
    elsewhere.append(table);
    await painted();
    expect(part(table, '.scroll').scrollTop).to.equal(28 * 100);
    expect(keysOf(table)).to.deep.equal(keys);
  });

  it('says that the pipeline ended, and shows its last rows at full strength', async () => {
    const relay = await TestRelay.start();
    const feed = await feedOf(relay);
    await feed.commit({ orders: { up: manyOrders(3) } });
    const table = await tableAt(relay);
    await shows(table, 'k0', 'total', '$3.00');
    await feed.end();
    await becomes(table, 'ended');
    expect(part(table, '.note').textContent).to.contain('Finished');
    expect(rowOf(table, 'k0').textContent).to.contain('Region 0');
    await expect(table).to.be.accessible();
  });

  it('says so when the pipeline ended without rows', async () => {
    const relay = await TestRelay.start();
    const feed = await feedOf(relay);
    const table = await tableAt(relay);
    await becomes(table, 'waiting');
    await feed.end();
    await becomes(table, 'ended');
    expect(part(table, '.message').textContent).to.contain('No rows');
  });

  it('counts the rows of a table that is seen through a window, and its menu exports all of them', async () => {
    const relay = await TestRelay.start();
    const feed = await feedOf(relay);
    await feed.commit({ orders: { up: manyOrders(20_001) } });
    const table = await tableAt(relay);
    await shows(table, 'k0', 'total', '$20,001.00');
    expect(part(table, '.count').textContent).to.equal('20,001 rows');
    part(table, '.more').click();
    await waitUntil(() => parts(table, '.menu a').length === 3, 'there are links');
    const [csv, json] = parts<HTMLAnchorElement>(table, '.menu a');
    const lines = (await (await fetch((csv as HTMLAnchorElement).href)).text()).trim().split('\n');
    expect(lines[0]?.trim()).to.equal('region,total,count');
    expect(lines).to.have.length(20_002);
    expect(await (await fetch((json as HTMLAnchorElement).href)).json()).to.have.length(20_001);
  });

  it('draws a skeleton while the answer takes longer than a moment', async () => {
    const table = await fixture<SvTable>(html`<sv-table src="http://127.0.0.1:9/" widget="orders"></sv-table>`);
    await waitUntil(() => parts(table, '.skeleton, .message').length > 0, 'it says something');
    await expect(table).to.be.accessible();
  });
});
