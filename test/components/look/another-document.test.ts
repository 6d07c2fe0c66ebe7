import { expect } from '@open-wc/testing';
import '../../../src/define.js';
import { copyText } from '../../../src/components/menu/copy-text.js';
import { openMenu } from '../../../src/components/menu/popup-menu.js';
import type { SvDashboard, SvGauge, SvMetric, SvStat, SvTable } from '../../../src/index.js';
import { Collection } from '../../../src/index.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { part, rowsOf } from '../value-fixture.js';

const time = { name: 'time', type: 'datetime', zone: 'UTC' } as const;
const value = { name: 'value', type: 'number' } as const;

function numbers(): Collection {
  const collection = new Collection({ columns: [time, value] });
  collection.replace(rowsOf([1, 5, 2, 4], Date.now() - 4000));
  return collection;
}

function elementOf<T extends HTMLElement & { collection: Collection | undefined }>(tag: string): T {
  const element = document.createElement(tag) as T;
  element.collection = numbers();
  return element;
}

const colourOf = (element: Element) => getComputedStyle(element).backgroundColor;
const WHITE = 'rgb(255, 255, 255)';
const DARK = 'rgb(23, 26, 31)';

/** The pixels of a canvas that are not blank. */
function inkIn(canvas: HTMLCanvasElement): number {
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
  if (canvas.width === 0) return 0;
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((alpha, i) => i % 4 === 3 && alpha > 0).length;
}

interface Other {
  readonly document: Document;
  readonly close: () => void;
}

const others: Record<string, () => Other> = {
  'an iframe': () => {
    const frame = document.createElement('iframe');
    frame.width = '800';
    frame.height = '600';
    document.body.append(frame);
    return { document: frame.contentDocument as Document, close: () => frame.remove() };
  },
  'a pop-out window': () => {
    const view = window.open('about:blank', '', 'popup,width=800,height=600');
    if (view === null) throw new Error('the browser opens no window');
    return { document: view.document, close: () => view.close() };
  },
};

