import { expect, fixture, html } from '@open-wc/testing';
import '../../../src/define.js';
import { Collection } from '../../../src/core/collection.js';
import type { KeyedRow } from '../../../src/core/values.js';
import type { SvMetric } from '../../../src/index.js';
import { waitUntil } from '../until.js';
import { columnsOf, drawn, part, START, textOf } from '../value-fixture.js';

const LINES = [...columnsOf(), { name: 'series', type: 'string' }] as const;
const LONG = 'a service with a name that nobody shortened '.repeat(3).trim();

async function metricOf(
  series: readonly (string | null)[],
  attributes: Record<string, string> = {},
): Promise<SvMetric> {
  const metric = await fixture<SvMetric>(html`<sv-metric heading="Latency"></sv-metric>`);
  for (const [name, value] of Object.entries(attributes)) metric.setAttribute(name, value);
  for (const [name, value] of [
    ['inline-size', '360px'],
    ['block-size', '240px'],
  ]) {
    metric.style.setProperty(name as string, value as string);
  }
  metric.collection = new Collection({ columns: LINES });
  metric.collection.replace(
    series.flatMap((name, s) =>
      Array.from({ length: 101 }, (_, i): KeyedRow => [`${s} ${i}`, START + i * 1000, 1000 * s + i, name]),
    ),
  );
  await drawn(metric);
  return metric;
}

function point(metric: SvMetric, type: string, share: number, pointerType = 'mouse'): void {
  const plot = part(metric, '.plot');
  plot.setPointerCapture = () => {}; // Only a real pointer can be captured
  const { left, top, width } = plot.getBoundingClientRect();
  const at = { clientX: left + width * share, clientY: top + 20 };
  plot.dispatchEvent(new PointerEvent(type, { ...at, pointerId: 1, pointerType, bubbles: true, composed: true }));
}

/** All that a browser dispatches when a finger taps. */
async function tap(metric: SvMetric, share: number): Promise<void> {
  for (const type of ['pointerdown', 'pointerup', 'pointerleave']) point(metric, type, share, 'touch');
  await waitUntil(() => metric.shadowRoot?.querySelector('.tip'));
  await drawn(metric);
}

const tip = (metric: SvMetric) => metric.shadowRoot?.querySelector<HTMLElement>('.tip') ?? null;
const press = (target: Element) =>
  target.dispatchEvent(new PointerEvent('pointerdown', { pointerType: 'touch', bubbles: true, composed: true }));

describe('a tap on a chart', () => {
  it('leaves its read-out, until something else is tapped', async () => {
    const metric = await metricOf(['Web']);
    await tap(metric, 0.5);
    expect(Number(textOf(metric, '.tip b'))).to.be.closeTo(50, 1);
    await tap(metric, 0.25);
    expect(Number(textOf(metric, '.tip b'))).to.be.closeTo(25, 1);
    press(document.body);
    await drawn(metric);
    expect(tip(metric)).to.equal(null);
  });

  it('keeps to its point while new ones move the chart, and leaves with the element', async () => {
    const metric = await metricOf(['Web']);
    await tap(metric, 0.5);
    const read = textOf(metric, '.tip b');
    metric.collection?.apply({ up: [['new', START + 150_000, 3, 'Web']] });
    await drawn(metric);
    expect(textOf(metric, '.tip b')).to.equal(read);
    const around = metric.parentElement as HTMLElement;
    metric.remove();
    around.append(metric);
    await drawn(metric);
    expect(tip(metric)).to.equal(null);
  });

  it('that is dragged zooms, and leaves no read-out', async () => {
    const metric = await metricOf(['Web']);
    await tap(metric, 0.1);
    point(metric, 'pointerdown', 0.25, 'touch');
    point(metric, 'pointermove', 0.75, 'touch');
    point(metric, 'pointerup', 0.75, 'touch');
    point(metric, 'pointerleave', 0.75, 'touch');
    await drawn(metric);
    expect(metric.zoom?.first).to.be.closeTo(START + 25_000, 1000);
    expect(tip(metric)).to.equal(null);
    expect(getComputedStyle(part(metric, '.plot')).touchAction).to.equal('pan-y pinch-zoom');
  });

  it('goes with the page that is scrolled by it', async () => {
    const metric = await metricOf(['Web']);
    await tap(metric, 0.5);
    point(metric, 'pointerdown', 0.5, 'touch');
    point(metric, 'pointercancel', 0.5, 'touch');
    await drawn(metric);
    expect(tip(metric)).to.equal(null);
  });

  it('is not left by a mouse', async () => {
    const metric = await metricOf(['Web']);
    point(metric, 'pointermove', 0.5);
    await waitUntil(() => tip(metric));
    point(metric, 'pointerleave', 0.5);
    await drawn(metric);
    expect(tip(metric)).to.equal(null);
  });
});

describe('names and units of any length', () => {
  const cases: Readonly<Record<string, readonly (string | null)[]>> = {
    'long ones': [LONG, `${LONG} too`],
    'forty of them': Array.from({ length: 40 }, (_, i) => `${i} ${LONG}`),
    'ones with line breaks': [`a\nb\n\nc`, 'd'],
    'ones without spaces': ['x'.repeat(200), 'y'.repeat(200)],
    'ones from right to left': ['خدمة الطلبات '.repeat(10), 'Web'],
    'none, and none at all': ['', null, 'Web'],
  };
  for (const [what, names] of Object.entries(cases)) {
    it(`leave values in the legend, and the read-out in the window: ${what}`, async () => {
      const metric = await metricOf(names, { format: ',.3f', unit: 'requests per second and shard' });
      const box = metric.getBoundingClientRect();
      const legend = part(metric, '.legend').getBoundingClientRect();
      expect(legend.right).to.be.at.most(box.right);
      for (const button of metric.shadowRoot?.querySelectorAll('.legend button') ?? []) {
        const value = (button.querySelector('b') as Element).getBoundingClientRect();
        expect(value.right, button.textContent ?? '').to.be.at.most(legend.right + 1);
        expect(value.left).to.be.at.least(button.getBoundingClientRect().left);
        expect(button.getBoundingClientRect().height).to.be.at.most(32);
        expect(button.querySelector('.name')?.textContent?.trim()).to.not.equal('');
      }
      for (const share of [0.02, 0.45, 0.55, 0.98]) {
        point(metric, 'pointermove', share);
        await waitUntil(() => tip(metric));
        await drawn(metric);
        const { left, top, right, bottom } = (tip(metric) as HTMLElement).getBoundingClientRect();
        expect(left).to.be.at.least(0);
        expect(top).to.be.at.least(0);
        expect(right).to.be.at.most(innerWidth);
        expect(bottom).to.be.at.most(innerHeight);
        for (const value of metric.shadowRoot?.querySelectorAll('.tip b') ?? []) {
          expect(value.getBoundingClientRect().right).to.be.at.most(right);
        }
      }
    });
  }
});
