import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../kit/chromium.js';
import { untilSeen } from '../kit/until.js';
import { openPage, Pipeline, tableRows, widgetElement } from './harness.js';
import { KafkaBroker } from './kafka-broker.js';

interface Order {
  readonly region: string;
  readonly amount: number;
  readonly timestamp: string;
}

const MINUTE = 60_000;
/** Whole minutes that are over: the chart goes from the first order to now. */
const MINUTES = 8;
const START = (Math.floor(Date.now() / MINUTE) - MINUTES - 1) * MINUTE;
const REGIONS = ['eu-west', 'us-east', 'ap-south', 'sa-east'];

/** Different counts in every region and minute; amounts whose sums are exact in any order. */
function ordersFrom(first: number, count: number): Order[] {
  return Array.from({ length: count }, (_, i) => {
    const n = first + i;
    const at = START + ((n * n) % (MINUTES * MINUTE));
    return {
      region: REGIONS[((n * n) % 7) % REGIONS.length] as string,
      amount: ((n * 37) % 1_000) / 4,
      timestamp: new Date(at).toISOString(),
    };
  });
}

/** The texts that the page shows of these orders: the rows of the table, both numbers, each point of the chart. */
function expected(orders: readonly Order[]) {
  const regions = new Map<string, { total: number; count: number }>();
  const minutes = new Map<number, number>();
  for (const { region, amount, timestamp } of orders) {
    const { total, count } = regions.get(region) ?? { total: 0, count: 0 };
    regions.set(region, { total: total + amount, count: count + 1 });
    const end = (Math.floor(Date.parse(timestamp) / MINUTE) + 1) * MINUTE;
    minutes.set(end, (minutes.get(end) ?? 0) + 1);
  }
  const rows = [...regions].sort(([, a], [, b]) => b.total - a.total);
  const points = [...minutes].sort(([a], [b]) => a - b);
  return {
    rows: rows.map(([region, { total, count }]) => [region, dollars(total), count.toLocaleString('en-US')].join(' ')),
    revenue: dollars(orders.reduce((sum, { amount }) => sum + amount, 0)),
    orders: orders.length.toLocaleString('en-US'),
    points: points.map(([end, count]) => `${new Date(end).toTimeString().slice(0, 8)} ${count}`),
  };
}

function dollars(amount: number): string {
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

async function shown(page: Page): Promise<ReturnType<typeof expected>> {
  const rows = await tableRows(page, 'orders-by-region');
  return {
    rows: rows.map(({ region, total, count }) => `${region} ${total} ${count}`),
    revenue: await statText(page, 'total-revenue'),
    orders: await statText(page, 'total-orders'),
    points: await chartPoints(page, 'orders-min'),
  };
}

async function statText(page: Page, widget: string): Promise<string> {
  const element = await widgetElement(page, widget);
  return element.evaluate(
    ({ shadowRoot }) => shadowRoot?.querySelector('.value')?.textContent?.replace(/\s+/g, '') ?? '',
  );
}

/** The points of a chart as the arrow keys read them, from the left edge on. */
async function chartPoints(page: Page, widget: string): Promise<string[]> {
  const element = await widgetElement(page, widget);
  await element.evaluate(({ shadowRoot }) => shadowRoot?.querySelector<HTMLElement>('.plot')?.focus());
  const points = new Set<string>();
  for (const key of ['Home', ...Array.from({ length: MINUTES + 1 }, () => 'ArrowRight' as const)] as const) {
    await page.keyboard.press(key);
    const spoken = await element.evaluate(async (chart) => {
      await (chart as Element & { updateComplete: Promise<boolean> }).updateComplete;
      return chart.shadowRoot?.querySelector('[role="status"]')?.textContent ?? '';
    });
    const [, clock, value] = /(\d\d:\d\d:\d\d): .* (\S+)$/.exec(spoken) ?? [];
    if (clock !== undefined) points.add(`${clock} ${value}`);
  }
  return [...points];
}

const skip = KafkaBroker.whyNot ?? false;

describe('a dashboard of a Kafka topic', () => {
  const orders: Order[] = [];
  let browser: Browser;
  let broker: KafkaBroker;
  let producer: Pipeline;
  let dashboard: Pipeline;
  let page: Page;
  let complaints: string[];

  function produce(count: number): void {
    for (const order of ordersFrom(orders.length, count)) {
      orders.push(order);
      producer.send(order);
    }
  }

  async function showsExactly(): Promise<void> {
    await page.bringToFront(); // a page in the background is not drawn
    const wanted = JSON.stringify(expected(orders));
    await untilSeen(
      `the page shows ${wanted}`,
      () => shown(page),
      (seen) => JSON.stringify(seen) === wanted,
      180, // a broker that was away has to find its clients again, which may take a session of Kafka's
    );
    assert.ok(dashboard.isRunning);
  }

  before(async () => {
    if (skip) return;
    broker = await KafkaBroker.start();
    browser = await launchBrowser();
    producer = Pipeline.run('test/e2e/pipelines/kafka_producer.py', broker.address, 'orders');
    dashboard = Pipeline.run('demo/kafka_orders.py', broker.address, '--topic', 'orders');
    await dashboard.isShown();
    ({ page, complaints } = await openPage(browser, dashboard.url));
  });
  after(async () => {
    await Promise.all([browser?.close(), dashboard?.stop(), producer?.stop()]);
    await broker?.remove();
  });

  it('shows its orders exactly: rows, numbers and chart', { skip }, async () => {
    produce(500);
    await showsExactly();
  });

  it('leaves out what is no order', { skip }, async () => {
    for (const message of ['no order', { region: 'eu-west' }, { region: 'eu-west', amount: 1, timestamp: 'today' }])
      producer.send(message);
    produce(10);
    await showsExactly();
  });

  it('keeps what it shows while the broker is away, and has every order once when it is back', { skip }, async () => {
    const before = expected(orders);
    await broker.stop();
    produce(100);
    assert.deepEqual(await shown(page), before);
    await broker.start();
    produce(400);
    await showsExactly();
  });

  it('fills an empty topic with the orders of an invented shop, if it is asked to', { skip }, async () => {
    const shop = Pipeline.run('demo/kafka_orders.py', broker.address, '--topic', 'shop', '--produce', '50');
    try {
      await shop.isShown();
      const { page: own } = await openPage(browser, shop.url);
      await untilSeen(
        'regions sell',
        async () => (await tableRows(own, 'orders-by-region')).length,
        (rows) => rows > 3,
      );
      await own.close();
    } finally {
      await shop.stop();
    }
  });

  it('complains of nothing', { skip }, () => {
    assert.deepEqual(complaints, []);
  });
});