for (const [name, open] of Object.entries(others)) {
  describe(`an element in ${name}`, () => {
    let other: Other;
    beforeEach(() => {
      other = open();
    });
    afterEach(() => other.close());

    for (const tag of ['sv-table', 'sv-metric', 'sv-stat', 'sv-gauge']) {
      it(`has its styles when it is made for it, and when it is moved there and back: ${tag}`, async () => {
        const made = elementOf<SvStat>(tag);
        other.document.body.append(made);
        await made.updateComplete;
        expect(colourOf(part(made, '.panel'))).to.equal(WHITE);

        const moved = elementOf<SvStat>(tag);
        document.body.append(moved);
        await moved.updateComplete;
        const before = moved.shadowRoot?.adoptedStyleSheets.length;
        for (const { body } of [other.document, document, other.document]) {
          body.append(moved);
          await moved.updateComplete;
          expect(colourOf(part(moved, '.panel'))).to.equal(WHITE);
          expect(moved.shadowRoot?.adoptedStyleSheets.length).to.equal(before);
        }
        moved.remove();
      });
    }

    it('goes on drawing what changes, in the colours of its new document', async () => {
      const table = elementOf<SvTable>('sv-table');
      const metric = elementOf<SvMetric>('sv-metric');
      document.body.append(table, metric);
      await waitUntil(() => table.shadowRoot?.querySelector('[data-key]'), 'it has rows here');
      other.document.documentElement.style.colorScheme = 'dark';
      other.document.body.append(table, metric);
      await waitUntil(() => colourOf(part(metric, '.panel')) === DARK, 'it is dark');
      table.collection?.upsert('new', Date.now(), 77);
      await waitUntil(() => table.shadowRoot?.querySelector('[data-key=new]'), 'it has the new row');
      await waitUntil(() => inkIn(part<HTMLCanvasElement>(metric, 'canvas')) > 100, 'the chart is painted');
      metric.style.setProperty('inline-size', '400px');
      const canvas = part<HTMLCanvasElement>(metric, 'canvas');
      await waitUntil(() => canvas.width > 0 && canvas.width < 450, 'the chart follows its size');
    });

    it('opens its menu there, with its styles, and closes it by a press elsewhere', async () => {
      const gauge = elementOf<SvGauge>('sv-gauge');
      document.body.append(gauge);
      await gauge.updateComplete;
      const button = part<HTMLButtonElement>(gauge, '[part=menu]');
      openMenu(button, [[{ label: 'Before' }]]);
      button.click();
      other.document.body.append(gauge);
      await gauge.updateComplete;
      openMenu(button, [[{ label: 'Something' }]]);
      const menu = part(gauge, '.menu');
      expect(getComputedStyle(menu).position).to.equal('fixed');
      const { right, bottom } = menu.getBoundingClientRect();
      expect(right).to.be.at.most(800);
      expect(bottom).to.be.at.most(600);
      const { PointerEvent } = other.document.defaultView as Window & typeof globalThis;
      other.document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
      expect(gauge.shadowRoot?.querySelector('.menu')).to.equal(null);
    });
  });

  describe(`what is copied and saved in ${name}`, () => {
    it('is by the window that shows it, for a browser lets only that one do it', async () => {
      const other = open();
      const view = other.document.defaultView as Window & typeof globalThis;
      const table = elementOf<SvTable>('sv-table');
      other.document.body.append(table);
      await waitUntil(() => table.shadowRoot?.querySelector('[data-key]'), 'it has rows');
      const saved: string[] = [];
      view.HTMLAnchorElement.prototype.click = function () {
        saved.push(this.download);
      };
      part(table, '[part=menu]').click();
      const itemOf = (label: string) =>
        [...(table.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])].find(
          ({ textContent }) => textContent?.trim() === label,
        );
      await waitUntil(() => itemOf('Save picture'), 'the menu is open');
      itemOf('Save picture')?.click();
      await waitUntil(() => itemOf('Picture saved'), 'it is saved');
      expect(saved.length).to.equal(1);
      itemOf('Export CSV')?.click();
      await waitUntil(() => itemOf('Exported'), 'its rows are saved');
      expect(saved[1]).to.equal('widget.csv');
      const copied: string[] = [];
      view.navigator.clipboard.writeText = async (text) => void copied.push(text);
      await copyText('a tag', view);
      expect(copied).to.deep.equal(['a tag']);
      other.close();
    });
  });

  describe(`a board in ${name}`, () => {
    it('has the styles of all that is in it, its controls and its handles, and hears its keys', async () => {
      const other = open();
      const relay = await TestRelay.start();
      const feed = await relay.feed({
        type: 'config',
        title: 'Shop',
        widgets: { orders: { widget_type: 'table', title: 'Orders', columns: [{ name: 'region', type: 'string' }] } },
      });
      await feed.commit({ orders: { up: [['1', 'Oslo']] } });
      const board = document.createElement('sv-dashboard') as SvDashboard;
      board.src = relay.url;
      document.body.append(board);
      const inBoard = (selector: string) => board.shadowRoot?.querySelector<HTMLElement>(selector);
      await waitUntil(() => inBoard('sv-board-controls')?.shadowRoot?.querySelector('.control'), 'it has controls');
      await board.arrange();
      await waitUntil(() => inBoard('.handle'), 'it is being arranged');
      other.document.body.append(board);
      await waitUntil(() => inBoard('sv-table')?.shadowRoot?.querySelector('[data-key]'), 'it has rows');
      const handle = inBoard('.handle') as HTMLElement;
      expect(getComputedStyle(handle).position).to.equal('absolute');
      for (const tag of ['sv-table', 'sv-status', 'sv-board-controls']) {
        expect(inBoard(tag)?.shadowRoot?.adoptedStyleSheets.length, tag).to.be.greaterThan(1);
      }
      const { KeyboardEvent } = other.document.defaultView as Window & typeof globalThis;
      inBoard('sv-status')?.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'k', bubbles: true, composed: true, cancelable: true }),
      );
      await waitUntil(() => board.hasAttribute('kiosk'), 'it is a kiosk');
      await feed.commit({ orders: { up: [['2', 'Rome']] } });
      await waitUntil(() => inBoard('sv-table')?.shadowRoot?.querySelector('[data-key="2"]'), 'it goes on');
      board.remove();
      other.close();
      await relay.kill();
    });
  });
}
