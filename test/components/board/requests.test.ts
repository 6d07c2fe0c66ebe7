import { expect, fixture, html } from '@open-wc/testing';
import '../../../src/define.js';
import type { SvFilterRequest, SvMetric, SvRangeRequest, SvSortRequest, SvTable } from '../../../src/index.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { part } from '../value-fixture.js';

const time = { name: 'time', type: 'datetime', zone: 'UTC' } as const;
const widgets = {
  orders: {
    widget_type: 'table',
    title: 'Orders',
    columns: [
      { name: 'region', type: 'string' },
      { name: 'total', type: 'number' },
    ],
  },
  rate: {
    widget_type: 'metric',
    columns: [time, { name: 'value', type: 'number' }, { name: 'series', type: 'string' }],
  },
  count: {
    widget_type: 'metric',
    columns: [
      { name: 'time', type: 'number' },
      { name: 'value', type: 'number' },
    ],
  },
} as const;

const NOW = Date.now();

/** Drags over a chart, from one share of its width to another. */
function drag(chart: SvMetric, from: number, to: number): void {
  const plot = part(chart, '.plot');
  const { left, top, width } = plot.getBoundingClientRect();
  plot.setPointerCapture = () => {}; // There is no such pointer
  for (const [type, x] of [
    ['pointerdown', from],
    ['pointermove', to],
    ['pointerup', to],
  ] as const) {
    plot.dispatchEvent(
      new PointerEvent(type, { pointerId: 1, clientX: left + x * width, clientY: top + 9, bubbles: true }),
    );
  }
}

function pressEscape(chart: SvMetric): void {
  part(chart, '.plot').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
}

describe('an element that stands alone', () => {
  let relay: TestRelay;
  let page: HTMLElement;
  let heard: Event[];

  const draw = async <T extends HTMLElement>(element: ReturnType<typeof html>) => {
    page = await fixture<HTMLElement>(html`<main>${element}</main>`);
    heard = [];
    for (const type of ['sv-sort', 'sv-filter', 'sv-range', 'sv-choice']) {
      page.addEventListener(type, (event) => heard.push(event));
    }
    const drawn = page.firstElementChild as T;
    await waitUntil(() => drawn.matches(':state(live)'));
    return drawn;
  };
  const drawChart = async (widget: string) => {
    const chart = await draw<SvMetric>(html`<sv-metric src=${relay.url} widget=${widget}></sv-metric>`);
    await waitUntil(() => part(chart, '.plot').getBoundingClientRect().width > 50, 'drawn');
    return chart;
  };
  const drawTable = async () => {
    const table = await draw<SvTable>(html`<sv-table src=${relay.url} widget="orders"></sv-table>`);
    await waitUntil(() => table.shadowRoot?.querySelector('[role=columnheader] button'), 'heads');
    return table;
  };
  const keysIn = (table: SvTable) =>
    [...(table.shadowRoot?.querySelectorAll('[data-key]') ?? [])].map((row) => row.getAttribute('data-key')).join('');

  beforeEach(async () => {
    relay = await TestRelay.start();
    const feed = await relay.feed({ type: 'config', widgets });
    const points = Array.from({ length: 60 }, (_, i) => [`p${i}`, NOW - i * 10_000, i % 7, 'a']);
    await feed.commit({
      orders: {
        up: [
          ['1', 'us', 3],
          ['2', 'eu', 5],
          ['3', 'asia', 4],
        ],
      },
      rate: { up: points as never },
      count: { up: Array.from({ length: 60 }, (_, i) => [`p${i}`, i, i % 7]) },
    });
  });
  afterEach(() => relay.kill());

  it('asks for the order that its viewer chooses, and shows it', async () => {
    const table = await drawTable();
    part(table, '[role=columnheader] button').click();
    await waitUntil(() => keysIn(table) === '321', `sorted: ${keysIn(table)}`);
    const [request, choice, ...others] = heard as [SvSortRequest, Event, ...Event[]];
    expect([request.type, request.widget, request.terms]).to.deep.equal(['sv-sort', 'orders', [['region', 'asc']]]);
    expect([request.target, request.bubbles, request.composed]).to.deep.equal([table, true, true]);
    expect(choice.type).to.equal('sv-choice');
    expect(table.chosenSort).to.equal(request.terms);
    expect(others).to.deep.equal([]);
  });

  it('asks for the filter that its viewer types, and shows what is left', async () => {
    const table = await drawTable();
    const field = part<HTMLInputElement>(table, '.search input');
    field.value = 'eu';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await waitUntil(() => keysIn(table) === '2', `filtered: ${keysIn(table)}`);
    const [request, choice] = heard as [SvFilterRequest, Event];
    expect([request.type, request.widget, request.text]).to.deep.equal(['sv-filter', 'orders', 'eu']);
    expect([choice.type, table.search]).to.deep.equal(['sv-choice', 'eu']);
  });

  it('asks for the time that its viewer zooms into and back out of, and shows it', async () => {
    const chart = await drawChart('rate');
    drag(chart, 0.25, 0.75);
    await waitUntil(() => heard.length === 2, 'it asks');
    const [request, choice] = heard as [SvRangeRequest, Event];
    expect([request.type, request.widget]).to.deep.equal(['sv-range', 'rate']);
    const { first = 0, last = 0 } = request.extent ?? {};
    expect(last - first).to.be.within(200_000, 400_000);
    expect(first).to.be.within(NOW - 600_000, NOW);
    expect([choice.type, chart.zoom]).to.deep.equal(['sv-choice', { first, last }]);
    pressEscape(chart);
    await waitUntil(() => heard.length === 4, 'it asks again');
    expect([(heard[2] as SvRangeRequest).extent, chart.zoom]).to.deep.equal([undefined, undefined]);
  });

  it('zooms into numbers by itself: they are no time that others show', async () => {
    const chart = await drawChart('count');
    drag(chart, 0.25, 0.75);
    await waitUntil(() => chart.zoom !== undefined && heard.length === 1, 'zoomed');
    expect(heard.map(({ type }) => type)).to.deep.equal(['sv-choice']);
  });

  it('offers nothing that only a board can do', async () => {
    const table = await drawTable();
    part(table, '.more').click();
    const labels = () =>
      [...(table.shadowRoot?.querySelectorAll('[role=menuitem]') ?? [])].map(({ textContent }) => textContent?.trim());
    await waitUntil(() => labels().length > 0, 'the menu is open');
    expect(labels()).to.include('Pause').and.not.include('Hide').and.not.include('Show alone');
  });
});
