import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import '../../../src/define.js';
import { positionBelow } from '../../../src/components/look/position-below.js';
import { Collection } from '../../../src/core/collection.js';
import type { SvMetric, SvTable } from '../../../src/index.js';
import { waitUntil } from '../until.js';
import { columnsOf, drawn, part, START, textOf } from '../value-fixture.js';

/** A page that is shown larger, smaller or turned, by what is around the element. */
const PAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'as it is': {},
  'zoomed by 1.5': { zoom: '1.5' },
  'zoomed by 0.8': { zoom: '0.8' },
  'of a slide at half the size': { transform: 'scale(0.5)', 'transform-origin': '0 0' },
  'of a slide at twice the size': { transform: 'scale(2)', 'transform-origin': '0 0' },
  'of a slide that is zoomed, too': { zoom: '2', transform: 'scale(0.6)', 'transform-origin': '0 0' },
};
const TURNED = { transform: 'translate(150px, 40px) rotate(30deg)', 'transform-origin': '0 0' };

async function metricIn(page: Readonly<Record<string, string>>): Promise<SvMetric> {
  const around = await fixture(html`<div><sv-metric></sv-metric></div>`);
  for (const [name, value] of Object.entries(page)) (around as HTMLElement).style.setProperty(name, value);
  const metric = around.firstElementChild as SvMetric;
  metric.style.setProperty('inline-size', '300px');
  metric.style.setProperty('block-size', '220px');
  metric.collection = new Collection({ columns: columnsOf() });
  metric.collection.replace(Array.from({ length: 101 }, (_, i) => [`${i}`, START + i * 1000, i]));
  await drawn(metric);
  return metric;
}

/** Dispatches an event of the pointer at a share of the plot's width; that of a turned plot is turned, too. */
function point(metric: SvMetric, share: number, type = 'pointermove', radians = 0): void {
  const plot = part(metric, '.plot');
  plot.setPointerCapture = () => {}; // Only a real pointer can be captured
  const { left, top, width, height } = plot.getBoundingClientRect();
  const along = (share - 0.5) * (radians === 0 ? width : plot.offsetWidth);
  const clientX = left + width / 2 + along * Math.cos(radians);
  const clientY = top + height / 2 + along * Math.sin(radians);
  plot.dispatchEvent(new PointerEvent(type, { clientX, clientY, pointerId: 1, bubbles: true }));
}

async function readAt(metric: SvMetric, share: number, radians = 0): Promise<number> {
  point(metric, share, 'pointermove', radians);
  await waitUntil(() => metric.shadowRoot?.querySelector('.tip'));
  await drawn(metric);
  return Number(textOf(metric, '.tip b'));
}

