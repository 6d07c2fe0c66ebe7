import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import '../../../src/define.js';
import type { StreamElement } from '../../../src/components/panel/stream-element.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { elementOf, inState, onRelay, rowsOf, START, textOf, valuesOf } from '../value-fixture.js';
import { tabbedBoard } from './tabbed-board.js';

/** Replaces every text that may be translated by one in another language, as the translators of browsers do. */
function translate(root: ParentNode): void {
  for (const element of root.querySelectorAll('*')) if (element.shadowRoot !== null) translate(element.shadowRoot);
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) texts.push(node as Text);
  for (const text of texts) {
    if (text.data.trim() === '' || text.parentElement?.closest('[translate=no], style') != null) continue;
    const [outer, inner] = [document.createElement('font'), document.createElement('font')];
    inner.textContent = `«${text.data}»`;
    outer.append(inner);
    text.replaceWith(outer);
  }
}

const inside = (element: Element) => translate(element.shadowRoot as ShadowRoot);

describe('an element on a page that the browser translates', () => {
  it('goes on to show the values of a stat, its title and its words', async () => {
    const collection = valuesOf([100, 90]);
    const stat = await elementOf<StreamElement>('sv-stat', collection, { unit: 'ms', thresholds: '80 warn, 95 bad' });
    inside(stat);
    expect(textOf(stat, '.title')).to.equal('«Latency»');
    expect(textOf(stat, '.limit')).to.contain('«above 80');
    expect(textOf(stat, '.value')).to.equal('90ms');
    collection.apply({ up: [['9', START + 60_000, 97]] });
    stat.heading = 'Delay';
    await waitUntil(() => textOf(stat, '.value') === '97ms');
    expect(textOf(stat, '.title')).to.equal('Delay');
    expect(textOf(stat, '.limit')).to.contain('above 95');
    collection.apply({ up: [['10', START + 70_000, 60]] });
    await waitUntil(() => textOf(stat, '.value') === '60ms');
    expect(textOf(stat, '.limit')).to.equal('');
  });

  it('goes on to show the values of a gauge and the words for them', async () => {
    const collection = valuesOf([90]);
    const gauge = await elementOf<StreamElement>('sv-gauge', collection, { unit: '%', thresholds: '80 warn, 95 bad' });
    inside(gauge);
    expect(textOf(gauge, '.word')).to.equal('«High»');
    collection.apply({ up: [['9', START + 60_000, 97]] });
    await waitUntil(() => textOf(gauge, '.read') === '97%');
    expect(textOf(gauge, '.word')).to.equal('Critical');
  });

  it('goes on to show the cells of a table, their number, and that none match', async () => {
    const collection = valuesOf([1, 2]);
    const table = await elementOf<StreamElement>('sv-table', collection, { style: 'inline-size: 700px' });
    await waitUntil(() => table.shadowRoot?.querySelector('[data-key]'), 'rows are drawn');
    inside(table);
    expect(textOf(table, '[role=columnheader]')).to.equal('time');
    collection.apply({ up: [['0', START, 7]] });
    await waitUntil(() => textOf(table, '[data-key="0"] [data-column=value]') === '7');
    collection.apply({ up: [['3', START, 8]] });
    await waitUntil(() => textOf(table, '.count') === '3 rows');
  });

  it('goes on to show the legend of a chart', async () => {
    const collection = valuesOf([1, 2]);
    const metric = await elementOf<StreamElement>('sv-metric', collection);
    inside(metric);
    collection.apply({ up: [['9', START + 2000, 9]] });
    await waitUntil(() => textOf(metric, '.newest b') === '9');
  });

  it('goes on to say its state, from waiting to the end', async () => {
    for (const tag of ['sv-stat', 'sv-gauge', 'sv-metric', 'sv-table']) {
      const { element, feed } = await onRelay<StreamElement>(tag, { widget_type: 'stat' });
      await inState(element, 'waiting');
      inside(element);
      await feed.commit({ latency: { up: rowsOf([1, 2]) } });
      await inState(element, 'live');
      inside(element);
      await feed.end();
      await inState(element, 'ended');
      expect(textOf(element, '.note')).to.match(/^Finished/);
    }
  });

  it('goes on to show the title, the state and the choices of a board', async () => {
    const relay = await TestRelay.start();
    const config = { ...tabbedBoard(), description: 'Of the shop' };
    const feed = await relay.feed(config);
    await feed.commit({ a: { up: rowsOf([1, 2]) }, b: { up: rowsOf([3, 4]) } });
    const board = await fixture<HTMLElement>(html`<sv-dashboard src=${relay.url}></sv-dashboard>`);
    const child = (tag: string) => board.shadowRoot?.querySelector(tag);
    for (const tag of ['sv-tabs', 'sv-status', 'sv-board-controls', 'sv-stat']) {
      await waitUntil(() => child(tag)?.shadowRoot?.querySelector('button'), tag);
    }
    inside(board);
    expect(textOf(board, 'h1')).to.equal('«Board»');
    const controls = child('sv-board-controls') as HTMLElement;
    controls.shadowRoot?.querySelector<HTMLElement>('.pause')?.click();
    await waitUntil(() => textOf(controls, '.pause') === 'Resume');
    await waitUntil(() => textOf(child('sv-status') as Element, '.word') === 'Paused');
    const [first, second] = child('sv-tabs')?.shadowRoot?.querySelectorAll<HTMLElement>('button') ?? [];
    expect(first?.textContent).to.equal('«One»');
    second?.click();
    await waitUntil(() => child('sv-stat')?.getAttribute('widget') === 'b');
    feed.send({ ...config, title: 'Shop', description: 'All of it' });
    await waitUntil(() => textOf(board, 'h1') === 'Shop' && textOf(board, '.description') === 'All of it');
  });
});
