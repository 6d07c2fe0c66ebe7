/**
 * How long the generated page of a local relay takes until something is seen, and until every widget has its rows; the
 * first time, and again with what the browser has kept. As the floor, an empty page of the same text. In turn.
 *
 *     node dist/bench/page/run.js [--rounds 20]
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { BrowserContext } from 'puppeteer-core';
import { TestProducer } from '../../test/kit/producer.js';
import { launchBrowser } from '../browser.js';
import { machine } from '../machine.js';
import { median, quantile, round } from '../statistics.js';
import { installMoments, type Moments } from './moments.js';
import { rowsOfShop, SHOP } from './shop.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    chrome: { type: 'string', default: process.env.CHROME_PATH ?? '/usr/bin/chromium' },
    out: { type: 'string', default: 'bench/results/page.json' },
  },
});

const TOKEN = 'the-producer-token-of-the-benchmark';

/** A relay in a process of its own, as Python starts it. */
async function startRelay(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, ['dist/relay.js', '--parent-stdin', '--json'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin?.write(`${JSON.stringify({ memory: true, producerToken: TOKEN, port: 0 })}\n`);
  for await (const line of createInterface(child.stdout as NodeJS.ReadableStream)) {
    const { event, port } = JSON.parse(line) as { event: string; port: number };
    if (event === 'listening') return { child, url: `http://127.0.0.1:${port}/` };
  }
  throw new Error('the relay ended before it served');
}

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

const { child, url } = await startRelay();
const empty = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><title>A shop</title><link rel="icon" href="data:,"><h1>A shop</h1>');
}).listen(0, '127.0.0.1');
await once(empty, 'listening');
const emptyUrl = `http://127.0.0.1:${(empty.address() as AddressInfo).port}/`;
const browser = await launchBrowser(options.chrome);
const runs: ({ readonly page: string } & Moments)[] = [];
try {
  const feed = await TestProducer.open(url, { token: TOKEN });
  feed.declare(SHOP.widgets, { title: SHOP.title });
  await feed.commit(rowsOfShop(Date.now()));
  const pings = setInterval(() => feed.send({ type: 'ping' }), 5000); // else it would be stale
  const widgets = Object.keys(SHOP.widgets).length;
  for (let turn = 0; turn < Number(options.rounds); turn++) {
    const context = await browser.createBrowserContext(); // with a cache of its own
    runs.push({ page: 'an empty page', ...(await load(context, emptyUrl, 0)) });
    runs.push({ page: 'first visit', ...(await load(context, url, widgets)) });
    runs.push({ page: 'again', ...(await load(context, url, widgets)) });
    await context.close();
  }
  clearInterval(pings);
  feed.socket.terminate();
} finally {
  await browser.close();
  empty.close();
  child.kill();
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
mkdirSync('bench/results', { recursive: true });
const result = { date: new Date().toISOString(), machine: machine(), unit: 'ms', medians, runs };
writeFileSync(options.out, `${JSON.stringify(result, null, 1)}\n`);
