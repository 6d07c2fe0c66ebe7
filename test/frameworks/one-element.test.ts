import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { openPage } from '../e2e/harness.js';
import { Site } from '../e2e/site.js';
import { launchBrowser } from '../kit/chromium.js';
import { awaitRows } from './rows.js';
import { Shop } from './shop.js';

describe('a page that imports one element from npm', () => {
  let browser: Browser;
  let site: Site;
  let shop: Shop;

  before(async () => {
    browser = await launchBrowser();
    site = await Site.open({ folder: fileURLToPath(new URL('../../frameworks/vite/', import.meta.url)) });
    shop = await Shop.open([site.origin]);
  });
  after(async () => {
    await browser.close();
    await shop.close();
    site.close();
  });

  it('has that one, live, and no other', async () => {
    await shop.put(['eu', 'Europe', 10]);
    const { page, complaints } = await openPage(browser, `${site.origin}/?relay=${encodeURIComponent(shop.url)}`);
    await awaitRows(page, ([first]) => first === 'Europe 10');
    assert.ok(await page.$('sv-stat:not(:defined)'));
    assert.deepEqual(complaints, []);
  });
});
