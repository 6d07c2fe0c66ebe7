import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import '../../../src/define.js';
import { tagFor } from '../../../src/components/menu/widget-tag.js';
import { Collection } from '../../../src/core/collection.js';
import type { SvStat, SvTable } from '../../../src/index.js';
import { TestRelay } from '../relay.js';
import { waitUntil } from '../until.js';
import { part } from '../value-fixture.js';

const columns = [{ name: 'region', type: 'string' }] as const;

/** A table of a real relay, with one row. */
async function tableOf(relay: TestRelay): Promise<SvTable> {
  const feed = await relay.feed({
    type: 'config',
    widgets: { orders: { widget_type: 'table', title: 'Orders', columns } },
  });
  await feed.commit({ orders: { up: [['1', 'eu']] } });
  const table = await fixture<SvTable>(html`<sv-table src=${relay.url} widget="orders"></sv-table>`);
  await waitUntil(() => table.matches(':state(live)'));
  return table;
}

function itemsOf(element: Element): HTMLElement[] {
  return [...(element.shadowRoot?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
}

function labelsOf(element: Element): (string | undefined)[] {
  return itemsOf(element).map(({ textContent }) => textContent?.trim());
}

function itemOf(element: Element, label: string): HTMLElement {
  const item = itemsOf(element).find(({ textContent }) => textContent?.trim() === label);
  if (item === undefined) throw new Error(`there is no "${label}"; there are: ${labelsOf(element)}`);
  return item;
}

function focusedOf(element: Element): string | null | undefined {
  const focused = element.shadowRoot?.activeElement;
  return focused?.ariaLabel ?? focused?.textContent?.trim();
}

async function openMenu(element: Element): Promise<void> {
  part(element, '.more').click();
  await waitUntil(() => itemsOf(element).length > 0, 'the menu is open');
}

describe('the menu of a widget', () => {
  let relay: TestRelay;
  let table: SvTable;
  beforeEach(async () => {
    relay = await TestRelay.start();
    table = await tableOf(relay);
  });
  afterEach(() => relay.kill());

  for (const theme of ['light', 'dark']) {
    it(`is accessible closed and open, in ${theme} colours`, async () => {
      table.style.colorScheme = theme;
      await expect(table).to.be.accessible();
      await openMenu(table);
      await expect(table).to.be.accessible();
      const button = part(table, '.more');
      expect(button.ariaExpanded).to.equal('true');
      expect(button.getAttribute('aria-controls')).to.equal(part(table, '[role=menu]').id);
      expect(part(table, '[role=menu]').ariaLabel).to.equal('Menu: Orders');
    });
  }

  it('is opened, walked through and closed by key', async () => {
    part(table, '.more').focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => itemsOf(table).length > 0);
    const labels = labelsOf(table);
    expect(focusedOf(table)).to.equal(labels[0]);
    const seen: unknown[] = [];
    for (const press of ['ArrowDown', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'End', 'Home', 'e']) {
      await sendKeys({ press });
      seen.push(focusedOf(table));
    }
    expect(seen).to.deep.equal([
      labels[1],
      labels[0],
      labels.at(-1),
      labels[0],
      labels.at(-1),
      labels[0],
      'Export CSV',
    ]);
    await sendKeys({ press: 'Escape' });
    expect(itemsOf(table)).to.have.length(0);
    expect(focusedOf(table)).to.equal('Menu: Orders');
    await sendKeys({ press: ' ' });
    await waitUntil(() => itemsOf(table).length > 0);
    await sendKeys({ press: 'Tab' });
    expect(itemsOf(table)).to.have.length(0);
    expect(part(table, '.more').ariaExpanded).to.equal('false');
  });

  it('pauses the widget, and lets it go on', async () => {
    await openMenu(table);
    itemsOf(table)
      .find(({ textContent }) => textContent?.trim() === 'Pause')
      ?.click();
    await waitUntil(() => table.matches(':state(paused)'));
    await openMenu(table);
    expect(labelsOf(table)).to.include('Resume').and.not.include('Pause');
    itemsOf(table)
      .find(({ textContent }) => textContent?.trim() === 'Resume')
      ?.click();
    await waitUntil(() => !table.matches(':state(paused)'));
  });

  it('closes by its button, by a press elsewhere, and with its widget', async () => {
    await openMenu(table);
    part(table, '.more').click();
    expect(itemsOf(table)).to.have.length(0);
    await openMenu(table);
    document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
    expect(itemsOf(table)).to.have.length(0);
    await openMenu(table);
    const stat = await fixture<SvStat>(html`<sv-stat heading="Own"></sv-stat>`);
    part(stat, '.more').dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
    expect(itemsOf(table)).to.have.length(0);
  });

  it('lets go of the window when its widget leaves the document', async () => {
    const listening = new Set<AbortSignal>();
    const listen = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (this: EventTarget, ...args: Parameters<typeof listen>) {
      const [, , options] = args;
      if ((this === window || this === document) && typeof options === 'object' && options?.signal) {
        listening.add(options.signal);
      }
      return listen.apply(this, args);
    };
    try {
      await openMenu(table);
    } finally {
      EventTarget.prototype.addEventListener = listen;
    }
    expect(listening.size).to.be.greaterThan(0);
    table.remove();
    await waitUntil(() => [...listening].every(({ aborted }) => aborted), 'nothing listens');
    expect(itemsOf(table)).to.have.length(0);
  });

  it('stays inside the window', async () => {
    table.style.inlineSize = '120px';
    await openMenu(table);
    const { left, right, top, bottom } = part(table, '[role=menu]').getBoundingClientRect();
    expect(left).to.be.at.least(0);
    expect(top).to.be.at.least(0);
    expect(right).to.be.at.most(innerWidth);
    expect(bottom).to.be.at.most(innerHeight);
  });

  it('links to exports of all rows, in each form', async () => {
    await openMenu(table);
    const answers = await Promise.all(
      ['CSV', 'JSON', 'NDJSON'].map(async (form) => {
        const { href } = itemOf(table, `Export ${form}`) as HTMLAnchorElement;
        return (await fetch(href)).text();
      }),
    );
    expect(answers).to.deep.equal(['region\r\neu\r\n', '[{"region":"eu"}]\n', '{"region":"eu"}\n']);
  });

  it('links to nothing where src is no address of a relay; the element says what it may be', async () => {
    for (const src of ['javascript:alert(1)//', 'data:text/html,x', 'file:///x', 'http://ann:SECRET@127.0.0.1:1/']) {
      const elements = await fixture<HTMLElement>(html`<div>
        <sv-table src=${src} widget="orders"></sv-table><sv-dashboard src=${src}></sv-dashboard>
        <sv-status src=${src}></sv-status>
      </div>`);
      for (const element of elements.children) {
        const says = () => element.shadowRoot?.textContent ?? '';
        await waitUntil(() => says().includes('src "'), says());
        expect(says()).to.match(/begins with "\w+:", and a relay's address with|a relay takes a token/);
        expect(says()).not.to.contain('SECRET');
        if (element.localName === 'sv-status') continue;
        part(element, '[part=menu]').click();
        await waitUntil(() => itemsOf(element).length > 0, 'the menu is open');
        expect(labelsOf(element).filter((label) => label?.startsWith('Export'))).to.deep.equal([]);
        expect(element.shadowRoot?.querySelectorAll('a')).to.have.length(0);
      }
    }
  });

  it('copies the tag, and says so or why not', async () => {
    const written: string[] = [];
    const original = navigator.clipboard.writeText;
    navigator.clipboard.writeText = async (text) => {
      written.push(text);
    };
    await openMenu(table);
    itemOf(table, 'Copy tag').click();
    await waitUntil(() => labelsOf(table).includes('Tag copied'));
    expect(written).to.deep.equal([tagFor(relay.url, 'sv-table', 'orders')]);
    await expect(table).to.be.accessible();
    navigator.clipboard.writeText = () => Promise.reject(new Error('the page is not focused'));
    itemOf(table, 'Tag copied').click();
    await waitUntil(() => labelsOf(table).includes('Not possible: the page is not focused'));
    navigator.clipboard.writeText = original;
  });

  it('of data of the page has no tag', async () => {
    const local = await fixture<SvTable>(html`<sv-table heading="Own"></sv-table>`);
    local.collection = new Collection({ columns });
    await local.updateComplete;
    await openMenu(local);
    expect(labelsOf(local)).to.not.include('Copy tag');
  });
});

describe('the tag for another page', () => {
  it('names the script, the element and the flag', () => {
    expect(tagFor('http://127.0.0.1:8765', 'sv-stat', 'revenue')).to.equal(
      `<!-- The pipeline must name the page's origin: sv.start(allow_origin=["https://…"]) -->
<script type="module" src="http://127.0.0.1:8765/streamviz.js"></script>
<sv-stat src="http://127.0.0.1:8765/" widget="revenue"></sv-stat>
`,
    );
  });
});
