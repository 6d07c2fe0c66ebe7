import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { openPage } from '../e2e/harness.js';
import { Site } from '../e2e/site.js';
import { launchBrowser } from '../kit/chromium.js';
import { untilSeen } from '../kit/until.js';
import { awaitRows } from './rows.js';
import { Shop } from './shop.js';

const built = fileURLToPath(new URL('../../frameworks/', import.meta.url));

/** Each app shows the same, written as its framework wants it: see test/frameworks/apps. */
for (const framework of ['React', 'Vue', 'Svelte', 'Angular']) {
  describe(`an app made with ${framework}`, () => {
    let browser: Browser;
    let site: Site;
    let shop: Shop;
    let page: Page;
    let complaints: string[];

    before(async () => {
      browser = await launchBrowser();
      site = await Site.open({ folder: `${built}${framework.toLowerCase()}` });
      shop = await Shop.open([site.origin]);
      await shop.put(['eu', 'Europe', 10], ['us', 'America', 20]);
      await shop.total(30);
      ({ page, complaints } = await openPage(browser, `${site.origin}/?relay=${encodeURIComponent(shop.url)}`));
    });
    after(async () => {
      await browser.close();
      await shop.close();
      site.close();
    });

    it('shows rows as they are added, updated and deleted', async () => {
      await awaitRows(page, ([first, second]) => first === 'Europe 10' && second === 'America 20');
      await shop.put(['as', 'Asia', 5]);
      await awaitRows(page, (rows) => rows[2] === 'Asia 5');
      await shop.put(['as', 'Asia', 7]);
      await awaitRows(page, (rows) => rows[2] === 'Asia 7');
      await shop.remove('eu');
      await awaitRows(page, (rows) => rows.length === 2 && rows[0] === 'America 20');
      await untilSeen(
        'the number',
        () => page.$eval('sv-stat', ({ shadowRoot }) => shadowRoot?.textContent ?? ''),
        (text) => text.includes('30'),
      );
    });

    it('hands a number and an object to properties', async () => {
      await shop.put(['af', 'Africa', 1], ['oc', 'Oceania', 2]);
      await awaitRows(page, (rows) => rows.length === 3); // Of four
      await page.click('#add');
      await awaitRows(page, ([note]) => note === 'a note of the app', '#notes');
    });

    it('hears the events of an element', async () => {
      await page.$eval('sv-table', (table) => table.dispatchEvent(new Event('sv-hide')));
      await untilSeen(
        'what the app says it heard',
        () => page.$eval('output', ({ textContent }) => textContent),
        (text) => text === 'sv-hide',
      );
    });

    it('lets go of the connection when it unmounts the elements, and has it back with them', async () => {
      await shop.viewers(1);
      await page.click('#toggle');
      await shop.viewers(0);
      assert.equal(await page.$('sv-table'), null);
      await page.click('#toggle');
      await shop.viewers(1);
      await awaitRows(page, (rows) => rows.length === 3);
    });

    it('has nothing to complain about', () => assert.deepEqual(complaints, []));
  });
}