for (const [name, page] of Object.entries(PAGES)) {
  describe(`a page ${name}`, () => {
    it('has crosshairs that read the value below the pointer, and stand there', async () => {
      const metric = await metricIn(page);
      expect(await readAt(metric, 0.5)).to.be.closeTo(50, 1);
      const { left, width } = part(metric, '.plot').getBoundingClientRect();
      const crosshair = part(metric, '.crosshair').getBoundingClientRect();
      expect(crosshair.left).to.be.closeTo(left + width / 2, 4);
      expect(await readAt(metric, 0.25)).to.be.closeTo(25, 1);
    });

    it('zooms a chart into what was dragged over', async () => {
      const metric = await metricIn(page);
      await readAt(metric, 0.25); // Loads the gestures
      for (const [type, share] of [
        ['pointerdown', 0.25],
        ['pointermove', 0.75],
        ['pointerup', 0.75],
      ] as const) {
        point(metric, share, type);
      }
      const { first = 0, last = 0 } = metric.zoom ?? {};
      expect((first - START) / 1000).to.be.closeTo(25, 1);
      expect((last - START) / 1000).to.be.closeTo(75, 1);
    });

    it('has charts with as many pixels as the screen shows of them', async () => {
      const canvas = part<HTMLCanvasElement>(await metricIn(page), 'canvas');
      const { width, height } = canvas.getBoundingClientRect();
      expect(canvas.width).to.be.closeTo(width * devicePixelRatio, 1);
      expect(canvas.height).to.be.closeTo(height * devicePixelRatio, 1);
    });

    it('opens menus in the window, at their buttons', async () => {
      const metric = await metricIn(page);
      metric.setAttribute('heading', 'Orders');
      await drawn(metric);
      const more = part<HTMLButtonElement>(metric, '.more');
      more.click();
      await waitUntil(() => metric.shadowRoot?.querySelector('.menu'));
      const button = more.getBoundingClientRect();
      const { left, top, right, bottom } = part(metric, '.menu').getBoundingClientRect();
      expect(left).to.be.at.least(0);
      expect(top).to.be.at.least(0);
      expect(right).to.be.at.most(innerWidth);
      expect(bottom).to.be.at.most(innerHeight);
      const isBeside = Math.abs(top - button.bottom) < 12 || Math.abs(button.top - bottom) < 12;
      expect(isBeside || bottom > innerHeight - 12, `${top}–${bottom} beside ${button.top}–${button.bottom}`).to.equal(
        true,
      );
    });

    it('has tables that draw every row in sight, each as high as its head', async () => {
      const around = await fixture<HTMLElement>(html`<div><sv-table></sv-table></div>`);
      for (const [property, value] of Object.entries(page)) around.style.setProperty(property, value);
      const table = around.firstElementChild as SvTable;
      table.style.setProperty('block-size', '300px');
      table.collection = new Collection({ columns: columnsOf() });
      table.collection.replace(Array.from({ length: 500 }, (_, i) => [`${i}`, START + i * 1000, i]));
      await waitUntil(() => (table.shadowRoot?.querySelectorAll('[data-key]').length ?? 0) > 5);
      const scroller = part(table, '.scroll');
      scroller.scrollTop = 280 * 28;
      await nextFrame();
      const keys = () =>
        [...(table.shadowRoot?.querySelectorAll('[data-key]') ?? [])].map((row) => (row as HTMLElement).dataset.key);
      await waitUntil(() => keys().includes('280') && keys().includes('287'));
      const tops = ['280', '281'].map((key) => part(table, `[data-key="${key}"]`).getBoundingClientRect());
      expect((tops[1]?.top ?? 0) - (tops[0]?.top ?? 0)).to.be.closeTo(tops[0]?.height ?? 0, 1);
    });
  });
}

describe('a slide whose scale changes', () => {
  it('has charts with as many pixels as the screen shows, as soon as they draw what is new', async () => {
    const metric = await metricIn({ transform: 'scale(0.5)', 'transform-origin': '0 0' });
    const canvas = part<HTMLCanvasElement>(metric, 'canvas');
    let points = 101;
    for (const scale of [2, 0.5]) {
      metric.parentElement?.style.setProperty('transform', `scale(${scale})`);
      const due = 300 * scale * devicePixelRatio;
      await waitUntil(() => {
        metric.collection?.upsert(`${points}`, START + points * 1000, points);
        points += 1;
        return canvas.width > due * 0.8 && canvas.width <= due;
      });
      await drawn(metric);
      expect(canvas.width).to.be.closeTo(canvas.getBoundingClientRect().width * devicePixelRatio, 1);
      expect(await readAt(metric, 1)).to.be.closeTo(points, 2);
    }
  });
});

describe('a slide that is turned', () => {
  it('has crosshairs that read the value below the pointer', async () => {
    const metric = await metricIn(TURNED);
    expect(await readAt(metric, 0.25, Math.PI / 6)).to.be.closeTo(25, 1);
    const canvas = part<HTMLCanvasElement>(metric, 'canvas');
    expect(canvas.width).to.be.closeTo(canvas.clientWidth * devicePixelRatio, 1);
  });
});

describe('a popover in a zoomed page', () => {
  it('is never wider or higher than the window, though its contents are', async () => {
    const around = await fixture<HTMLElement>(html`<div><button>Open</button><div popover="manual">…</div></div>`);
    around.style.setProperty('zoom', '3');
    const [button, sheet] = around.children as unknown as [HTMLElement, HTMLElement];
    for (const [name, value] of [
      ['box-sizing', 'border-box'],
      ['inset', 'auto'],
      ['margin', '0'],
      ['inline-size', '2000px'],
      ['block-size', '900px'],
    ]) {
      sheet.style.setProperty(name as string, value as string);
    }
    sheet.showPopover();
    positionBelow(sheet, button, 'start');
    const { left, top, right, bottom } = sheet.getBoundingClientRect();
    expect([left >= 0, top >= 0, right <= innerWidth, bottom <= innerHeight]).to.deep.equal([true, true, true, true]);
  });
});
