import { expect, fixture } from '@open-wc/testing';
import { html, unsafeStatic } from 'lit/static-html.js';
import '../../../src/define.js';
import type { StreamElement } from '../../../src/components/panel/stream-element.js';
import { Collection } from '../../../src/core/collection.js';
import { waitUntil } from '../until.js';
import { columnsOf, drawn, part, START } from '../value-fixture.js';

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
  // With a ground of its own the menu's button is over what is shown, for those who point at it.
  const isFloating = (one: Element) =>
    one.matches('.more') && getComputedStyle(one).backgroundColor !== 'rgba(0, 0, 0, 0)';
  const clashes = [words.filter((one) => !isFloating(one)), inside].flatMap((group) =>
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

describe('the menu of the smallest box', () => {
  for (const [tag, width] of [['sv-metric', 120] as const, ['sv-gauge', 90] as const, ['sv-stat', 240] as const]) {
    it(`is reached by key in <${tag}>`, async () => {
      const element = await boxOf(tag, ELEMENTS[tag] ?? {}, false);
      element.style.setProperty('inline-size', `${width}px`);
      element.style.setProperty('block-size', '44px');
      await drawn(element);
      const button = part(element, '.more');
      button.focus();
      await waitUntil(() => getComputedStyle(button).opacity === '1');
      expect(visible(element, '.more')).to.deep.equal([button]);
      const [box, around] = [button.getBoundingClientRect(), element.getBoundingClientRect()];
      expect(box.height).to.be.at.least(24);
      expect([box.top >= around.top, box.right <= around.right, box.bottom <= around.bottom]).to.not.include(false);
      expect(document.elementFromPoint(box.x + 12, box.y + 12)).to.equal(element);
      expect(element.shadowRoot?.elementFromPoint(box.x + 12, box.y + 12)?.closest('.more')).to.equal(button);
    });
  }
});

describe('a narrow chart', () => {
  it('has all digits of its values in the legend, and its menu beside its title', async () => {
    const element = await boxOf('sv-metric', { format: ',.2f' }, false);
    element.collection?.upsert('new', START + 60_000, 1_234_665.89, 'A partner with a long name');
    element.style.setProperty('block-size', '260px');
    for (const width of [120, 140, 165, 180, 199, 240]) {
      element.style.setProperty('inline-size', `${width}px`);
      await drawn(element);
      const right = part(element, '.legend').getBoundingClientRect().right;
      for (const value of visible(element, '.legend b')) {
        const name = `${width}: ${value.textContent}`;
        // Firefox has wider digits: the narrowest legend cuts them there, and says so by an ellipsis
        const isCut = width === 120 && value.scrollWidth > value.clientWidth;
        if (isCut) expect(value.closest('[title]')?.getAttribute('title'), name).to.contain(value.textContent);
        else expect(value.scrollWidth, name).to.be.at.most(value.clientWidth);
        expect(value.getBoundingClientRect().right, name).to.be.at.most(right + 0.5);
      }
      const [title, menu] = ['h2', '.more'].map((selector) => part(element, selector).getBoundingClientRect());
      expect(menu?.top, `${width}`).to.be.below(title?.bottom ?? 0);
    }
  });

  it('writes no limit over another one', async () => {
    const { prototype } = CanvasRenderingContext2D;
    const { fillText } = prototype;
    const written: { words: string; y: number }[] = [];
    prototype.fillText = function (words, x, y) {
      if (words.includes('above')) written.push({ words, y: y / devicePixelRatio });
      fillText.call(this, words, x, y);
    };
    try {
      const element = await boxOf('sv-metric', { thresholds: '24920 warn, 24930 bad, 24960 bad' }, false);
      element.style.setProperty('inline-size', '300px');
      for (const height of [90, 110, 130, 170, 300]) {
        written.length = 0;
        element.style.setProperty('block-size', `${height}px`);
        await drawn(element);
        await waitUntil(() => height < 100 || written.length > 0);
        const last = new Map(written.map(({ words, y }) => [words, y])); // It may have been painted more than once
        const sorted = [...last.values()].sort((a, b) => a - b);
        const distances = sorted.slice(1).map((y, i) => y - (sorted[i] ?? 0));
        expect(Math.min(...distances), `${height}`).to.be.at.least(11);
      }
    } finally {
      prototype.fillText = fillText;
    }
  });
});

describe('a narrow gauge', () => {
  it('has its number inside the arc', async () => {
    const element = await boxOf('sv-gauge', { unit: '%', format: ',.2f' }, false);
    for (const value of [72.3, 100, 12_345.67]) {
      element.collection?.upsert('new', START + 61_000, value);
      for (const width of [100, 120, 165, 240, 400]) {
        element.style.setProperty('inline-size', `${width}px`);
        await drawn(element);
        const [dial, digits] = ['.dial', '.digits'].map((selector) => part(element, selector).getBoundingClientRect());
        const room = 2 * (70 / 240) * (dial?.width ?? 0); // The inner diameter of the arc
        expect(digits?.width, `${value} at ${width}`).to.be.at.most(room * 0.95);
      }
    }
  });
});
