import { expect, fixture, html } from '@open-wc/testing';
import '../../../src/define.js';
import { captionOf, pictureOf } from '../../../src/components/menu/picture.js';
import type { SvDashboard, SvMetric, SvTable } from '../../../src/index.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { drawn, elementOf, part, rowsOf, valuesOf } from '../value-fixture.js';

const time = { name: 'time', type: 'datetime', zone: 'UTC' } as const;
const value = { name: 'value', type: 'number' } as const;
const widgets = {
  rate: { widget_type: 'metric', title: 'Rate', columns: [time, value, { name: 'series', type: 'string' }] },
  orders: { widget_type: 'table', title: 'Orders', columns: [{ name: 'region', type: 'string' }] },
} as const;

/** The picture's pixels, and how many of them have a colour, about. */
async function pixelsOf(picture: Blob) {
  const bitmap = await createImageBitmap(picture);
  const { width, height } = bitmap;
  const pen = new OffscreenCanvas(width, height).getContext('2d') as OffscreenCanvasRenderingContext2D;
  pen.drawImage(bitmap, 0, 0);
  const { data } = pen.getImageData(0, 0, width, height);
  const count = (colour: string) => {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const wanted = pen.getImageData(0, 0, 1, 1).data;
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
      if ([0, 1, 2].every((part) => Math.abs((data[i + part] ?? 0) - (wanted[part] ?? 0)) < 6)) found++;
    }
    return found;
  };
  return { width, height, corner: [...data.slice(0, 3)], count };
}

describe('a picture', () => {
  let relay: TestRelay;
  let board: SvDashboard;

  async function draw(theme: 'light' | 'dark'): Promise<void> {
    relay = await TestRelay.start();
    const feed = await relay.feed({ type: 'config', title: 'Shop', widgets });
    await feed.commit({
      rate: { up: rowsOf([1, 5, 2, 4], Date.now() - 4000).map(([key, at, v]) => [key, at, v, 'web'] as never) },
      orders: { up: Array.from({ length: 100 }, (_, i) => [`${i}`, `region ${i}`]) },
    });
    board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url} theme=${theme}></sv-dashboard>`);
    await waitUntil(() => board.shadowRoot?.querySelector('sv-metric')?.matches(':state(live)'));
    await waitUntil(() => board.shadowRoot?.querySelector('sv-table')?.shadowRoot?.querySelector('[data-key]'));
    await drawn(part<SvMetric>(board, 'sv-metric'));
  }
  afterEach(() => relay.kill());

  for (const theme of ['light', 'dark'] as const) {
    it(`of the board is light and twice its size, with its charts: the board is ${theme}`, async () => {
      await draw(theme);
      const surface = getComputedStyle(part(board, '.board')).backgroundColor;
      // It has the line's colour, too.
      part(part(board, 'sv-metric'), '[part=legend]').style.display = 'none';
      const picture = await pictureOf(board, 'Shop');
      expect(picture.type).to.equal('image/png');
      const { width, height, corner, count } = await pixelsOf(picture);
      const box = part(board, '.board').getBoundingClientRect();
      expect(width).to.equal(2 * Math.floor(box.width));
      expect(height).to.be.greaterThan(2 * Math.floor(box.height));
      expect(corner).to.deep.equal([245, 246, 248]);
      expect(count('#0f62c4'), 'the line of the chart').to.be.greaterThan(20);
      expect(getComputedStyle(part(board, '.board')).backgroundColor, 'the page is as before').to.equal(surface);
    });
  }

  it('of a widget shows all its rows, without controls and without marks of changes', async () => {
    await draw('light');
    const table = part<SvTable>(board, 'sv-table');
    part(table, '.scroll').scrollTop = 1000;
    await drawn(table);
    const rows = () => [...(table.shadowRoot?.querySelectorAll<HTMLElement>('[data-key]') ?? [])];
    const keys = rows().map((row) => row.dataset.key);
    for (const row of rows()) row.dataset.flash = 'up';
    part(table, '.search').style.background = '#ff00ff';
    const { height, count } = await pixelsOf(await pictureOf(table, 'Orders'));
    expect(height / 2).to.be.within(28 * 100, 28 * 104);
    // Each row has its text: were the rows not there, there would be nothing but the head.
    expect(count('#191e26')).to.be.greaterThan(100 * 50);
    expect(count('#ff00ff')).to.equal(0);
    expect(rows().map((row) => row.dataset.key)).to.deep.equal(keys);
    expect(part(table, '.scroll').scrollTop).to.equal(1000);
    expect(table.hasAttribute('printing')).to.equal(false);
  });

  it('has characters that XML cannot have, and those that it escapes', async () => {
    const table = await elementOf<SvTable>('sv-table', valuesOf(['<b>&\u0000\ud800"', ']]>'], 'string'));
    expect((await pictureOf(table, 'Odd')).size).to.be.greaterThan(1000);
  });

  it('says what it is of and when', async () => {
    await draw('light');
    const now = new Date(2026, 0, 5, 12);
    expect(captionOf(board.menuOffer.subject, now)).to.match(/^Shop · .*2026.*12:00:00/);
    expect(captionOf(part<SvTable>(board, 'sv-table').menuOffer.subject, now)).to.match(/^Shop · Orders · .*2026/);
  });
});

describe('the menu of the board', () => {
  it('saves its picture, and the whole of it as a ZIP', async () => {
    const relay = await TestRelay.start();
    await relay.feed({ type: 'config', title: 'Shop', widgets });
    const board = await fixture<SvDashboard>(html`<sv-dashboard src=${relay.url}></sv-dashboard>`);
    await waitUntil(() => board.shadowRoot?.querySelector('sv-table'));
    const saved: [string, string][] = [];
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
      saved.push([this.download, this.href]);
    };
    part(board, '.toolbar [part=menu]').click();
    const itemOf = (label: string) =>
      [...(board.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])].find(
        ({ textContent }) => textContent?.trim() === label,
      );
    await waitUntil(() => itemOf('Save picture'));
    await expect(board).to.be.accessible();
    itemOf('Save picture')?.click();
    await waitUntil(() => itemOf('Picture saved'), 'it is saved');
    HTMLAnchorElement.prototype.click = click;
    expect(saved[0]?.[0]).to.match(/^dashboard-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.png$/);
    expect(saved[0]?.[1]).to.match(/^blob:/);
    expect(itemOf('Export everything (ZIP)')?.getAttribute('href')).to.equal(`${relay.url}export.zip`);
    await relay.kill();
  });
});
