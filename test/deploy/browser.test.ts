import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { openPage, statusText, tableRows } from '../e2e/harness.js';
import { launchBrowser } from '../kit/chromium.js';
import { ORDERS } from '../kit/fixture.js';
import { untilSeen } from '../kit/until.js';
import type { Client } from './client.js';
import { Deployment, PASSWORD, USER } from './deployment.js';
import { PROXIES } from './proxy.js';

async function logIn(page: Page): Promise<void> {
  await page.type('#user', USER);
  await page.type('#password', PASSWORD);
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), page.keyboard.press('Enter')]);
}

for (const kind of PROXIES) {
  const skip = kind.whyNot ?? false;

  describe(`a browser in front of ${kind.name}`, { timeout: 120_000 }, () => {
    let browser: Browser;

    before(async () => {
      if (skip) return;
      // Its names are this machine, and its certificates vouch for themselves.
      const args = ['--host-resolver-rules=MAP *.example.com 127.0.0.1, MAP example.com 127.0.0.1'];
      browser = await launchBrowser({ args, acceptInsecureCerts: true });
    });
    after(() => browser?.close());

    /** Logs in, and sees a row that is committed then. */
    async function followRow(site: Deployment, client: Client, key: string): Promise<Page> {
      const producer = await site.producer(client);
      producer.declare(ORDERS);
      const { page, complaints } = await openPage(browser, client.url);
      assert.equal(page.url(), `${client.url}login`);
      await logIn(page);
      assert.equal(page.url(), client.url);
      await producer.commit({ orders: { up: [[key, key, 1]] } });
      await untilSeen(
        'the row is shown',
        () => tableRows(page, 'orders'),
        (rows) => rows[0]?.region === key,
      );
      assert.match(await statusText(page), /^Live/);
      assert.deepEqual(complaints, []);
      return page;
    }

    it('logs in, follows rows over wss and logs out, on a host name of its own', { skip }, async () => {
      const site = await Deployment.ownHost(kind);
      try {
        const page = await followRow(site, site.client, 'eu');
        const session = (await browser.cookies()).find(({ name }) => name.startsWith('__Host-streamviz_session_'));
        assert.deepEqual([session?.secure, session?.httpOnly, session?.path], [true, true, '/']);
        assert.equal(session?.domain, 'viz.example.com');
        const isOut = page.waitForNavigation({ waitUntil: 'domcontentloaded' });
        await (await page.$('sv-dashboard form button'))?.click();
        await isOut;
        assert.equal(page.url(), `${site.client.url}login`);
        await page.close();
      } finally {
        await site.close();
      }
    });

    it('is logged in to two relays below paths of one host name', { skip }, async () => {
      const site = await Deployment.paths(kind);
      try {
        for (const path of ['viz', 'shop']) await (await followRow(site, site.client.at(`${path}/`), path)).close();
        for (const path of ['viz', 'shop']) {
          const { url } = site.client.at(`${path}/`);
          const { page } = await openPage(browser, url);
          assert.equal(page.url(), url);
          await page.close();
        }
      } finally {
        await site.close();
      }
    });
  });
}
