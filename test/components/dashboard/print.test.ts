import { expect, fixture, html } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import '../../../src/define.js';
import type { SvDashboard, SvGauge, SvMetric, SvStat, SvTable } from '../../../src/index.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { elementOf, part, valuesOf } from '../value-fixture.js';

const orders = { widget_type: 'table', title: 'Orders', columns: [{ name: 'region', type: 'string' }] } as const;

/** The colours of a canvas, as red, green and blue. */
function coloursIn(canvas: HTMLCanvasElement): Set<string> {
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set<string>();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) colours.add(data.slice(i, i + 3).join());
  return colours;
}

const LIGHT_BLUE = '15,98,196';
const DARK_BLUE = '120,182,248';

describe('on paper', () => {
  it('a board is white and without controls, and a table has all its rows', async () => {
    const relay = await TestRelay.start();
    const feed = await relay.feed({ type: 'config', title: 'Shop', widgets: { orders } });
    await feed.commit({ orders: { up: Array.from({ length: 500 }, (_, i) => [`${i}`, `region ${i}`]) } });
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url} theme="dark"></sv-dashboard>`);
    const table = await waitUntil(() => board.shadowRoot?.querySelector('sv-table')).then(() =>
      part<SvTable>(board, 'sv-table'),
    );
    const rows = () => [...(table.shadowRoot?.querySelectorAll<HTMLElement>('[data-key]') ?? [])];
    await waitUntil(() => rows().length > 10);
    await emulateMedia({ media: 'print' });
    await waitUntil(() => rows().length === 500, 'all rows are drawn');
    expect(getComputedStyle(part(board, '.board')).backgroundColor).to.equal('rgb(255, 255, 255)');
    expect(getComputedStyle(part(table, '.panel')).color).to.equal('rgb(25, 30, 38)');
    for (const [element, control] of [
      [board, '.toolbar .control'],
      [table, '.more'],
      [table, '.search'],
    ] as const) {
      expect(getComputedStyle(part(element, control)).display, control).to.equal('none');
    }
    const tops = rows().map((row) => row.getBoundingClientRect().top);
    expect(new Set(tops).size, 'each row has its own place').to.equal(tops.length);
    expect(tops, 'they are in order').to.deep.equal([...tops].sort((a, b) => a - b));
    const scroll = part(table, '.scroll');
    expect(scroll.scrollHeight, 'nothing is cut off').to.equal(scroll.clientHeight);
    expect(table.offsetHeight).to.be.within(28 * 500, 28 * 505);
    const printed = board.shadowRoot?.querySelectorAll('.printed');
    expect(printed?.length).to.equal(1);
    expect(printed?.[0]?.textContent).to.match(/^Shop · http.* · .*20\d\d/);
    await emulateMedia({ media: 'screen' });
    await waitUntil(() => rows().length < 60, 'only the rows in sight are drawn again');
    expect(board.shadowRoot?.querySelector('.printed')).to.equal(null);
    await relay.kill();
  });

  it('all is drawn when the listeners of beforeprint have returned, and as before after afterprint', async () => {
    const table = await elementOf<SvTable>('sv-table', valuesOf(Array.from({ length: 12_000 }, (_, i) => i)));
    const metric = await elementOf<SvMetric>('sv-metric', valuesOf([1, 4, 2]));
    const stat = await elementOf<SvStat>('sv-stat', valuesOf([1, 4, 2]));
    for (const element of [table, metric, stat]) element.style.setProperty('color-scheme', 'dark');
    const canvas = part<HTMLCanvasElement>(metric, 'canvas');
    await waitUntil(() => coloursIn(canvas).has(DARK_BLUE), 'the line is that of the dark theme');
    const { width } = canvas;
    const rows = () => table.shadowRoot?.querySelectorAll('[data-key]').length;
    const before = rows();
    dispatchEvent(new Event('beforeprint'));
    expect(rows()).to.equal(10_000);
    expect(part(table, '.drawn').dataset.cut).to.equal('First 10,000 of 12,000 rows');
    expect(canvas.width).to.equal((width * 2) / devicePixelRatio);
    expect(coloursIn(canvas).has(LIGHT_BLUE)).to.equal(true);
    expect(coloursIn(canvas).has(DARK_BLUE)).to.equal(false);
    for (const element of [table, metric, stat]) {
      expect(part(element, '.printed').textContent).to.match(/^Latency · .*20\d\d/);
    }
    dispatchEvent(new Event('afterprint'));
    expect(rows()).to.equal(before);
    expect(part(table, '.drawn').dataset.cut).to.equal(undefined);
    expect(canvas.width).to.equal(width);
    await waitUntil(() => coloursIn(canvas).has(DARK_BLUE), 'the line is dark again');
    table.collection?.upsert('new', Date.now(), 1);
    table.sort = 'time desc';
    await waitUntil(() => table.shadowRoot?.querySelector('[data-key=new]'), 'it goes on');
  });

  it('a chart of a board is painted for the width of a sheet', async () => {
    const relay = await TestRelay.start();
    const columns = [
      { name: 'time', type: 'datetime', zone: 'UTC' },
      { name: 'value', type: 'number' },
    ] as const;
    const feed = await relay.feed({
      type: 'config',
      widgets: { rate: { widget_type: 'metric', title: 'Rate', columns } },
    });
    await feed.commit({ rate: { up: [1, 4, 2].map((v, i) => [`${i}`, Date.now() - i * 1000, v]) } });
    const board = await fixture<SvDashboard>(
      html`<sv-dashboard src=${relay.url} style="width: 1400px"></sv-dashboard>`,
    );
    await waitUntil(() => board.shadowRoot?.querySelector('sv-metric')?.matches(':state(live)'));
    const canvas = part<HTMLCanvasElement>(part(board, 'sv-metric'), 'canvas');
    await waitUntil(() => canvas.width > 1200, 'it is as wide as the board');
    const { width } = canvas;
    board.style.removeProperty('width');
    dispatchEvent(new Event('beforeprint'));
    expect(board.offsetWidth).to.equal(720);
    expect(canvas.width).to.equal(2 * canvas.clientWidth);
    expect(canvas.clientWidth).to.be.within(600, 720);
    dispatchEvent(new Event('afterprint'));
    expect(width).to.be.greaterThan(1200);
    await relay.kill();
  });

  it('a cell that has just changed has no mark, and a gauge no size of its container', async () => {
    const table = await elementOf<SvTable>('sv-table', valuesOf([1, 2]));
    const gauge = await elementOf<SvGauge>('sv-gauge', valuesOf([42]));
    table.collection?.upsert('0', 0, 77);
    await waitUntil(() => table.shadowRoot?.querySelector('[data-flash]'), 'it flashes');
    dispatchEvent(new Event('beforeprint'));
    expect(table.shadowRoot?.querySelector('[data-flash]')).to.equal(null);
    await emulateMedia({ media: 'print' });
    expect(getComputedStyle(part(gauge, '.panel > .body')).containerType).to.equal('normal');
    expect(part(gauge, '.dial').offsetWidth).to.equal(220);
    dispatchEvent(new Event('afterprint'));
    await emulateMedia({ media: 'screen' });
  });
});
