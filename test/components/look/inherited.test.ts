import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import '../../../src/define.js';
import type { StreamElement } from '../../../src/components/panel/stream-element.js';
import { Collection } from '../../../src/core/collection.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { part, rowsOf, valuesOf } from '../value-fixture.js';
import { tabbedBoard } from './tabbed-board.js';

/** Everything that is inherited, but for what the page decides: fonts' family, colour scheme, direction, what is seen. */
const HOSTILE = `
  border-collapse: collapse; border-spacing: 9px; caption-side: bottom; caret-color: lime; color: rgb(1, 200, 3);
  cursor: wait; empty-cells: hide; fill: rgb(1, 2, 3); stroke: rgb(3, 2, 1); stroke-width: 5px; stroke-linecap: square;
  stroke-dasharray: 1 2; font: italic small-caps 900 condensed 40px / 64px cursive; font-feature-settings: 'zero';
  font-kerning: none; font-size-adjust: 1.2; font-variant-numeric: oldstyle-nums; font-variation-settings: 'wght' 900;
  hyphens: auto; image-rendering: pixelated; letter-spacing: 3px; line-break: anywhere; list-style: square inside;
  overflow-wrap: anywhere; quotes: '<' '>'; scrollbar-color: red blue; tab-size: 33; text-align: center;
  text-align-last: right; text-anchor: end; text-emphasis: filled sesame red; text-indent: 33px; text-orientation: upright;
  text-rendering: geometricPrecision; text-shadow: 2px 2px red; text-transform: uppercase; text-underline-offset: 9px;
  text-wrap: balance; user-select: none; white-space: pre; word-break: break-all; word-spacing: 13px;
  -webkit-text-stroke: 2px red; -webkit-text-fill-color: red; accent-color: red; orphans: 7; widows: 7;
  paint-order: stroke; text-justify: none;
`;

const TAGS = ['sv-table', 'sv-stat', 'sv-metric', 'sv-gauge'] as const;
type Tag = (typeof TAGS)[number];

/** An element of a fixed size, with its menu open, in a page with the style sheet. */
async function drawnIn(tag: Tag, sheet: string): Promise<Element> {
  const page = await fixture<HTMLElement>(html`<div class="page"></div>`);
  const style = document.createElement('style');
  style.textContent = sheet;
  const element = document.createElement(tag) as StreamElement;
  element.heading = 'Latency of each';
  for (const [name, value] of [
    ['width', '480px'],
    ['height', '300px'],
    ['display', 'block'],
  ] as const) {
    element.style.setProperty(name, value);
  }
  element.collection = tag === 'sv-table' ? tableRows() : valuesOf([1, 200, 31.5]);
  page.append(style, element);
  await element.updateComplete;
  await waitUntil(() => tag !== 'sv-table' || element.shadowRoot?.querySelector('[data-key]'), 'rows are drawn');
  part(element, '.more').click();
  await waitUntil(() => element.shadowRoot?.querySelector('.menu'), 'the menu is open');
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  return element;
}

function tableRows(): Collection {
  const rows = new Collection({
    columns: [
      { name: 'aBc', type: 'string' },
      { name: 'total', type: 'number', format: ',.2f' },
    ],
  });
  rows.replace([
    ['1', 'Two  words', -1234.5],
    ['2', 'b', 7],
  ]);
  return rows;
}

/** The computed styles and boxes of everything inside, by where it stands. */
function looksOf(element: Element): string[] {
  const root = element.shadowRoot as ShadowRoot;
  const origin = element.getBoundingClientRect();
  return [...root.querySelectorAll('*')].flatMap((one, i) => {
    const name = `${i} ${one.localName}.${one.getAttribute('class') ?? ''}`;
    const { x, y, width, height } = one.getBoundingClientRect();
    const box = [x - origin.x, y - origin.y, width, height].map((size) => Math.round(size * 10) / 10);
    const style = getComputedStyle(one);
    const properties = [...style].filter(
      (property) => !(one.matches('.menu, .type-probe') && POSITIONS.test(property)),
    );
    const hasPlace = (width > 0 || height > 0) && one.closest('.menu') === null; // A menu is positioned in the window
    const where = hasPlace ? [`${name}: ${box}`] : [];
    return [...where, ...properties.map((property) => `${name}: ${property}: ${style.getPropertyValue(property)}`)];
  });
}

/** A menu takes the room that the window has; Firefox gives a scrollbar of the page its part of it. */
const POSITIONS = /^(inset|left|top|right|bottom|max-inline-size|max-width)/;

/** What is other than in a page without styles, but for the names in the list. */
async function differences(tag: Tag, sheet: string): Promise<string[]> {
  const plain = looksOf(await drawnIn(tag, ''));
  const hostile = looksOf(await drawnIn(tag, sheet));
  expect(hostile.length).to.equal(plain.length);
  return hostile.filter((look, i) => look !== plain[i]);
}

describe('the styles of the page around an element', () => {
  for (const tag of TAGS) {
    it(`do not reach into <${tag}> from around it`, async () => {
      expect(await differences(tag, `.page { ${HOSTILE} writing-mode: vertical-rl; }`)).to.deep.equal([]);
    });

    it(`do not reach into <${tag}> by a rule for all elements`, async () => {
      expect(await differences(tag, `* { ${HOSTILE} }`)).to.deep.equal([]);
    });

    it(`do not reach into <${tag}> by a rule for its tag that wins over all`, async () => {
      const important = HOSTILE.replaceAll(';', ' !important;');
      expect(await differences(tag, `${tag} { ${important} }`)).to.deep.equal([]);
    });
  }

  it('do not reach into a board, its state, its controls, its tabs and the widgets in them', async () => {
    const relay = await TestRelay.start();
    const feed = await relay.feed(tabbedBoard());
    await feed.commit({ a: { up: rowsOf([1, 2]) } });
    const page = await fixture<HTMLElement>(html`<div><sv-dashboard src=${relay.url}></sv-dashboard></div>`);
    const style = document.createElement('style');
    style.textContent = `* { ${HOSTILE} }`;
    page.append(style);
    const probe = getComputedStyle(page);
    const board = page.querySelector('sv-dashboard') as Element;
    const inside = () => [...elementsIn(board)];
    for (const tag of ['sv-tabs', 'sv-stat', 'sv-status', 'sv-board-controls']) {
      await waitUntil(
        () =>
          inside()
            .find((one) => one.localName === tag)
            ?.shadowRoot?.querySelector('button'),
        tag,
      );
    }
    for (const property of UNUSED) {
      const hostile = probe.getPropertyValue(property);
      const reached = inside().filter((one) => getComputedStyle(one).getPropertyValue(property) === hostile);
      expect(
        reached.map(({ localName }) => localName),
        property,
      ).to.deep.equal([]);
    }
  });
});

/** Properties of which our styles never have the hostile value. */
const UNUSED =
  `letter-spacing text-transform text-indent word-spacing text-shadow font-style font-size line-height tab-size
  -webkit-text-stroke-width list-style-type cursor hyphens word-break white-space color fill`.split(/\s+/);

function* elementsIn(element: Element): Generator<Element> {
  for (const one of element.shadowRoot?.querySelectorAll('*') ?? []) {
    yield one;
    yield* elementsIn(one);
  }
}
