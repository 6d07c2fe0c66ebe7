import { expect, fixture, html } from '@open-wc/testing';
import '../../../src/define.js';
import { captionOf, pictureOf } from '../../../src/components/menu/picture.js';
import type { SvDashboard, SvMetric, SvTable } from '../../../src/index.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { drawn, part, rowsOf } from '../value-fixture.js';

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

  for (const [theme, canvas, line] of [
    ['light', [245, 246, 248], '#0f62c4'],
    ['dark', [15, 17, 21], '#78b6f8'],
  ] as const) {
    it(`of the board is twice its size, in ${theme} colours, with its charts`, async () => {
      await draw(theme);
      // It has the line's colour, too.
      part(part(board, 'sv-metric'), '[part=legend]').style.display = 'none';
      const picture = await pictureOf(board, 'Shop');
      expect(picture.type).to.equal('image/png');
      const { width, height, corner, count } = await pixelsOf(picture);
      const box = part(board, '.board').getBoundingClientRect();
      expect(width).to.equal(2 * Math.floor(box.width));
      expect(height).to.be.greaterThan(2 * Math.floor(box.height));
      expect(corner).to.deep.equal([...canvas]);
      expect(count(line), 'the line of the chart').to.be.greaterThan(20);
    });
  }

  it('of a widget shows the rows that are in sight, and no control', async () => {
    await draw('light');
    const table = part<SvTable>(board, 'sv-table');
    const before = await pixelsOf(await pictureOf(table, 'Orders'));
    part(table, '.scroll').scrollTop = 1000;
    await drawn(table);
    const after = await pixelsOf(await pictureOf(table, 'Orders'));
    expect([after.width, after.height]).to.deep.equal([before.width, before.height]);
    // Rows fill it again: were they not moved, there would be nothing but the head.
    expect(after.count('#191e26')).to.be.greaterThan(before.count('#191e26') / 2);
    const search = part(table, '.search');
    search.style.background = '#ff00ff';
    expect((await pixelsOf(await pictureOf(table, 'Orders'))).count('#ff00ff')).to.equal(0);
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
