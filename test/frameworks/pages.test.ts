import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { openPage } from '../e2e/harness.js';
import { Site } from '../e2e/site.js';
import { launchBrowser } from '../kit/chromium.js';
import { untilSeen } from '../kit/until.js';
import { awaitRows } from './rows.js';
import { Shop } from './shop.js';

describe('tags in anyone’s page', () => {
  let browser: Browser;
  let site: Site;
  let shop: Shop;
  let script: string;
  let table: string;

  before(async () => {
    browser = await launchBrowser();
    site = await Site.open();
    shop = await Shop.open([site.origin]);
    await shop.put(['eu', 'Europe', 10]);
    script = `<script type="module" src="${shop.url}streamviz.js"></script>`;
    table = `<sv-table src="${shop.url}" widget="orders"></sv-table>`;
  });
  after(async () => {
    await browser.close();
    await shop.close();
    site.close();
  });

  /** Opens a page, lets the test look at it, and finds that it had nothing to complain about. */
  async function withPage(url: string, look: (page: Page) => Promise<void>): Promise<void> {
    const { page, complaints } = await openPage(browser, url);
    try {
      await look(page);
      assert.deepEqual(complaints, []);
    } finally {
      await page.close();
    }
    await shop.viewers(0);
  }

  const showsEurope = (page: Page) => awaitRows(page, ([first]) => first === 'Europe 10', 'sv-table:not([id])');

  it('are live with one script tag, wherever it stands', async () => {
    await withPage(site.page('tag-first', `${table}${script}`), async (page) => {
      await showsEurope(page);
    });
    await withPage(site.page('script-first', table, script), async (page) => {
      await showsEurope(page);
    });
  });

  it('are live when the script comes long after them', async () => {
    await withPage(site.page('late', table), async (page) => {
      await page.waitForSelector('sv-table:not(:defined)');
      await page.addScriptTag({ type: 'module', url: `${shop.url}streamviz.js` });
      await showsEurope(page);
    });
  });

  it('may be created, moved, removed and put back', async () => {
    await withPage(site.page('moved', '<main></main><aside></aside>', script), async (page) => {
      await page.evaluate((src) => {
        const made = Object.assign(document.createElement('sv-table'), { src, widget: 'orders' });
        document.querySelector('main')?.append(made);
      }, shop.url);
      await showsEurope(page);
      await page.evaluate(() => document.querySelector('aside')?.append(document.querySelector('sv-table') ?? ''));
      await showsEurope(page);
      await shop.viewers(1);

      const removed = await page.waitForSelector('sv-table');
      await removed?.evaluate((table) => table.remove());
      await shop.viewers(0);
      await removed?.evaluate((table) => document.querySelector('main')?.append(table));
      await showsEurope(page);
      await shop.viewers(1);
    });
  });

  it('show what changed while they were hidden', async () => {
    await withPage(site.page('hidden', `<div hidden>${table}</div>`, script), async (page) => {
      await shop.viewers(1);
      await shop.put(['us', 'America', 20]);
      await page.evaluate(() => document.querySelector('div')?.removeAttribute('hidden'));
      await awaitRows(page, (rows) => rows.length === 2);
      await shop.remove('us');
    });
  });

  it('work inside the shadow roots of others, and find a dashboard around them', async () => {
    const nested = `<x-card src="${shop.url}"></x-card><script type="module">
      customElements.define('x-card', class extends HTMLElement {
        connectedCallback() {
          const outer = this.attachShadow({ mode: 'open' });
          outer.innerHTML = '<section></section>';
          const inner = outer.firstChild.attachShadow({ mode: 'open' });
          inner.innerHTML = '<sv-dashboard><sv-table widget="orders"></sv-table></sv-dashboard>';
          inner.firstChild.src = this.getAttribute('src');
        }
      });</script>`;
    await withPage(site.page('nested', nested, script), async (page) => {
      await showsEurope(page);
      await shop.viewers(1);
    });
  });

  it('share one connection to each relay of the page', async () => {
    const other = await Shop.open([site.origin]);
    await other.put(['mars', 'Mars', 1]);
    const others = table.replace(shop.url, other.url).replace('sv-table', 'sv-table id="other"');
    const stat = `<sv-stat src="${shop.url}" widget="total"></sv-stat>`;
    const scripts = `${script}<script type="module" src="${other.url}streamviz.js"></script>`;
    await withPage(site.page('two-relays', `${others}${table}${table}${stat}`, scripts), async (page) => {
      await showsEurope(page);
      await awaitRows(page, ([first]) => first === 'Mars 1', '#other');
      await shop.viewers(1);
      await other.viewers(1);
    });
    await other.close();
  });

  it('are live in a page that a generator of static sites has written, below a path, with a base and a fallback', async () => {
    const fallback = table.replace('></sv-table>', '><p>Live orders need JavaScript.</p></sv-table>');
    const article = `<nav><a href="../">Guide</a></nav><article><h1>Orders</h1><p>As they are now:</p>${fallback}</article>`;
    const url = site.page(
      'guide/orders',
      article,
      `<base href="/assets/">${script.replace('module"', 'module" async')}`,
    );
    await withPage(url, async (page) => {
      await showsEurope(page);
    });
  });

  it('break no rule of a strict Content-Security-Policy', async () => {
    const { origin, host } = new URL(shop.url);
    const policy = [
      "default-src 'none'",
      `script-src ${origin}`,
      `connect-src ${origin} ws://${host}`,
      'img-src data:', // The empty icon of the page
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types lit-html',
    ];
    site.headers = { 'Content-Security-Policy': policy.join('; ') };
    const board = `<sv-dashboard src="${shop.url}"></sv-dashboard>`;
    await withPage(site.page('strict', board, script), async (page) => {
      await showsEurope(page);
    });
    site.headers = {};
  });

  it('are shown in a frame to the origins that the relay allows, and to no other', async () => {
    const frame = `<iframe src="${shop.url}" title="Orders" width="800" height="600"></iframe>`;
    await withPage(site.page('frame', frame), async (page) => {
      const inside = await (await page.waitForSelector('iframe'))?.contentFrame();
      assert.ok(inside);
      await awaitRows(inside, ([first]) => first === 'Europe 10');
    });

    const stranger = await Site.open();
    const { page, complaints } = await openPage(browser, stranger.page('frame', frame));
    await untilSeen(
      'the browser says why the frame is empty',
      () => complaints,
      (texts) => texts.some((text) => text.includes('frame-ancestors') && text.includes(site.origin)),
    );
    await page.close();
    stranger.close();
  });
});
