/**
 * Measures how long the generated page of a local relay takes until something is seen, and until every widget has its
 * rows; the first time, and again with what the browser has kept. As the floor, an empty page of the same text. In
 * turn.
 *
 *     node dist/bench/page/run.js [--rounds 20]
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import type { BrowserContext } from 'puppeteer-core';
import { CHROMIUM } from '../../test/kit/chromium.js';
import { launchMeasuredBrowser } from '../kit/browser.js';
import { Producer } from '../kit/producer.js';
import { MeasuredRelay } from '../kit/relay.js';
import { writeResult } from '../kit/result.js';
import { median, quantile, round } from '../kit/statistics.js';
import { installMoments, type Moments } from './moments.js';
import { rowsOfShop, SHOP } from './shop.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    chrome: { type: 'string', default: CHROMIUM },
    out: { type: 'string', default: 'bench/results/page.json' },
  },
});

async function load(context: BrowserContext, url: string, widgets: number): Promise<Moments> {
  const page = await context.newPage();
  try {
    await page.evaluateOnNewDocument(installMoments, widgets);
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    return await page.evaluate(() => window.moments);
  } finally {
    await page.close();
  }
}

const relay = await MeasuredRelay.start();
const empty = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><title>A shop</title><link rel="icon" href="data:,"><h1>A shop</h1>');
}).listen(0, '127.0.0.1');
await once(empty, 'listening');
const emptyUrl = `http://127.0.0.1:${(empty.address() as AddressInfo).port}/`;
const browser = await launchMeasuredBrowser(options.chrome);
const runs: ({ readonly page: string } & Moments)[] = [];
try {
  const producer = await Producer.open(relay.url, SHOP);
  producer.commit(JSON.stringify(rowsOfShop(Date.now())), Date.now());
  await producer.settled();
  const widgets = Object.keys(SHOP.widgets).length;
  for (let turn = 0; turn < Number(options.rounds); turn++) {
    const context = await browser.createBrowserContext(); // with a cache of its own
    runs.push({ page: 'an empty page', ...(await load(context, emptyUrl, 0)) });
    runs.push({ page: 'first visit', ...(await load(context, relay.url, widgets)) });
    runs.push({ page: 'again', ...(await load(context, relay.url, widgets)) });
    await context.close();
  }
  producer.close();
} finally {
  await browser.close();
  empty.close();
  await relay.stop();
}
const names = [...new Set(runs.map(({ page }) => page))];
const medians = names.map((page) => {
  const of = (pick: (run: Moments) => number) => runs.filter((run) => run.page === page).map(pick);
  return {
    page,
    firstPaint: round(median(of(({ firstPaint }) => firstPaint))),
    firstPaintP90: round(
      quantile(
        of(({ firstPaint }) => firstPaint),
        0.9,
      ),
    ),
    live: round(median(of(({ live }) => live))),
    liveP90: round(
      quantile(
        of(({ live }) => live),
        0.9,
      ),
    ),
  };
});
console.table(medians);
writeResult(options.out, { unit: 'ms', medians, runs });
