import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, ElementHandle, Page } from 'puppeteer-core';
import { openPage } from '../e2e/harness.js';
import { Site } from '../e2e/site.js';
import { launchBrowser } from '../kit/chromium.js';
import { ASSETS } from '../kit/fixture.js';
import { untilSeen } from '../kit/until.js';
import { awaitRows } from './rows.js';
import { Shop } from './shop.js';

const TAGS = ['sv-table', 'sv-stat', 'sv-metric', 'sv-gauge'] as const;

/** Moves elements with local rows, and a board of a relay, into a picture-in-picture window, and back when it closes. */
const SCRIPT = `
import { Collection } from '/streamviz.js';
const columns = [{ name: 'time', type: 'datetime', zone: 'UTC' }, { name: 'value', type: 'number' }];
const collection = new Collection({ columns });
collection.replace([1, 5, 2].map((v, i) => [String(i), Date.now() - 3000 + i * 1000, v]));
const main = document.querySelector('main');
for (const element of main.querySelectorAll('[heading]')) element.collection = collection;
globalThis.saved = [];
globalThis.add = (v) => collection.upsert('new', Date.now(), v);
document.querySelector('button').onclick = async () => {
  const view = await documentPictureInPicture.requestWindow({ width: 480, height: 640 });
  view.HTMLAnchorElement.prototype.click = function () { saved.push(this.download); };
  view.document.body.append(main);
  view.addEventListener('pagehide', () => document.body.append(main));
};`;

interface Numbers {
  add(value: number): void;
  readonly saved: readonly string[];
}

