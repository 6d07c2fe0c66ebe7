import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, ElementHandle, KeyInput, Page } from 'puppeteer-core';
import { createRelay, type Relay } from '../../server/relay.js';
import { openPage } from '../e2e/harness.js';
import { Site } from '../e2e/site.js';
import { launchBrowser } from '../kit/chromium.js';
import { ASSETS, TOKEN } from '../kit/fixture.js';
import { TestProducer } from '../kit/producer.js';
import { untilSeen } from '../kit/until.js';

const time = { name: 'time', type: 'datetime', zone: 'UTC' } as const;
const value = { name: 'value', type: 'number' } as const;
const region = { name: 'region', type: 'string' } as const;
const widgets = {
  total: { widget_type: 'stat', title: 'Total', columns: [time, value] },
  cpu: {
    widget_type: 'gauge',
    title: 'CPU',
    columns: [time, value],
    thresholds: [
      [0, 'good'],
      [15, 'bad'],
    ],
  },
  rate: { widget_type: 'metric', title: 'Rate', columns: [time, value] },
  orders: { widget_type: 'table', title: 'Orders', columns: [region, { ...value, name: 'total' }] },
} as const;
const layout = { rows: [['total', 'cpu', 'rate'], [{ tabs: [{ title: 'All', rows: [['orders']] }] }]] };

/** The strictest policy that a page with a board can have. */
function policyFor({ origin, host }: URL): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${origin}`,
    `connect-src 'self' ${origin} ws://${host}`,
    'img-src data:',
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');
}

