import { expect, fixture, html } from '@open-wc/testing';
import { boardContext } from '../../../src/components/board/board-context.js';
import '../../../src/define/sv-metric.js';
import type { SvMetric } from '../../../src/index.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';

describe('a board that is defined after the elements in it', () => {
  it('hands its state down to them, also through other shadow roots', async () => {
    const relay = await TestRelay.start();
    const columns = [
      { name: 'time', type: 'datetime', zone: 'UTC' },
      { name: 'value', type: 'number' },
    ] as const;
    await relay.feed({ type: 'config', widgets: { rate: { widget_type: 'metric', columns } } });
    const board = await fixture(html`<sv-dashboard src=${relay.url} range="5m">
      <sv-metric widget="rate"></sv-metric><section></section>
    </sv-dashboard>`);
    const inner = document.createElement('sv-metric');
    inner.src = relay.url;
    inner.widget = 'rate';
    board.querySelector('section')?.attachShadow({ mode: 'open' }).append(inner);
    const left = document.createElement('sv-metric');
    board.append(left);
    left.remove();
    expect(customElements.get('sv-dashboard')).to.equal(undefined);
    await import('../../../src/define/sv-dashboard.js');
    const outer = board.querySelector('sv-metric') as SvMetric;
    await waitUntil(() => outer.span === 300, 'the element of the page has the range');
    await waitUntil(() => inner.span === 300, 'the element in a shadow root has it, too');
    await relay.kill();
  });

  it('has the same context in each copy of StreamViz', async () => {
    const url = new URL('../../../src/components/board/board-context.js?copy', import.meta.url).href;
    const copy: { boardContext: unknown } = await import(url);
    expect(copy.boardContext).to.equal(boardContext);
  });
});
