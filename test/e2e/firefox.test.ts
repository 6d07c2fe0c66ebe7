import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { FIREFOX, launchFirefox } from '../kit/firefox.js';
import { NO_PDF_TOOLS } from '../kit/pdf.js';
import { untilSeen } from '../kit/until.js';
import { openPage, Pipeline, statusText, tableRows, widgetText } from './harness.js';
import { assertPrinted } from './printed-board.js';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 5, 12, 0, 0);
const skip = FIREFOX === '' && 'there is no Firefox: name one, FIREFOX_PATH=/path/to/firefox';

describe('a dashboard in Firefox', { skip }, () => {
  let browser: Browser;
  let pipeline: Pipeline;
  let page: Page;
  let complaints: string[];

  before(async () => {
    [browser, pipeline] = await Promise.all([launchFirefox(), Pipeline.start('shop.py')]);
    ({ page, complaints } = await openPage(browser, pipeline.url));
  });
  after(() => Promise.all([browser.close(), pipeline.stop()]));

  const regions = (wanted: string[][]) =>
    untilSeen(
      'the table shows the state of the pipeline',
      async () => (await tableRows(page, 'orders-by-region')).map((row) => [row.region, row.total, row.count]),
      (shown) => JSON.stringify(shown) === JSON.stringify(wanted),
    );

  const shows = (widget: string, text: string) =>
    untilSeen(
      widget,
      () => widgetText(page, widget),
      (shown) => shown.includes(text),
    );

  it('shows what the pipeline has, and follows it', async () => {
    pipeline.send([
      ['eu', 120, START],
      ['us', 80, START + 1000],
      ['asia', 1500, START + MINUTE],
    ]);
    await regions([
      ['asia', '1,500', '1'],
      ['eu', '120', '1'],
      ['us', '80', '1'],
    ]);
    await shows('total-revenue', '1,700');
    await shows('cpu', '75.5');
    await shows('latency', '42.5');
    pipeline.send([
      ['eu', 5000, START + MINUTE],
      ['us', -80, START + 2 * MINUTE],
    ]);
    await regions([
      ['eu', '5,120', '2'],
      ['asia', '1,500', '1'],
    ]);
    assert.match(await statusText(page), /Live/);
  });

  it('logs neither errors nor warnings', () => assert.deepEqual(complaints, []));

  it('is printed with all that it shows', { skip: NO_PDF_TOOLS }, () => assertPrinted(browser));
});
