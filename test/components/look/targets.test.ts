import { expect, fixture } from '@open-wc/testing';
import { html } from 'lit';
import '../../../src/define.js';
import { DASHES, dashOf, forcedDashOf } from '../../../src/chart/series/dashes.js';
import { metric as metricStyles } from '../../../src/components/metric/sv-metric.styles.js';
import type { StreamElement } from '../../../src/components/panel/stream-element.js';
import { Collection } from '../../../src/core/collection.js';
import type { KeyedRow } from '../../../src/core/values.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { columnsOf, drawn, part, rowsOf, valuesOf } from '../value-fixture.js';
import { tabbedBoard } from './tabbed-board.js';

const LINES = [...columnsOf(), { name: 'series', type: 'string' }] as const;

function linesOf(names: readonly string[]): Collection {
  const collection = new Collection({ columns: LINES });
  const rows = names.flatMap((name, i) =>
    rowsOf([1, 2]).map((row): KeyedRow => [`${row[0]}${i}`, row[1] ?? 0, i, name]),
  );
  collection.replace(rows);
  return collection;
}

async function shown(
  tag: string,
  collection: Collection,
  attributes: Record<string, string> = {},
): Promise<StreamElement> {
  const page = await fixture<HTMLElement>(html`<div></div>`);
  const element = document.createElement(tag) as StreamElement;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.collection = collection;
  page.append(element);
  await drawn(element);
  return element;
}

function* elementsIn(element: Element): Generator<Element> {
  for (const one of element.shadowRoot?.querySelectorAll('*') ?? []) {
    yield one;
    yield* elementsIn(one);
  }
}

/** Everything in an element that a finger has to hit, and that is smaller than 24 × 24 CSS pixels. */
function smallTargets(element: Element): string[] {
  return [...elementsIn(element)]
    .filter((one) => one.matches('button, input, select, textarea, a[href], summary, [tabindex="0"], [role=slider]'))
    .map((one) => ({ one, ...one.getBoundingClientRect().toJSON() }))
    .filter(({ width, height }) => width > 0 && height > 0 && (width < 24 || height < 24))
    .map(({ one, width, height }) => `${one.outerHTML.slice(0, 80)}: ${width} × ${height}`);
}

describe('the targets of a pointer are at least 24 pixels wide and high', () => {
  for (const scale of ['1', '0.6']) {
    it(`in every element, at a scale of ${scale}`, async () => {
      const rows = new Collection({
        columns: [
          { name: 'a', type: 'string' },
          { name: 'b', type: 'integer' },
        ],
      });
      rows.replace([['1', 'x', 1]]);
      const style = `--sv-scale: ${scale}; inline-size: 700px`;
      const elements = [
        await shown('sv-table', rows, { density: 'compact', style }),
        await shown('sv-table', rows, { style }),
        await shown('sv-metric', linesOf(['a', 'b', 'c']), { style }),
        await shown('sv-stat', valuesOf([1, 2]), { style }),
        await shown('sv-gauge', valuesOf([1, 2]), { style }),
      ];
      for (const element of elements) {
        part(element, '.more').click();
        await waitUntil(() => element.shadowRoot?.querySelector('.menu'), 'a menu');
        expect(smallTargets(element)).to.deep.equal([]);
      }
    });
  }

  it('in a board with its state, its controls and its tabs', async () => {
    const relay = await TestRelay.start();
    await relay.feed(tabbedBoard('1', '2'));
    const board = await fixture<HTMLElement>(html`<sv-dashboard src=${relay.url}></sv-dashboard>`);
    for (const tag of ['sv-tabs', 'sv-status', 'sv-board-controls']) {
      await waitUntil(() => board.shadowRoot?.querySelector(tag)?.shadowRoot?.querySelector('button'), tag);
    }
    expect(smallTargets(board)).to.deep.equal([]);
    const [, tab] = board.shadowRoot?.querySelector('sv-tabs')?.shadowRoot?.querySelectorAll('button') ?? [];
    expect(getComputedStyle(tab as Element).borderWidth).to.equal('0px'); // Forced colours draw one that is transparent
  });
});

describe('the legend of a chart', () => {
  it('has the dashes of the lines, also in forced colours, in which no two of nine lines are alike', async () => {
    const metric = await shown('sv-metric', linesOf('abcdefghij'.split('')));
    const forced = new Map(
      [metricStyles].flat().flatMap(({ styleSheet }) => {
        const media = [...(styleSheet?.cssRules ?? [])].filter((rule) => rule instanceof CSSMediaRule);
        const rules = media
          .filter(({ conditionText }) => /forced-colors/.test(conditionText))
          .flatMap((rule) => [...rule.cssRules]);
        return rules.map((rule) => [(rule as CSSStyleRule).selectorText, (rule as CSSStyleRule).style] as const);
      }),
    );
    const dashes = (style: CSSStyleDeclaration | undefined) =>
      ['--_on', '--_off'].map((name) => Number.parseFloat(style?.getPropertyValue(name) ?? ''));
    const looks = new Set<string>();
    [...(metric.shadowRoot?.querySelectorAll('.legend button') ?? [])].forEach((button, slot) => {
      expect(dashes(getComputedStyle(button.querySelector('i') as Element)), `line ${slot}`).to.deep.equal([
        ...(DASHES[dashOf(slot)] ?? []),
      ]);
      const name = `.forced-dash-${forcedDashOf(slot)}`;
      expect(button.matches(name)).to.equal(true);
      expect(dashes(forced.get(name)), `line ${slot}, forced`).to.deep.equal([...(DASHES[forcedDashOf(slot)] ?? [])]);
      if (slot < 9) looks.add(`${slot % 3} ${name}`);
    });
    expect(looks.size).to.equal(9);
  });
});

describe('the focus ring of a table', () => {
  it('is drawn above its head and its first column', async () => {
    const table = await shown('sv-table', new Collection({ columns: [{ name: 'a', type: 'string' }] }));
    part(table, '.scroll').focus({ focusVisible: true } as FocusOptions);
    const ring = getComputedStyle(part(table, '.body'), '::after');
    expect(ring.outlineStyle).to.equal('solid');
    expect(Number(ring.zIndex)).to.be.greaterThan(Number(getComputedStyle(part(table, '.columns')).zIndex));
    expect(Number.parseFloat(ring.outlineOffset)).to.equal(-2);
  });
});
