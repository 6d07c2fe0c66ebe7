import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../kit/chromium.js';
import { NO_PDF_TOOLS } from '../kit/pdf.js';
import { assertPrinted } from './printed-board.js';

describe('a dashboard in Chromium', { skip: NO_PDF_TOOLS }, () => {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  it('is printed with all that it shows', () => assertPrinted(browser));
});
