import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../kit/chromium.js';
import { withRelay } from '../kit/fixture.js';
import { NO_PDF_TOOLS, sheetsOf } from '../kit/pdf.js';
import { untilSeen } from '../kit/until.js';
import { openPage, widgetText } from './harness.js';
import { assertPrinted } from './printed-board.js';

const ORDERS = { widget_type: 'table', title: 'Orders', columns: [{ name: 'order', type: 'string' }] } as const;
/** More than the relay of the test sends whole, and than a window has. */
const ROWS = 2500;

describe('a dashboard in Chromium', { skip: NO_PDF_TOOLS }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  it('is printed with all that it shows', () => assertPrinted(browser));

  it('is printed with the rows of a large table by its menu, and says which it has otherwise', async () => {
    await withRelay({ maxFullRows: 500 }, async (relay) => {
      const producer = await relay.producer();
      producer.send({ type: 'config', title: 'Shop', widgets: { orders: ORDERS } });
      await producer.commit({ orders: { up: Array.from({ length: ROWS }, (_, i) => [`${i}`, orderName(i)]) } });
      const { page } = await openPage(browser, relay.url);
      await untilSeen(
        'the first rows are there',
        () => widgetText(page, 'orders'),
        (text) => /order-0003/.test(`${text}`),
      );
      const byBrowser = await printed(page);
      assert.deepEqual(ordersIn(byBrowser), namesUpTo(ordersIn(byBrowser).length));
      assert.match(byBrowser, /\d+ of 2,500 rows; “Print page” in the menu has the first 2,500/);
      await printByMenu(page);
      const byMenu = await printed(page);
      assert.deepEqual(ordersIn(byMenu), namesUpTo(ROWS), 'each row once, in order');
      assert.doesNotMatch(byMenu, /Print page/);
      await page.close();
    });
  });
});

/** Chooses "Print page" in the board's menu. The browser has no dialog here: the print goes on until its paper is there. */
async function printByMenu(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.print = () => {
      const table = document.querySelector('sv-dashboard')?.shadowRoot?.querySelector('sv-table');
      const { printing } = table as unknown as { printing: { loaded: unknown } };
      const { loaded } = printing;
      queueMicrotask(() => {
        printing.loaded = loaded;
        document.title = 'printing';
      });
    };
  });
  const button = await page.$('>>> sv-dashboard >>> .toolbar [part~=menu]');
  await button?.click();
  const item = await untilSeen(
    'the menu is open',
    () => page.$('>>> [role=menuitem] ::-p-text(Print page)'),
    (found) => found !== null,
  );
  await item?.click();
  await untilSeen(
    'it prints',
    () => page.title(),
    (title) => title === 'printing',
  );
}

async function printed(page: Page): Promise<string> {
  return sheetsOf(await page.pdf({ format: 'A4' }))
    .map(({ text }) => text)
    .join('\n');
}

function ordersIn(text: string): string[] {
  return text.match(/order-\d+/g) ?? [];
}

function namesUpTo(count: number): string[] {
  return Array.from({ length: count }, (_, i) => orderName(i));
}

function orderName(index: number): string {
  return `order-${String(index).padStart(4, '0')}`;
}
