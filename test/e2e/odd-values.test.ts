import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../kit/chromium.js';
import { untilSeen } from '../kit/until.js';
import { openPage, Pipeline, tableRows } from './harness.js';

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

describe('a pipeline with awkward values', () => {
  it('runs, and shows each of them', async () => {
    const pipeline = await Pipeline.start('odd_values.py');
    const { page, complaints } = await openPage(browser, pipeline.url);
    await page.setViewport({ width: 2400, height: 900 });
    pipeline.send('3');
    const [row] = await untilSeen(
      'the row is shown',
      () => tableRows(page, 'odd'),
      (rows) => rows.length === 1,
    );
    assert.ok(row);
    assert.match(String(row.when), /2025/);
    assert.match(String(row.json), /<\/script>/);
    assert.equal(row.nan, '–');
    assert.match(String(row.endless), /^−(∞|Infinity)$/);
    assert.match(String(row.array), /0.*1.*2/);
    assert.equal(row.huge, '9,007,199,254,740,993');
    assert.match(String(row.raw), /AP8=|2 B/);
    assert.equal(row.nothing, '–');
    for (const name of ['n', '@timestamp', '__proto__', 'key', '']) assert.equal(row[name], '3', `column "${name}"`);
    pipeline.send('4');
    await untilSeen(
      'the next row is shown',
      () => tableRows(page, 'odd'),
      (rows) => rows.length === 2,
    );
    assert.deepEqual(complaints, []);
    await pipeline.stop();
  });
});