describe('elements in a picture-in-picture window', () => {
  let browser: Browser;
  let site: Site;
  let shop: Shop;

  before(async () => {
    browser = await launchBrowser({ defaultViewport: null }); // The window has a size of its own
    site = await Site.open({ folder: ASSETS });
    shop = await Shop.open([site.origin]);
    await shop.put(['eu', 'Europe', 10]);
    site.pages.set('/floating.js', SCRIPT);
    const tags = TAGS.map((tag) => `<${tag} id="own-${tag}" heading="Numbers"></${tag}>`).join('');
    const board = `<sv-dashboard src="${shop.url}"></sv-dashboard>`;
    const script = '<script type="module" src="/floating.js"></script>';
    site.page('index', `<button>Float</button><main>${tags}${board}</main>${script}`);
  });
  after(async () => {
    await browser.close();
    await shop.close();
    site.close();
  });

  /** Opens the page, and the window by a press. */
  async function float(): Promise<{ page: Page; floating: Page; complaints: string[] }> {
    const { page, complaints } = await openPage(browser, site.origin);
    await awaitRows(page, (rows) => rows.length === 3, '#own-sv-table');
    await awaitRows(page, ([first]) => first === 'Europe 10', '[widget=orders]');
    const opened = new Promise<Page | null>((resolve) =>
      browser.once('targetcreated', (target) => resolve(target.page())),
    );
    await page.click('button');
    const floating = await opened;
    assert.ok(floating, 'the window is a page');
    floating.on('console', (message) => complaints.push(message.text()));
    floating.on('pageerror', (error) => complaints.push(String(error)));
    await element(floating, 'main');
    return { page, floating, complaints };
  }

  it('have their styles there and are live, and go back when it closes', async () => {
    const { page, floating, complaints } = await float();
    for (const tag of TAGS) await hasStyles(floating, `#own-${tag}`);
    await hasStyles(floating, 'sv-dashboard >>> sv-table');
    await addNumber(page, 77);
    for (const tag of ['sv-table', 'sv-stat', 'sv-gauge']) await shows(floating, `#own-${tag}`, '77');
    const chart = await element(floating, '#own-sv-metric >>> canvas');
    await untilSeen('the chart is painted', () => chart.evaluate(inkOf), Boolean);
    await shop.put(['us', 'America', 20]);
    await shows(floating, 'sv-dashboard >>> sv-table', 'America');

    await floating.close();
    await element(page, 'main');
    for (const tag of TAGS) await hasStyles(page, `#own-${tag}`);
    await addNumber(page, 88);
    await shows(page, '#own-sv-stat', '88');
    await shop.remove('us');
    await awaitRows(page, (rows) => rows.join() === 'Europe 10', '[widget=orders]');
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('open their menus there, which save for that window', async () => {
    const { page, floating, complaints } = await float();
    for (const tag of TAGS) {
      const inTag = (selector: string) => `#own-${tag} >>> ${selector}`;
      await press(floating, await element(floating, inTag('[part=menu]')));
      const menu = await element(floating, inTag('.menu'));
      assert.equal(await menu.evaluate((menu) => getComputedStyle(menu).position), 'fixed', 'it has its styles');
      const actions = [
        ['Save picture', 'Picture saved'],
        ['Export CSV', 'Exported'],
      ] as const;
      for (const [label, done] of actions) {
        const items = await menu.$$('[role=menuitem]');
        const labels = await Promise.all(items.map((item) => item.evaluate((item) => item.textContent?.trim())));
        const item = items[labels.indexOf(label)];
        assert.ok(item, `there is ${label}`);
        await press(floating, item);
        await untilSeen(
          `${tag}: ${done}`,
          () => menu.evaluate((menu) => menu.textContent ?? ''),
          (text) => text.includes(done),
        );
      }
      await floating.keyboard.press('Escape');
      await untilSeen(
        'the menu is closed',
        () => menu.evaluate((menu) => menu.isConnected),
        (isThere) => !isThere,
      );
    }
    const saved = await page.evaluate(() => (globalThis as unknown as Numbers).saved);
    assert.deepEqual(
      saved.map((name) => name.replace(/^.*\./, '')),
      TAGS.flatMap(() => ['png', 'csv']),
    );
    assert.deepEqual(complaints, []);
    await page.close();
  });
});

/**
 * An element once it is there, by selectors through shadow roots. By the page's own script: what Puppeteer looks with sees
 * no shadow root of an element that was moved into another window.
 */
async function element(page: Page, path: string): Promise<ElementHandle<Element>> {
  const found = await untilSeen(
    `there is ${path}`,
    () => page.evaluateHandle(find, path.split(' >>> ')).then((handle) => handle.asElement()),
    (found) => found !== null,
  );
  return found as ElementHandle<Element>;
}

function find(path: readonly string[]): Element | null | undefined {
  const [first = '', ...others] = path;
  return others.reduce<Element | null | undefined>(
    (outer, selector) => outer?.shadowRoot?.querySelector(selector),
    document.querySelector(first),
  );
}

/** Presses an element as a mouse does, when the window has scrolled to it: a scroll closes a menu. */
async function press(page: Page, pressed: ElementHandle<Element>): Promise<void> {
  const { x, y } = await pressed.evaluate(async (element) => {
    element.scrollIntoView({ block: 'nearest' });
    const view = element.ownerDocument.defaultView ?? window;
    for (let frames = 0; frames < 2; frames++) await new Promise((resolve) => view.requestAnimationFrame(resolve));
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  });
  await page.mouse.click(x, y);
}

async function hasStyles(page: Page, selector: string): Promise<void> {
  const panel = await element(page, `${selector} >>> .panel`);
  await untilSeen(
    `${selector} has its styles`,
    () => panel.evaluate((panel) => getComputedStyle(panel).backgroundColor),
    (colour) => colour !== 'rgba(0, 0, 0, 0)',
  );
}

async function shows(page: Page, selector: string, text: string): Promise<void> {
  const shown = await element(page, selector);
  await untilSeen(
    `${selector} shows ${text}`,
    () => shown.evaluate(({ shadowRoot }) => shadowRoot?.textContent ?? ''),
    (all) => all.includes(text),
  );
}

async function addNumber(page: Page, value: number): Promise<void> {
  await page.evaluate((value) => (globalThis as unknown as Numbers).add(value), value);
}

/** Whether anything is drawn on a canvas. */
function inkOf(element: Element): boolean {
  const { width, height } = element as HTMLCanvasElement;
  const pen = (element as HTMLCanvasElement).getContext('2d');
  return width > 0 && pen?.getImageData(0, 0, width, height).data.some((part) => part > 0) === true;
}
