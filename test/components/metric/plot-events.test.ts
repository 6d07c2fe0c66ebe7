import { expect } from '@open-wc/testing';
import type { SvMetric } from '../../../src/components/metric/sv-metric.js';
import { Collection } from '../../../src/core/collection.js';
import type { KeyedRow } from '../../../src/core/values.js';
import { waitUntil } from '../until.js';
import { drawn, elementOf, part, START, textOf } from '../value-fixture.js';

async function chart(): Promise<SvMetric> {
  const collection = new Collection({
    columns: [
      { name: 'time', type: 'datetime', zone: 'UTC' },
      { name: 'value', type: 'number' },
    ],
  });
  collection.replace(Array.from({ length: 101 }, (_, i): KeyedRow => [`${i}`, START + i * 1000, i]));
  const metric = await elementOf<SvMetric>('sv-metric', collection, {});
  await drawn(metric);
  return metric;
}

describe('the gestures of a chart', () => {
  it('are loaded with the first key on a page, and lose neither it nor the next ones', async () => {
    const metric = await chart();
    const plot = part(metric, '.plot');
    const keys = ['End', 'ArrowLeft', 'ArrowLeft'].map(
      (key) => new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, composed: true }),
    );
    for (const key of keys) plot.dispatchEvent(key);
    expect(keys.map(({ defaultPrevented }) => defaultPrevented)).to.deep.equal([true, true, true]);
    expect(metric.shadowRoot?.querySelector('.tip')).to.equal(null);
    await waitUntil(() => metric.shadowRoot?.querySelector('.tip'));
    expect(textOf(metric, '.tip b')).to.equal('98');
  });

  it('are there at once for every other chart', async () => {
    const metric = await chart();
    const plot = part(metric, '.plot');
    const { left, width, top } = plot.getBoundingClientRect();
    plot.dispatchEvent(new PointerEvent('pointermove', { clientX: left + width / 2, clientY: top + 20 }));
    await drawn(metric);
    expect(Number(textOf(metric, '.tip b'))).to.be.closeTo(50, 1);
  });
});
