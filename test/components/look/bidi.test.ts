import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import '../../../src/define.js';
import type { StreamElement } from '../../../src/components/panel/stream-element.js';
import { Collection } from '../../../src/core/collection.js';
import type { Column, KeyedRow } from '../../../src/core/values.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { columnsOf, drawn, part, rowsOf, valuesOf } from '../value-fixture.js';

const ARABIC = 'مبيعات اليوم';

/** An element in a page that is written from right to left, or in one whose tag or style says so. */
async function inDirection(
  tag: string,
  collection: Collection,
  attributes: Record<string, string> = {},
  from: 'page' | 'tag' | 'style' = 'page',
): Promise<StreamElement> {
  const page = await fixture<HTMLElement>(html`<div></div>`);
  const element = document.createElement(tag) as StreamElement;
  if (from === 'page') page.dir = 'rtl';
  else if (from === 'tag') element.dir = 'rtl';
  else page.style.setProperty('direction', 'rtl');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.collection = collection;
  page.append(element);
  await drawn(element);
  return element;
}

/** The characters of an element as they are seen from left to right. */
function seen(element: Element): string {
  const characters: { readonly text: string; readonly left: number }[] = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { data } = node as Text;
    for (let i = 0; i < data.length; i++) {
      const range = document.createRange();
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const { left, width } = range.getBoundingClientRect();
      if (width > 0) characters.push({ text: data.charAt(i), left });
    }
  }
  characters.sort((a, b) => a.left - b.left);
  return characters.map(({ text }) => text).join('');
}

const seenIn = (element: Element, selector: string): string => seen(part(element, selector));

