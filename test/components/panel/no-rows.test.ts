import { expect, fixture } from '@open-wc/testing';
import { html, unsafeStatic } from 'lit/static-html.js';
import '../../../src/define.js';
import type { StreamElement } from '../../../src/components/panel/stream-element.js';
import { waitUntil } from '../until.js';
import { drawn, elementOf, onRelay, rowsOf, textOf, valuesOf } from '../value-fixture.js';

/** Where each element says why there is nothing to see, and what it says. */
const ELEMENTS = [
  {
    tag: 'sv-table',
    at: '.message',
    waits: 'Waiting for the first row of Latency',
    deleted: 'No rows All were deleted',
  },
  {
    tag: 'sv-metric',
    at: '.message',
    waits: 'Waiting for the first row of Latency',
    deleted: 'No rows All were deleted',
  },
  {
    tag: 'sv-stat',
    at: '.message-line',
    waits: 'Waiting for the first row of Latency',
    deleted: 'No rows: all were deleted',
  },
  { tag: 'sv-gauge', at: '.read', waits: '–no row yet', deleted: '–all rows deleted' },
] as const;

describe('an element without rows', () => {
  for (const { tag, at, waits, deleted } of ELEMENTS) {
    it(`waits for the first row of its title, or says that all were deleted, also to who comes later: ${tag}`, async () => {
      const { element, relay, feed } = await onRelay<StreamElement>(tag, { widget_type: 'metric' });
      await waitUntil(() => textOf(element, at) === waits, `${textOf(element, at)}`);
      await feed.commit({ latency: { up: rowsOf([180, 184]) } });
      await waitUntil(() => textOf(element, at) !== waits, 'rows come');
      await feed.commit({ latency: { del: ['0', '1'] } });
      await waitUntil(() => textOf(element, at) === deleted, `${textOf(element, at)}`);
      await expect(element).to.be.accessible();
      element.remove();
      const name = unsafeStatic(tag);
      const late = await fixture<StreamElement>(html`<${name} src="${relay.url}?late" widget="latency"></${name}>`);
      await waitUntil(() => textOf(late, at) === deleted, `${textOf(late, at)}`);
      await feed.commit({ latency: { up: rowsOf([7]) } });
      await waitUntil(() => textOf(late, at) !== deleted, 'rows come again');
      await relay.kill();
    });

    it(`says so of local rows, too: ${tag}`, async () => {
      const values = valuesOf([1]);
      const element = await elementOf<StreamElement>(tag, values);
      values.delete('0');
      await drawn(element);
      expect(textOf(element, at)).to.equal(deleted);
    });
  }

  it('names the widget by its heading, or its id, while that is not declared', async () => {
    const { relay } = await onRelay<StreamElement>('sv-table', { widget_type: 'metric' });
    const other = await fixture<StreamElement>(html`<sv-stat src=${relay.url} widget="other"></sv-stat>`);
    await waitUntil(() => textOf(other, '.message-line') === 'Waiting for the widget other');
    other.heading = 'Others';
    await drawn(other);
    expect(textOf(other, '.message-line')).to.equal('Waiting for the widget Others');
    await relay.kill();
  });
});
