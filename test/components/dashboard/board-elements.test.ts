import { expect, fixture, html } from '@open-wc/testing';
import '../../../src/define.js';
import type { ConfigMessage } from '../../../src/core/messages.js';
import {
  type SvAloneRequest,
  type SvDashboard,
  type SvHideRequest,
  type SvMetric,
  SvTable,
} from '../../../src/index.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { part } from '../value-fixture.js';

const time = { name: 'time', type: 'datetime', zone: 'UTC' } as const;
const config: ConfigMessage = {
  type: 'config',
  title: 'Shop',
  widgets: {
    orders: {
      widget_type: 'table',
      title: 'Orders',
      columns: [
        { name: 'region', type: 'string' },
        { name: 'total', type: 'number' },
      ],
    },
    rate: { widget_type: 'metric', title: 'Rate', columns: [time, { name: 'value', type: 'number' }] },
    local: {
      widget_type: 'metric',
      title: 'Local',
      columns: [
        { name: 'time', type: 'datetime' },
        { name: 'value', type: 'number' },
      ],
    },
  },
};

function keysIn(table: Element): string {
  const rows = [...(table.shadowRoot?.querySelectorAll('[data-key]') ?? [])];
  return rows.map((row) => row.getAttribute('data-key')).join('');
}

describe('the elements in a board', () => {
  let relay: TestRelay;

  beforeEach(async () => {
    localStorage.clear();
    relay = await TestRelay.start();
    const feed = await relay.feed(config);
    const now = Date.now();
    await feed.commit({
      orders: {
        up: [
          ['1', 'us', 3],
          ['2', 'eu', 5],
          ['3', 'asia', 4],
        ],
      },
      rate: {
        up: [
          ['a', now - 100_000, 1],
          ['b', now, 2],
        ],
      },
      local: { up: [['a', now, 1]] },
    });
  });
  afterEach(async () => {
    localStorage.clear();
    await relay.kill();
  });

  it('of the page get its theme, its range and its search, as those that it draws itself', async () => {
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url} range="5m">
      <sv-table widget="orders"></sv-table><div><sv-metric widget="rate" span="60"></sv-metric></div>
    </sv-dashboard>`);
    const table = board.querySelector('sv-table') as SvTable;
    const chart = board.querySelector('sv-metric') as SvMetric;
    await waitUntil(() => chart.span === 300, 'it has the range of the attribute');
    const { store } = board;
    store.choose({ range: '1h', theme: 'dark', search: 'rate' });
    expect(chart.span).to.equal(3600);
    await board.updateComplete;
    expect(getComputedStyle(table).colorScheme).to.equal('dark');
    await waitUntil(() => table.hidden && !chart.hidden, 'only what is searched for is shown');
    store.choose({ search: '', range: '1970-01-01T00:00:00.000Z/1970-01-01T00:00:01.000Z' });
    await waitUntil(() => !table.hidden, 'all is shown');
    expect([chart.span, chart.zoom]).to.deep.equal([undefined, { first: 0, last: 1000 }]);
    store.choose({ range: undefined });
    board.removeAttribute('range');
    board.requestUpdate();
    await waitUntil(() => chart.span === 60, 'it shows its own again');
    expect(chart.zoom).to.equal(undefined);
  });

  it('stay hidden where their page hides them, whatever is searched for', async () => {
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url}>
      <sv-table widget="orders" hidden></sv-table><sv-metric widget="rate"></sv-metric>
    </sv-dashboard>`);
    const [table, chart] = [board.querySelector('sv-table') as SvTable, board.querySelector('sv-metric') as SvMetric];
    await waitUntil(() => chart.matches(':state(live)'));
    board.store.choose({ search: 'orders' });
    await waitUntil(() => chart.hidden);
    board.store.choose({ search: '' });
    await waitUntil(() => !chart.hidden);
    expect(table.hidden).to.equal(true);
  });

  it('in whatever clock they count, show the same part of time', async () => {
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url}>
      <sv-metric widget="rate"></sv-metric><sv-metric widget="local"></sv-metric>
    </sv-dashboard>`);
    const [rate, local] = [...board.querySelectorAll('sv-metric')] as [SvMetric, SvMetric];
    await waitUntil(() => [rate, local].every((chart) => chart.matches(':state(live)')));
    const last = Date.UTC(2026, 0, 2, 12);
    const wall = last - new Date(last).getTimezoneOffset() * 60_000;
    local.zoom = { first: wall - 60_000, last: wall };
    await waitUntil(() => rate.zoom !== undefined, 'the other is zoomed');
    expect(rate.zoom).to.deep.equal({ first: last - 60_000, last });
    expect(board.store.choices.range).to.equal('2026-01-02T11:59:00.000Z/2026-01-02T12:00:00.000Z');
  });

  it('that show the same widget show it in the same order, and each asks for itself', async () => {
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url}>
      <sv-table widget="orders"></sv-table><sv-table widget="orders" sort="total desc"></sv-table>
    </sv-dashboard>`);
    const [first, second] = [...board.querySelectorAll('sv-table')] as [SvTable, SvTable];
    await waitUntil(() => keysIn(first) === '123' && keysIn(second) === '231', 'each in its own order at first');
    const asked: (EventTarget | null)[] = [];
    board.addEventListener('sv-sort', ({ target }) => asked.push(target));
    await waitUntil(() => second.shadowRoot?.querySelector('[role=columnheader] button'), 'heads');
    part(second, '[role=columnheader] button').click();
    await waitUntil(() => keysIn(first) === '321' && keysIn(second) === '321', 'both are sorted');
    expect(asked).to.deep.equal([second]);
    expect([...board.store.choices.sorts.keys()]).to.deep.equal(['orders']);
    const field = part<HTMLInputElement>(first, '.search input');
    field.value = 'eu';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await waitUntil(() => keysIn(first) === '2' && keysIn(second) === '2', 'both are filtered');
  });

  it('that are moved out show their own range, order and filter again', async () => {
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url}>
      <sv-table src=${relay.url} widget="orders"></sv-table><sv-metric src=${relay.url} widget="rate" span="60"></sv-metric>
    </sv-dashboard>`);
    const table = board.querySelector('sv-table') as SvTable;
    const chart = board.querySelector('sv-metric') as SvMetric;
    await waitUntil(() => [table, chart].every((one) => one.matches(':state(live)')));
    board.store.choose({
      range: '1970-01-01T00:00:00.000Z/1970-01-01T00:00:01.000Z',
      sorts: new Map([['orders', [['total', 'desc']]]]),
      filters: new Map([['orders', 'eu']]),
    });
    await waitUntil(() => keysIn(table) === '2' && chart.zoom !== undefined, 'they show what the board shows');
    const asked: string[] = [];
    for (const type of ['sv-sort', 'sv-filter', 'sv-range'])
      document.body.addEventListener(type, () => asked.push(type));
    board.after(table, chart);
    await waitUntil(() => chart.span === 60 && table.search === '', 'they are on their own');
    expect([chart.zoom, table.chosenSort]).to.deep.equal([undefined, undefined]);
    board.append(table, chart);
    await waitUntil(() => keysIn(table) === '2' && chart.zoom !== undefined, 'they are back');
    expect(asked).to.deep.equal([]);
    table.remove();
    chart.remove();
  });

  it('show the span that their page has set meanwhile, when the board has no range any more', async () => {
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url}>
      <sv-metric widget="rate" span="60"></sv-metric>
    </sv-dashboard>`);
    const chart = board.querySelector('sv-metric') as SvMetric;
    await waitUntil(() => chart.matches(':state(live)'));
    board.store.choose({ range: '1h' });
    await waitUntil(() => chart.span === 3600, 'it has the range of the board');
    chart.span = 90;
    await chart.updateComplete;
    board.store.choose({ range: '5m' });
    await waitUntil(() => chart.span === 300, 'it follows the board');
    board.store.choose({ range: undefined });
    await waitUntil(() => chart.span === 90, `it shows its own: ${chart.span}`);
  });

  it('that come later get what was chosen before, and one that leaves is on its own', async () => {
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url}><i></i></sv-dashboard>`);
    await waitUntil(() => board.hub?.config !== undefined);
    board.store.choose({ sorts: new Map([['orders', [['total', 'desc']]]]), search: 'rate' });
    const table = new SvTable();
    table.widget = 'orders';
    board.append(table);
    await waitUntil(() => table.hidden, 'it is not searched for');
    expect(table.chosenSort).to.deep.equal([['total', 'desc']]);
    table.src = relay.url;
    board.after(table);
    await waitUntil(() => !table.hidden, 'it is alone');
    table.remove();
  });

  it('ask by their menus to be hidden or shown alone, and say which they are', async () => {
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url}></sv-dashboard>`);
    const cells = () => [...(board.shadowRoot?.querySelectorAll('.cell') ?? [])].map((cell) => cell.localName);
    await waitUntil(() => cells().length === 3);
    const heard: unknown[] = [];
    board.addEventListener('sv-only', ({ type, widget }: SvAloneRequest) => heard.push([type, widget]));
    board.addEventListener('sv-hide', ({ type, widget }: SvHideRequest) => heard.push([type, widget]));
    const press = async (label: string) => {
      const table = part(board, 'sv-table');
      await waitUntil(() => table.shadowRoot?.querySelector('.more'), 'there is a menu');
      part(table, '.more').click();
      const item = () =>
        [...(table.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])].find(
          ({ textContent }) => textContent?.trim() === label,
        );
      await waitUntil(item, `the menu has: ${label}`);
      item()?.click();
    };
    await press('Show alone');
    await waitUntil(() => cells().join() === 'sv-table');
    board.store.choose({ alone: undefined });
    await waitUntil(() => cells().length === 3);
    await press('Hide');
    await waitUntil(() => !cells().includes('sv-table'));
    expect(heard).to.deep.equal([
      ['sv-only', 'orders'],
      ['sv-hide', 'orders'],
    ]);
  });
});
