import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../kit/chromium.js';
import { FaultProxy } from '../kit/fault-proxy.js';
import { untilSeen } from '../kit/until.js';
import { isAlive, openPage, Pipeline, statusText, tableRows, widgetText } from './harness.js';

type Order = [region: string, amount: number, at: number];

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 5, 12, 0, 0);

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

/** The rows that the table of regions must show: the region, its total, its count; largest total first. */
function expected(orders: readonly Order[]): string[][] {
  const regions = new Map<string, { total: number; count: number }>();
  for (const [region, amount] of orders) {
    const { total, count } = regions.get(region) ?? { total: 0, count: 0 };
    regions.set(region, { total: total + amount, count: count + 1 });
  }
  return [...regions]
    .filter(([, { total }]) => total > 0)
    .sort(([, a], [, b]) => b.total - a.total)
    .map(([region, { total, count }]) => [region, total.toLocaleString('en-US'), count.toLocaleString('en-US')]);
}

async function showsExactly(page: Page, orders: readonly Order[]): Promise<void> {
  const wanted = JSON.stringify(expected(orders));
  await page.bringToFront(); // a page in the background is not drawn
  await untilSeen(
    'the table shows the state of the pipeline',
    async () => (await tableRows(page, 'orders-by-region')).map((row) => [row.region, row.total, row.count]),
    (shown) => JSON.stringify(shown) === wanted,
  );
}

describe('a dashboard from a real Pathway pipeline', () => {
  const orders: Order[] = [];
  let pipeline: Pipeline;
  let page: Page;
  let complaints: string[];

  function send(...batch: Order[]): void {
    orders.push(...batch);
    pipeline.send(batch);
  }

  before(async () => {
    pipeline = await Pipeline.start('shop.py');
    ({ page, complaints } = await openPage(browser, pipeline.url));
  });
  after(() => pipeline.stop());

  it('shows the tables, numbers and charts that were declared', async () => {
    send(['eu', 120, START], ['us', 80, START + 1000], ['asia', 1500, START + MINUTE]);
    await showsExactly(page, orders);
    await untilSeen(
      'revenue',
      () => widgetText(page, 'total-revenue'),
      (text) => text.includes('1,700'),
    );
    await untilSeen(
      'orders',
      () => widgetText(page, 'total-orders'),
      (text) => /\b3\b/.test(text),
    );
    await untilSeen(
      'gauge',
      () => widgetText(page, 'cpu'),
      (text) => text.includes('75.5'),
    );
    await untilSeen(
      'latency',
      () => widgetText(page, 'latency'),
      (text) => text.includes('42.5'),
    );
    const [event] = await untilSeen(
      'log',
      () => tableRows(page, 'events'),
      (rows) => rows.length === 1,
    );
    assert.deepEqual(event, { time: '12:34', level: 'ERROR', msg: 'Failed' });
    assert.equal(await page.title(), 'E-Commerce Analytics');
  });

  it('updates rows in place, adds new ones and removes deleted ones', async () => {
    send(['eu', 5000, START + MINUTE], ['africa', 10, START + MINUTE]);
    await showsExactly(page, orders);
    send(['us', -80, START + 2 * MINUTE]);
    await showsExactly(page, orders);
    assert.ok(!(await tableRows(page, 'orders-by-region')).some((row) => row.region === 'us'));
  });

  it('asks for each widget once, on one link', async () => {
    const eager = await browser.newPage();
    await eager.evaluateOnNewDocument(() => {
      const said: string[] = [];
      Object.assign(window, { said });
      window.WebSocket = class extends WebSocket {
        constructor(...address: ConstructorParameters<typeof WebSocket>) {
          super(...address);
          said.push('open');
        }
        override send(text: string): void {
          const { type, widget } = JSON.parse(text);
          if (type.endsWith('subscribe')) said.push(`${type} ${widget}`);
          super.send(text);
        }
      };
    });
    await eager.goto(pipeline.url);
    await showsExactly(eager, orders);
    const said = await eager.evaluate(() => (window as unknown as { said: string[] }).said);
    const widgets = Object.keys((await (await fetch(`${pipeline.url}config.json`)).json()).widgets);
    assert.deepEqual(said.sort(), ['open', ...widgets.map((id) => `subscribe ${id}`)].sort());
    await eager.close();
  });

  it('shows a browser that joins late the same, without a flash', async () => {
    const late = await openPage(browser, pipeline.url);
    await showsExactly(late.page, orders);
    const flashes = await late.page.evaluate(() => {
      const all = (root: ParentNode): Element[] =>
        [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
      return all(document).filter((one) => one.hasAttribute('data-flash') || one.hasAttribute('data-new')).length;
    });
    assert.equal(flashes, 0);
    assert.deepEqual(late.complaints, []);
    await late.page.close();
  });

  it('exports what it shows', async () => {
    const csv = await (await fetch(`${pipeline.url}export/orders-by-region.csv?sort=[["total","desc"]]`)).text();
    const [head, ...rows] = csv.trim().split(/\r?\n/);
    assert.equal(head, 'region,total,count');
    assert.deepEqual(
      rows.map((row) => row.split(',')[0]),
      expected(orders).map(([region]) => region),
    );
  });

  it('is exact after the network was away', async () => {
    const proxy = await FaultProxy.before(Number(new URL(pipeline.url).port));
    const { page: far } = await openPage(browser, proxy.url);
    await showsExactly(far, orders);
    proxy.down();
    await far.bringToFront();
    await untilSeen(
      'the page says that it reconnects',
      () => statusText(far),
      (text) => /reconnecting/i.test(text),
    );
    send(['africa', -10, START + 3 * MINUTE], ['oceania', 77, START + 3 * MINUTE], ['eu', 1, START + 3 * MINUTE]);
    await showsExactly(page, orders);
    proxy.up();
    await showsExactly(far, orders);
    await far.close();
    proxy.close();
  });

  it('goes on when the relay is killed', async () => {
    const { relayPid } = pipeline;
    process.kill(relayPid, 'SIGKILL');
    send(['eu', 40, START + 4 * MINUTE], ['arctic', 3, START + 4 * MINUTE]);
    await untilSeen(
      'another relay runs',
      () => pipeline.relayPid,
      (pid) => pid > 0 && pid !== relayPid,
    );
    send(['asia', 1, START + 4 * MINUTE]);
    await showsExactly(page, orders);
    assert.ok(pipeline.isRunning);
  });

  it('complains of nothing while it works', () => {
    const unexpected = complaints.filter((text) => !/WebSocket connection|net::ERR_CONNECTION/.test(text));
    assert.deepEqual(unexpected, []);
  });

  it('says when the pipeline has ended, keeps its values, and leaves no process behind', async () => {
    const { relayPid } = pipeline;
    pipeline.send('fail');
    await untilSeen(
      'the page says that the pipeline failed',
      () => statusText(page),
      (text) => /failed|reconnecting/i.test(text),
    );
    await untilSeen(
      'the pipeline is gone',
      () => pipeline.isRunning,
      (runs) => !runs,
    );
    await untilSeen(
      'the relay is gone',
      () => isAlive(relayPid),
      (alive) => !alive,
    );
    assert.match(pipeline.output, /the order book is on fire/);
    await showsExactly(page, orders);
  });
});