describe('in a page that is written from right to left', () => {
  for (const from of ['page', 'tag', 'style'] as const) {
    it(`a number keeps its sign, its currency and its unit (${from})`, async () => {
      expect(seenIn(await inDirection('sv-stat', valuesOf([-66.36]), { unit: '$' }, from), '.value')).to.equal(
        '−$66.36',
      );
      expect(seenIn(await inDirection('sv-stat', valuesOf([-66.36]), { unit: '%' }, from), '.value')).to.equal(
        '−66.36%',
      );
      const stat = await inDirection(
        'sv-stat',
        valuesOf([90, -1234.5]),
        { unit: 'ms', thresholds: '-5000 warn' },
        from,
      );
      expect(seenIn(stat, '.value')).to.equal('−1,234.50ms');
      expect(seenIn(stat, '.limit > span')).to.match(/^above −5,000\sms$/);
      expect(seenIn(stat, '.delta b')).to.match(/^[−\d,.]+\sms$/);
    });
  }

  it('a cell keeps the order of a number, a time, an id and a text', async () => {
    const columns: Column[] = [
      { name: 'total', type: 'number', format: '$,.2f' },
      { name: 'at', type: 'datetime' },
      { name: 'id', type: 'string' },
      { name: 'words', type: 'string' },
      { name: 'took', type: 'duration' },
    ];
    const rows: KeyedRow[] = [
      ['a', -1234.5, Date.UTC(2020, 9, 9, 14, 30), '-12/34 (5)', '1 of 12 >', -5000],
      ['b', 7, Date.UTC(2020, 9, 9), 'b-7', ARABIC, 1],
    ];
    const collection = new Collection({ columns });
    collection.replace(rows);
    const table = await inDirection('sv-table', collection);
    const cell = (key: string, name: string) => part(table, `[data-key="${key}"] [data-column="${name}"]`);
    await waitUntil(() => table.shadowRoot?.querySelector('[data-key]'), 'rows are drawn');
    expect(seen(cell('a', 'total'))).to.equal('−$1,234.50');
    expect(seen(cell('a', 'at'))).to.equal('2020-10-09 14:30:00');
    expect(seen(cell('a', 'id'))).to.equal('-12/34 (5)');
    expect(seen(cell('a', 'words'))).to.equal('1 of 12 >');
    expect(seen(cell('a', 'took'))).to.equal('−5 s');
    expect(seen(cell('b', 'words'))).to.equal([...ARABIC].reverse().join(''));
    expect(seenIn(table, '.count')).to.equal('2 rows');
    const rightOf = (key: string) => {
      const text = document.createRange();
      text.selectNodeContents(cell(key, 'total'));
      return text.getBoundingClientRect().right;
    };
    expect(rightOf('a')).to.be.closeTo(rightOf('b'), 1);
  });

  it('a gauge has its signs on the right side of its ends', async () => {
    const marks = async (value: number) => {
      const gauge = await inDirection('sv-gauge', valuesOf([value]), { min: '0', max: '100', unit: 'ms' });
      return [...(gauge.shadowRoot?.querySelectorAll('.mark') ?? [])].map(seen);
    };
    expect(await marks(-5)).to.deep.equal(['<0', '100']);
    expect(await marks(105)).to.deep.equal(['0', '100+']);
    const gauge = await inDirection('sv-gauge', valuesOf([-5]), { unit: '%' });
    expect(seenIn(gauge, '.read')).to.equal('−5%');
  });

  it('a chart draws its labels, its legend and its readout in their order', async () => {
    const columns = [...columnsOf(), { name: 'series', type: 'string' } as const];
    const collection = new Collection({ columns });
    collection.replace(
      ['eu (1)', ARABIC].flatMap((name, s) =>
        rowsOf([-5, -7.5]).map((row) => [`${row[0]}${s}`, row[1], row[2], name] as KeyedRow),
      ),
    );
    const metric = await inDirection('sv-metric', collection, { unit: '/s' });
    const pen = part<HTMLCanvasElement>(metric, 'canvas').getContext('2d');
    expect(pen?.direction).to.equal('ltr');
    const [first, second] = metric.shadowRoot?.querySelectorAll('.legend button') ?? [];
    expect(seen(first as Element)).to.match(/−7\.50?eu \(1\)/); // The value stands left of the name, in its own order
    expect(seen(second as Element)).to.contain([...ARABIC].reverse().join(''));
    part(metric, '.plot').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
    await waitUntil(() => metric.shadowRoot?.querySelector('.tip b'), 'a readout');
    expect(seenIn(metric, '.tip b')).to.match(/^−7\.50?\/s$/);
  });

  it('the words and the numbers of a board, its state and its controls have their order', async () => {
    const relay = await TestRelay.start();
    const stat = { widget_type: 'pathway_stat', of: 12, title: 'Sales (EU)', columns: columnsOf() } as const;
    const feed = await relay.feed({ type: 'config', title: 'Shop (1)', widgets: { stat } });
    await feed.commit({ stat: { up: rowsOf([1, 2]) } });
    const page = await fixture<HTMLElement>(
      html`<div dir="rtl"><sv-dashboard src=${relay.url} range="5m"></sv-dashboard></div>`,
    );
    const board = page.querySelector('sv-dashboard') as Element;
    await waitUntil(() => board.shadowRoot?.querySelector('sv-stat')?.shadowRoot?.querySelector('.of'), 'the stat');
    const cell = part(board, 'sv-stat');
    expect(seenIn(cell, '.of')).to.equal('1 of 12');
    expect(seenIn(cell, '.title')).to.equal('Sales (EU)');
    expect(seenIn(board, 'h1')).to.equal('Shop (1)');
    await waitUntil(() => part(board, 'sv-board-controls').shadowRoot?.querySelector('.range span'), 'the controls');
    expect(seenIn(part(board, 'sv-board-controls'), '.range span')).to.equal('Last 5 min');
  });
});

describe('in a page that is written from left to right', () => {
  it('a title and a text in Arabic are written from right to left', async () => {
    const page = await fixture<HTMLElement>(html`<div></div>`);
    const element = document.createElement('sv-table') as StreamElement;
    element.heading = `${ARABIC} 12 (EU)`;
    const collection = new Collection({ columns: [{ name: ARABIC, type: 'string' }] });
    collection.replace([['a', `${ARABIC}!`]]);
    element.collection = collection;
    page.append(element);
    await waitUntil(() => element.shadowRoot?.querySelector('[data-key]'), 'rows are drawn');
    expect(seenIn(element, 'h2').endsWith([...ARABIC].reverse().join(''))).to.equal(true);
    expect(seenIn(element, '[data-key] .cell').startsWith('!')).to.equal(true);
    const [cell, text] = [part(element, '[data-key] .cell'), document.createRange()];
    text.selectNodeContents(cell);
    expect(text.getBoundingClientRect().left).to.be.lessThan(cell.getBoundingClientRect().left + 20); // As its column
  });
});
