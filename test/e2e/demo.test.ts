import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../kit/chromium.js';
import { untilSeen } from '../kit/until.js';
import { openPage, Pipeline, tableRows, widgetText } from './harness.js';
import { Site } from './site.js';

const scripts: Pipeline[] = [];

/** Runs a script of demo/ as a newcomer does, until the tests are done; gives back the URL that it prints. */
async function run(script: string, ...args: string[]): Promise<string> {
  const pipeline = Pipeline.run(`demo/${script}`, ...args);
  scripts.push(pipeline);
  await pipeline.isShown();
  return pipeline.url;
}

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(async () => {
  await browser.close();
  await Promise.all(scripts.map((script) => script.stop('SIGINT')));
});

describe('the example of the README', () => {
  it('is the one in demo/quickstart.py', () => {
    const code = readFileSync('demo/quickstart.py', 'utf8').replace(/^""".*"""\n/, '');
    const withoutBlanks = (text: string) => text.replace(/\n+/g, '\n').trim();
    const blocks = readFileSync('README.md', 'utf8').matchAll(/```python\n([\s\S]*?)```/g);
    assert.ok([...blocks].some(([, block]) => withoutBlanks(block as string) === withoutBlanks(code)));
  });

  it('shows its two regions', async () => {
    const { page, complaints } = await openPage(browser, await run('quickstart.py'));
    await untilSeen(
      'both regions are shown',
      async () => (await tableRows(page, 'orders-by-region')).map(({ region }) => region),
      (regions) => regions.toSorted().join() === 'eu,us',
    );
    assert.deepEqual(complaints, []);
    await page.close();
  });
});

describe('the demo', () => {
  let url: string;
  let portal: Site;

  before(async () => {
    portal = await Site.open();
    url = await run('orders.py', '--rate', '200', '--seed', '1', '--allow-origin', portal.origin);
    const html = readFileSync('demo/embed.html', 'utf8').replaceAll('http://127.0.0.1:8765/', url);
    portal.pages.set('/index.html', html.replaceAll('"http://127.0.0.1:8765"', `"${url}"`));
  });
  after(() => portal.close());

  it('shows a shop at work', async () => {
    const { page, complaints } = await openPage(browser, url);
    await untilSeen(
      'products are sold',
      async () => (await tableRows(page, 'top-products')).length,
      (rows) => rows > 5,
    );
    await untilSeen(
      'regions sell',
      async () => (await tableRows(page, 'orders-by-region')).map(({ region }) => region ?? ''),
      (regions) => ['us-east', 'eu-west', 'popup-lisbon'].every((region) => regions.includes(region)),
    );
    await untilSeen(
      'events are told',
      async () => (await tableRows(page, 'events')).length,
      (rows) => rows > 2,
    );
    for (const [widget, title] of [
      ['revenue-last-5-min', /Revenue, last 5 min \$ ?[\d,]+/],
      ['checkout', /Checkout latency \d+ ?ms/],
      ['waiting', /Waiting to be packed.*orders/],
      ['orders-per-second', /Web.*Mobile|Mobile.*Web/],
    ] as const) {
      await untilSeen(
        `${widget} has a value`,
        () => widgetText(page, widget),
        (text) => title.test(text),
      );
    }
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('is embedded in a page of another origin, by tags alone', async () => {
    const { page, complaints } = await openPage(browser, portal.origin);
    await untilSeen(
      'the table is shown',
      async () => (await tableRows(page, 'orders-by-region')).length,
      (rows) => rows > 5,
    );
    await untilSeen(
      'the number is shown under its heading',
      () => widgetText(page, 'checkout'),
      (text) => /How long a checkout takes \d+/.test(text),
    );
    assert.deepEqual(complaints, []);
    await page.close();
  });
});

describe('the demo without Pathway', () => {
  it('shows how busy the machine is', async () => {
    const { page, complaints } = await openPage(browser, await run('machine.py', '--port', '0'));
    await untilSeen(
      'the load has a value',
      () => widgetText(page, 'load'),
      (text) => /Load.*\d\.\d\d/.test(text),
    );
    assert.deepEqual(complaints, []);
    await page.close();
  });
});

describe('the demo of a million sensors', () => {
  it('shows those first that have counted most, here of a thousand', async () => {
    const url = await run('million.py', '--sensors', '1000', '--rate', '200', '--port', '0');
    const { page, complaints } = await openPage(browser, url);
    const counted = async () => (await tableRows(page, 'sensors')).map(({ counted }) => numberOf(counted));
    await untilSeen(
      'all sensors are there',
      () => widgetText(page, 'sensors'),
      (text) => /1,000 rows/.test(text),
    );
    const before = (await counted())[0] ?? 0;
    await untilSeen('the first row counts on, and the order holds', counted, (rows) => {
      const isSorted = rows.every((count, i) => i === 0 || count <= (rows[i - 1] ?? 0));
      return isSorted && (rows[0] ?? 0) > before;
    });
    assert.deepEqual(complaints, []);
    await page.close();
  });
});

function numberOf(text = ''): number {
  return Number(text.replaceAll(',', ''));
}
