import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../kit/chromium.js';
import { untilSeen } from '../kit/until.js';
import { openPage, Pipeline, tableRows, violations, widgetText } from './harness.js';
import { Site } from './site.js';

const VIEWER_TOKEN = 'a-token-of-the-tests.1';

async function logIn(page: Page, user: string, password: string): Promise<void> {
  await page.$eval('#user', (field) => ((field as HTMLInputElement).value = ''));
  await page.type('#user', user);
  await page.type('#password', password);
  await Promise.all([page.waitForNavigation({ waitUntil: 'domcontentloaded' }), page.keyboard.press('Enter')]);
}

describe('a dashboard with a user and a password', () => {
  let browser: Browser;
  let pipeline: Pipeline;
  let portal: Site;
  let origin: string;

  before(async () => {
    browser = await launchBrowser();
    portal = await Site.open();
    // Another site than 127.0.0.1, to which the browser sends no cookie of the relay's.
    origin = portal.origin.replace('127.0.0.1', 'localhost');
    Object.assign(process.env, { STREAMVIZ_AUTH: 'ann:se:cret', STREAMVIZ_VIEWER_TOKEN: VIEWER_TOKEN });
    pipeline = await Pipeline.start('shop.py', '0', origin);
    pipeline.send([['eu', 120, Date.UTC(2026, 0, 5)]]);
  });
  after(async () => {
    await browser.close();
    await pipeline.stop();
    portal.close();
  });

  it('asks for them, says when they are wrong, leads on to the page that was asked for, and back out', async () => {
    const asked = `${pipeline.url}?theme=dark`;
    const { page, complaints } = await openPage(browser, asked);
    assert.equal(new URL(page.url()).pathname, '/login');
    for (const theme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
      assert.deepEqual(await violations(page), []);
    }
    assert.deepEqual(complaints, []);
    await logIn(page, 'ann', 'wrong');
    assert.match(await page.$eval('[role=alert]', (alert) => alert.textContent ?? ''), /Wrong user or password\./);
    assert.equal(await page.$eval(':focus', ({ id }) => id), 'password');
    assert.deepEqual(await violations(page), []);
    complaints.length = 0; // The browser names the status of the answer
    await logIn(page, 'ann', 'se:cret');
    assert.equal(page.url(), asked);
    const shown = (rows: Record<string, string>[]) => rows[0]?.region === 'eu';
    await untilSeen('the row is shown', () => tableRows(page, 'orders-by-region'), shown);
    assert.deepEqual(complaints, []);
    assert.deepEqual(await violations(page), []);

    const { port } = new URL(pipeline.url);
    const cookies = await browser.cookies();
    const names = () => browser.cookies().then((all) => all.map(({ name }) => name).sort());
    assert.deepEqual(await names(), [`streamviz_browser_${port}`, `streamviz_session_${port}`]);
    for (const { httpOnly, sameSite, path, secure } of cookies) {
      assert.deepEqual([httpOnly, sameSite, path, secure], [true, 'Lax', '/', false]);
    }

    const other = await openPage(browser, asked);
    await untilSeen('another tab shows the row', () => tableRows(other.page, 'orders-by-region'), shown);
    await page.bringToFront();
    const isOut = page.waitForNavigation({ waitUntil: 'domcontentloaded' });
    await (await page.$('sv-dashboard form button'))?.click();
    await isOut;
    assert.equal(new URL(page.url()).pathname, '/login');
    assert.deepEqual(await names(), [`streamviz_browser_${port}`], 'it is known, and shown nothing');
    // By itself, though nobody looks at it.
    await untilSeen(
      'the other tab is at the login page',
      async () => new URL(other.page.url()).pathname,
      (path) => path === '/login',
    );
    await other.page.bringToFront();
    await other.page.waitForSelector('#user');
    assert.doesNotMatch(await other.page.content(), /sv-dashboard/);
    await logIn(other.page, 'ann', 'se:cret');
    assert.equal(other.page.url(), asked);
    await untilSeen('the row is shown again', () => tableRows(other.page, 'orders-by-region'), shown);
    await other.page.close();
    await page.close();
  });

  const tag = (attributes: string) => `<script type="module" src="${pipeline.url}streamviz.js"></script>
    <sv-dashboard src="${pipeline.url}" ${attributes}>
      <sv-table widget="orders-by-region"></sv-table>
    </sv-dashboard>`;

  it('is live in a page of another site with the token, which elements inside a board inherit', async () => {
    portal.page('index', tag(`token="${VIEWER_TOKEN}"`));
    const { page, complaints } = await openPage(browser, origin);
    const shown = (rows: Record<string, string>[]) => rows[0]?.region === 'eu';
    await untilSeen('the row is shown', () => tableRows(page, 'orders-by-region'), shown);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('says in a page of another site what is missing, and is live as soon as it is there', async () => {
    portal.page('index', tag('token="an-old-token-of-the-relay"'));
    const { page } = await openPage(browser, origin);
    const says = () => widgetText(page, 'orders-by-region');
    await untilSeen('the tag says that its token is wrong', says, (text) =>
      text.includes('refuses this token: give the value of STREAMVIZ_VIEWER_TOKEN (in Python: server.viewer_token)'),
    );
    await page.evaluate((token) => {
      const board = document.querySelector('sv-dashboard');
      Object.assign(board ?? {}, { getToken: async () => token });
    }, VIEWER_TOKEN);
    const shown = (rows: Record<string, string>[]) => rows[0]?.region === 'eu';
    await untilSeen('the row is shown', () => tableRows(page, 'orders-by-region'), shown);
    portal.page('index', tag(''));
    await page.goto(origin);
    await untilSeen('the tag says that it needs one', says, (text) =>
      text.includes('refuses viewers that have not logged in: log in there, or give this element its token'),
    );
    await page.close();
  });
});
