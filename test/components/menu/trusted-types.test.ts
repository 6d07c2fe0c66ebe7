import { expect } from '@open-wc/testing';
import type { SvMetric, SvTable } from '../../../src/index.js';
import { waitUntil } from '../until.js';

const PAGE = `<!doctype html>
<meta http-equiv="Content-Security-Policy" content="require-trusted-types-for 'script'">
<body>
<sv-table></sv-table><sv-metric></sv-metric><sv-stat></sv-stat><sv-gauge></sv-gauge><sv-dashboard src="/nowhere/"></sv-dashboard>
<script type="module" src="/dist/streamviz.js"></script>`;

type View = Window & typeof globalThis;
type Library = typeof import('../../../src/index.js');

describe('a page that requires trusted types', () => {
  it('has no violation by elements, menus and pictures', async () => {
    const frame = document.createElement('iframe');
    frame.width = '800';
    frame.height = '600';
    frame.srcdoc = PAGE.replaceAll('/dist/', new URL('/dist/', location.href).href);
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    const view = frame.contentWindow as View;
    const violations: string[] = [];
    view.document.addEventListener('securitypolicyviolation', ({ sample, violatedDirective }) =>
      violations.push(`${violatedDirective}: ${sample}`),
    );
    await waitUntil(() => view.customElements.get('sv-dashboard'), 'the script has run');
    const { Collection } = (await import(new URL('/dist/streamviz.js', location.href).href)) as Library;
    const collection = new Collection({
      columns: [
        { name: 'time', type: 'datetime' },
        { name: 'value', type: 'number' },
      ],
    });
    collection.apply({ up: [1, 2, 3].map((i) => [`${i}`, Date.now() - i * 1000, i]) });
    for (const tag of ['sv-table', 'sv-metric', 'sv-stat', 'sv-gauge']) {
      const element = view.document.querySelector(tag) as SvTable | SvMetric;
      element.collection = collection;
      await element.updateComplete;
      const root = element.shadowRoot as ShadowRoot;
      root.querySelector<HTMLElement>('[part=menu]')?.click();
      const itemOf = (label: string) =>
        [...root.querySelectorAll<HTMLElement>('[role=menuitem]')].find(
          ({ textContent }) => textContent?.trim() === label,
        );
      await waitUntil(() => itemOf('Save picture'), 'the menu is open');
      const { click } = view.HTMLAnchorElement.prototype;
      view.HTMLAnchorElement.prototype.click = () => {};
      itemOf('Save picture')?.click();
      await waitUntil(() => itemOf('Picture saved'), 'it is saved');
      view.HTMLAnchorElement.prototype.click = click;
    }
    expect(violations).to.deep.equal([]);
    frame.remove();
  });
});