describe('a page with the strictest policy', () => {
  let browser: Browser;
  let relay: Relay;
  let site: Site;
  let producer: TestProducer;

  before(async () => {
    site = await Site.open({ folder: ASSETS });
    relay = createRelay({ port: 0, producerToken: TOKEN, assets: ASSETS, allowOrigin: [site.origin] });
    const { url } = await relay.listen();
    producer = await TestProducer.open(url);
    producer.send({ type: 'config', title: 'Shop', theme: 'dark', layout, widgets });
    const now = Date.now();
    const points = (all: number[]) => all.map((v, i): [string, number, number] => [`${i}`, now - 4000 + i * 1000, v]);
    await producer.commit({
      total: { up: points([1, 2, 3]) },
      cpu: { up: points([10, 20]) },
      rate: { up: points([1, 4, 2, 3]) },
      orders: { up: Array.from({ length: 200 }, (_, i) => [`${i}`, `region ${i}`, i]) },
    });
    browser = await launchBrowser();
    site.headers = { 'Content-Security-Policy': policyFor(new URL(url)) };
    site.pages.set('/watch.js', WATCH);
    site.pages.set('/orders.ndjson', RECORDING.map((line) => JSON.stringify(line)).join('\n'));
    const scripts = `<script src="/watch.js"></script><script type="module" src="${url}streamviz.js"></script>`;
    site.page('recording', '<sv-table src="/orders.ndjson"></sv-table>', scripts);
    site.page('board', `<sv-dashboard fill src="${url}"></sv-dashboard>`, scripts);
  });
  after(async () => {
    await browser.close();
    producer.socket.terminate();
    await relay.close();
    site.close();
  });

  it('has no violation by a live board, whatever its viewer does with it', async () => {
    const { page, complaints } = await openPage(browser, `${site.origin}/board.html`);
    const shown = (selector: string) => shownIn(page, selector);
    const press = async (selector: string) => (await shown(selector)).evaluate((element) => element.click());
    const choose = (label: string) => untilSeen(`the menu has ${label}`, () => pressItem(page, label), Boolean);
    const key = (name: KeyInput) => page.keyboard.press(name);
    await shown('sv-table >>> [data-key]');

    for (const tag of ['sv-stat', 'sv-gauge', 'sv-metric', 'sv-table']) {
      await press(`${tag} >>> [part=menu]`);
      await choose('Save picture');
      await choose('Picture saved');
      await choose('Export CSV');
      await key('Escape');
    }
    await press('sv-dashboard >>> .toolbar [part=menu]');
    await choose('Save picture');
    await choose('Picture saved');
    await choose('Arrange');
    await shown('.handle');
    await key('ArrowRight');
    await press('.control.hide');
    await press('.arranging .control:last-of-type');
    await press('sv-status >>> [part=latency]');
    await shown('sv-latency >>> .verdict');
    await key('Escape');

    await press('.control.find');
    await shown('#search:popover-open');
    await page.keyboard.type('orders');
    await key('Enter');
    await press('.control.range');
    await choose('Last 5 min');
    await press('.control.range');
    await choose('From');
    await shown('dialog[open]');
    await key('Escape');
    await press('.control.view');
    await choose('High contrast');
    await press('.control.view');
    await choose('Keyboard');
    await shown('dialog[open]');
    await key('Escape');
    await press('.control.pause');
    await press('.control.pause');

    await press('sv-table >>> [role=columnheader] button');
    await producer.commit({ orders: { up: [['new', 'a new region', 1000]] } });
    await shown('sv-table >>> [data-key=new]');
    await page.evaluate(selectRows);
    await page.keyboard.down('Control');
    await key('c');
    await page.keyboard.up('Control');
    await page.pdf();
    assert.deepEqual(await violationsIn(page), []);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('has none by a recording and its player', async () => {
    const { page, complaints } = await openPage(browser, `${site.origin}/recording.html`);
    await shownIn(page, 'sv-table >>> [data-key]');
    await (await shownIn(page, 'sv-player >>> button')).evaluate((button) => button.click());
    assert.deepEqual(await violationsIn(page), []);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('tells a violation that there is', async () => {
    const { page } = await openPage(browser, `${site.origin}/board.html`);
    await page.evaluate(() => {
      try {
        document.body.innerHTML = '<p>';
      } catch {}
    });
    await untilSeen(
      'it is kept',
      () => violationsIn(page),
      (all) => all.length === 1,
    );
    await page.close();
  });
});

const RECORDING = [
  { type: 'config', title: 'Shop', widgets: { orders: widgets.orders } },
  { type: 'subscribed', widget: 'orders', mode: 'full', from: 0 },
  { type: 'rows', widget: 'orders', from: 0, to: 1, up: [['1', 'Oslo', 1]] },
  { type: 'sync', position: 1, time: 0, commit: 0, state: 'live', rate: 30 },
];

/** An element in any shadow root, once it is there. */
async function shownIn(page: Page, selector: string): Promise<ElementHandle<HTMLElement>> {
  const found = await untilSeen(
    `there is ${selector}`,
    () => page.$(`>>> ${selector}`),
    (element) => element !== null,
  );
  return found as ElementHandle<HTMLElement>;
}

/** Selects what is in the table of the board. */
function selectRows(): void {
  const table = document.querySelector('sv-dashboard')?.shadowRoot?.querySelector('sv-table');
  const rows = table?.shadowRoot?.querySelector('[data-key]')?.parentElement;
  if (rows) document.getSelection()?.selectAllChildren(rows);
}

/** Presses a line of the open menu, in whatever element it is. */
async function pressItem(page: Page, label: string): Promise<boolean> {
  for (const item of await page.$$('>>> [role^=menuitem]')) {
    const isIt = await item.evaluate((element, wanted) => {
      const found = element.textContent?.trim().startsWith(wanted) === true;
      if (found && !wanted.endsWith('saved')) (element as HTMLElement).click();
      return found;
    }, label);
    if (isIt) return true;
  }
  return false;
}

/** Keeps what the page's policy is violated by. */
const WATCH = `globalThis.violations = [];
addEventListener('securitypolicyviolation', ({ violatedDirective, sample, blockedURI, sourceFile }) =>
  violations.push([violatedDirective, sample, blockedURI, sourceFile].join(' ')));`;

function violationsIn(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as { violations: string[] }).violations);
}
