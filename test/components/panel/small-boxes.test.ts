import { expect, fixture } from '@open-wc/testing';
import { html, unsafeStatic } from 'lit/static-html.js';
import '../../../src/define.js';
import type { StreamElement } from '../../../src/components/panel/stream-element.js';
import { Collection } from '../../../src/core/collection.js';
import { waitUntil } from '../until.js';
import { columnsOf, drawn, START } from '../value-fixture.js';

const HEIGHTS = [40, 60, 72, 88, 104, 120, 140, 160, 200];
const WIDTHS = [80, 120, 180, 240, 400];
const SERIES = [...columnsOf(), { name: 'series', type: 'string' }] as const;

const ELEMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'sv-metric': { unit: '/s', thresholds: '260 warn, 300 bad' },
  'sv-gauge': { unit: 'messages', max: '40000', thresholds: '0 good, 20000 warn, 32000 bad' },
  'sv-stat': { unit: '$', thresholds: '0 good, 200 bad' },
  'sv-table': {},
};

async function boxOf(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  isEmpty: boolean,
): Promise<StreamElement> {
  const name = unsafeStatic(tag);
  const element = await fixture<StreamElement>(html`<${name} heading="Orders by region and hour"></${name}>`);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  const isMetric = tag === 'sv-metric';
  element.collection = new Collection({ columns: isMetric ? SERIES : columnsOf() });
  const rows = Array.from({ length: 60 }, (_, i) => [`${i}`, START + i * 1000, 24_910 + i] as const);
  const series = ['Web', 'Mobile application', 'A partner with a long name'];
  if (isMetric) {
    element.collection.replace(
      series.flatMap((one) => rows.map(([key, time, value]) => [key + one, time, value, one])),
    );
  } else if (!isEmpty) element.collection.replace(rows.map((row) => [...row]));
  await drawn(element);
  return element;
}

/** The part of an element that is painted: what no ancestor cuts off. */
function paintedRect(element: Element, host: Element): DOMRect | undefined {
  let { left, top, right, bottom } = element.getBoundingClientRect();
  for (let around = element.parentElement; around !== null && around !== host; around = around.parentElement) {
    if (getComputedStyle(around).overflowY === 'visible') continue;
    const box = around.getBoundingClientRect();
    [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
    [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
  }
  return right - left < 1 || bottom - top < 1 ? undefined : new DOMRect(left, top, right - left, bottom - top);
}

function visible(element: StreamElement, selector = '*'): Element[] {
  const all = [...(element.shadowRoot?.querySelectorAll(selector) ?? [])];
  return all.filter((one) => {
    const { visibility, clipPath } = getComputedStyle(one);
    const isHidden = one.closest('.visually-hidden, style, defs, linearGradient') !== null;
    return !isHidden && visibility === 'visible' && clipPath === 'none' && one.getClientRects().length > 0;
  });
}

function nameOf(one: Element): string {
  return `${one.localName}.${one.getAttribute('class') ?? ''} ${one.textContent?.trim().slice(0, 20)}`;
}

/** What is painted outside the element's box. */
function spilled(element: StreamElement): string[] {
  const box = element.getBoundingClientRect();
  return visible(element).flatMap((one) => {
    const rect = paintedRect(one, element);
    if (rect === undefined) return [];
    const over = [box.left - rect.left, box.top - rect.top, rect.right - box.right, rect.bottom - box.bottom];
    return Math.max(...over) > 1 ? [`${nameOf(one)} by ${Math.round(Math.max(...over))} px`] : [];
  });
}

/** Pixels of a line that are not of its letters. */
const LEADING = 5;

/** Which parts that hold words are over each other. */
function overlapping(element: StreamElement): string[] {
  const words = visible(
    element,
    'h2, .about, .end, .note, .more, .body, .title, .of, .limit, .value, .delta, .message-line',
  );
  const inside = visible(element, '.mark, .word, .read');
  const clashes = [words, inside].flatMap((group) =>
    group.flatMap((a, i) => group.slice(i + 1).map((b) => [a, b] as const)),
  );
  return clashes.flatMap(([a, b]) => {
    const [one, other] = [paintedRect(a, element), paintedRect(b, element)];
    if (one === undefined || other === undefined || a.contains(b) || b.contains(a)) return [];
    const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    const isWide = a.matches('.word, .read') || b.matches('.word, .read'); // As wide as the dial, with words in the middle
    return across > 1 && down > LEADING && !isWide ? [`${nameOf(a)} over ${nameOf(b)}`] : [];
  });
}

for (const [tag, attributes] of Object.entries(ELEMENTS)) {
  describe(`<${tag}> in a small box`, () => {
    for (const isEmpty of [false, true]) {
      it(`${isEmpty ? 'without rows ' : ''}paints nothing outside it, and nothing over anything else`, async () => {
        const element = await boxOf(tag, attributes, isEmpty);
        const wrong: string[] = [];
        for (const height of HEIGHTS) {
          for (const width of WIDTHS) {
            element.style.setProperty('block-size', `${height}px`);
            element.style.setProperty('inline-size', `${width}px`);
            await drawn(element);
            const found = [...spilled(element), ...overlapping(element)];
            if (found.length > 0) wrong.push(`${width} × ${height}: ${found.join(', ')}`);
          }
        }
        expect(wrong.join('\n')).to.equal('');
      });
    }

    it('keeps to a height that is at most so much, and to its share of a flexible page', async () => {
      const element = await boxOf(tag, attributes, false);
      element.style.setProperty('block-size', 'auto');
      element.style.setProperty('max-block-size', '90px');
      await drawn(element);
      expect(spilled(element)).to.deep.equal([]);
    });
  });
}

describe('a chart that gets low', () => {
  it('has a line down to forty pixels, without a title below eighty by two hundred', async () => {
    const element = await boxOf('sv-metric', {}, false);
    const shown = async (width: number, height: number) => {
      element.style.setProperty('inline-size', `${width}px`);
      element.style.setProperty('block-size', `${height}px`);
      await drawn(element);
      const canvas = visible(element, 'canvas')[0] as HTMLCanvasElement;
      await waitUntil(() => canvas.height >= 36 * devicePixelRatio - 2);
      return ['h2', '.legend'].map((selector) => visible(element, selector).length);
    };
    expect(await shown(400, 200)).to.deep.equal([1, 1]);
    expect(await shown(400, 100)).to.deep.equal([1, 0]);
    expect(await shown(400, 40)).to.deep.equal([1, 0]);
    expect(await shown(120, 40)).to.deep.equal([0, 0]);
  });

  it('has its usual height where the page gives it none', async () => {
    const element = await boxOf('sv-metric', {}, false);
    for (const display of ['', 'block']) {
      element.style.setProperty('display', display);
      await drawn(element);
      expect(element.offsetHeight).to.equal(220);
      expect(['h2', '.legend'].map((selector) => visible(element, selector).length)).to.deep.equal([1, 1]);
    }
  });
});
