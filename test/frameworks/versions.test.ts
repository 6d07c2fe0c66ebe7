import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { VERSION } from '../../src/core/version.js';
import { openPage } from '../e2e/harness.js';
import { Site } from '../e2e/site.js';
import { launchBrowser } from '../kit/chromium.js';
import { ASSETS } from '../kit/fixture.js';
import { until } from '../kit/until.js';
import { awaitRows } from './rows.js';
import { Shop } from './shop.js';

const OTHER = '99.1.2';

describe('two copies of StreamViz in one page', () => {
  let browser: Browser;
  let site: Site;
  let shop: Shop;
  let ours: string;
  let other: string;

  before(async () => {
    browser = await launchBrowser();
    site = await Site.open({ folder: ASSETS });
    shop = await Shop.open([site.origin]);
    await shop.put(['eu', 'Europe', 10]);
    const bundle = await readFile(`${ASSETS}streamviz.js`, 'utf8');
    assert.ok(bundle.includes(VERSION));
    // With its parts: each asks for what it shares under the name of the bundle
    for (const name of (await readdir(ASSETS)).filter((file) => /^streamviz.*\.js$/.test(file))) {
      const text = await readFile(`${ASSETS}${name}`, 'utf8');
      site.pages.set(`/other/${name}`, text.replaceAll(VERSION, OTHER));
    }
    ours = `${shop.url}streamviz.js`;
    other = `${site.origin}/other/streamviz.js`;
  });
  after(async () => {
    await browser.close();
    await shop.close();
    site.close();
  });

  /** Loads the scripts one after the other. Gives what the page complains about, once it is at least so many sentences. */
  async function complaintsOf(name: string, scripts: readonly string[], sentences: number): Promise<string[]> {
    const tags = scripts.map((src) => `<script type="module" src="${src}"></script>`).join('');
    const table = `<sv-table src="${shop.url}" widget="orders"></sv-table>`;
    const { page, complaints } = await openPage(browser, site.page(name, table, tags));
    await awaitRows(page, ([first]) => first === 'Europe 10');
    await shop.viewers(1);
    await until(() => complaints.length >= sentences, 'complaints of the page');
    await page.close();
    return complaints;
  }

  it('are as one if they are of the same version', async () => {
    assert.deepEqual(await complaintsOf('same', [ours, `${site.origin}/streamviz.js`], 0), []);
  });

  it('leave the tags to the first if their versions differ, and say so once, with both addresses', async () => {
    for (const [first, second, winner, loser] of [
      [ours, other, VERSION, OTHER],
      [other, ours, OTHER, VERSION],
    ] as const) {
      assert.deepEqual(await complaintsOf('different', [first, second], 1), [
        `StreamViz ${loser} (${second}) leaves <sv-stat> and its other tags to StreamViz ${winner} (${first}), which was first on this page. Load one version only.`,
      ]);
    }
  });

  it('say so if it is not StreamViz that has taken a name', async () => {
    const taken = site.page(
      'taken',
      '',
      `<script>customElements.define('sv-stat', class extends HTMLElement {});</script><script type="module" src="${ours}"></script>`,
    );
    const { page, complaints } = await openPage(browser, taken);
    await until(() => complaints.length > 0, 'complaints of the page');
    assert.deepEqual(complaints, [
      `StreamViz ${VERSION} (${ours}) cannot register <sv-stat>: another script of this page has taken the name. Remove one of the two.`,
    ]);
    await page.close();
  });
});
