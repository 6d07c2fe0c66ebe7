import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../kit/chromium.js';
import { untilSeen } from '../kit/until.js';
import { openPage, Pipeline, tableRows, widgetElement, widgetText } from './harness.js';
import { Site } from './site.js';

describe('tags in a page of another origin', () => {
  let browser: Browser;
  let pipeline: Pipeline;
  let known: Site;
  let stranger: Site;

  before(async () => {
    browser = await launchBrowser();
    known = await Site.open();
    stranger = await Site.open();
    pipeline = await Pipeline.start('shop.py', '0', known.origin);
    const tags = `<script type="module" src="${pipeline.url}streamviz.js"></script>
      <sv-table src="${pipeline.url}" widget="orders-by-region"></sv-table>
      <sv-stat src="${pipeline.url}" widget="total-orders"></sv-stat>`;
    for (const site of [known, stranger]) site.page('index', tags);
    pipeline.send([['eu', 120, Date.UTC(2026, 0, 5)]]);
  });
  after(async () => {
    await browser.close();
    await pipeline.stop();
    known.close();
    stranger.close();
  });

  it('are live where the relay allows the origin', async () => {
    const { page, complaints } = await openPage(browser, known.origin);
    await untilSeen(
      'the row is shown',
      () => tableRows(page, 'orders-by-region'),
      (rows) => rows[0]?.region === 'eu',
    );
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('are live as the menu of a widget copies them', async () => {
    const { page: board } = await openPage(browser, pipeline.url);
    await browser
      .defaultBrowserContext()
      .overridePermissions(new URL(pipeline.url).origin, ['clipboard-read', 'clipboard-sanitized-write']);
    await board.bringToFront();
    const table = await widgetElement(board, 'orders-by-region');
    const press = (selector: string, text: string) =>
      untilSeen(
        `there is ${text}`,
        () =>
          table.evaluate(
            ({ shadowRoot }, selector, text) => {
              const all = [...(shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
              const found = all.find((one) => (one.ariaLabel ?? one.textContent ?? '').includes(text));
              found?.click();
              return found !== undefined;
            },
            selector,
            text,
          ),
        (isThere) => isThere,
      );
    await press('button', 'Menu: Orders');
    await press('[role=menuitem]', 'Copy tag');
    const tag = await untilSeen(
      'the tag is copied',
      () => board.evaluate(() => navigator.clipboard.readText().catch(String)),
      (text) => text.includes('<sv-table'),
    );
    await board.close();
    const { page, complaints } = await openPage(browser, known.page('index', tag));
    await untilSeen(
      'the row is shown',
      () => tableRows(page, 'orders-by-region'),
      (rows) => rows[0]?.region === 'eu',
    );
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('say where they come from and what would allow it where it does not', async () => {
    const { page } = await openPage(browser, stranger.origin);
    const text = await untilSeen(
      'the tag says that it is refused',
      () => widgetText(page, 'orders-by-region'),
      (text) => text.includes(stranger.origin),
    );
    assert.match(text, /--allow-origin|allow_origin/);
    await page.close();
  });
});
