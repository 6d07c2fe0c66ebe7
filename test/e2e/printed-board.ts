import assert from 'node:assert/strict';
import type { Browser } from 'puppeteer-core';
import type { ConfigMessage } from '../../src/core/messages.js';
import { withRelay } from '../kit/fixture.js';
import { type Sheet, sheetsOf } from '../kit/pdf.js';
import { untilSeen } from '../kit/until.js';
import { openPage, widgetText } from './harness.js';

/** More than a screen, a sheet or the virtualizer has at once. */
const ROWS = 1284;

const time = { name: 'time', type: 'datetime', zone: 'UTC' } as const;
const value = { name: 'value', type: 'number' } as const;
const WIDGETS: ConfigMessage['widgets'] = {
  revenue: { widget_type: 'stat', title: 'Revenue', unit: '$', columns: [time, value] },
  cpu: { widget_type: 'gauge', title: 'CPU load', max_val: 100, unit: '%', columns: [time, value] },
  rate: { widget_type: 'metric', title: 'Orders per second', columns: [time, value] },
  orders: {
    widget_type: 'table',
    title: 'Orders',
    columns: [
      { name: 'order', type: 'string' },
      { name: 'amount', type: 'number' },
    ],
  },
};

/** Prints a dark board with a number, a gauge, a chart and a long table, and looks at every sheet. */
export async function assertPrinted(browser: Browser): Promise<void> {
  const sheets = await printBoard(browser);
  const [first, last] = [sheets[0], sheets.at(-1)];
  assert.ok(first && last);
  for (const words of ['Shop', '66,360.50', 'Orders per second', '82%', '1,284 rows', orderName(0)])
    assert.ok(first.text.includes(words), `${words} is on the first sheet:\n${first.text}`);
  const printed = sheets.flatMap(({ text }) => text.match(/order-\d+/g) ?? []);
  assert.deepEqual(
    printed,
    Array.from({ length: ROWS }, (_, i) => orderName(i)),
    'each row once, in order',
  );
  assert.match(last.text, /Shop · http\S+ · \w+ \d+, 20\d\d/);

  const counts = new Set(sheets.slice(1, -1).map(({ text }) => text.match(/order-\d+/g)?.length));
  assert.equal(counts.size, 1, `each sheet is full: ${[...counts]}`);
  for (const { width, height, colourAt } of sheets) {
    for (const [x, y] of [
      [2, 2],
      [width - 3, 2],
      [2, height - 3],
      [width - 3, height - 3],
      [width >> 1, height - 3],
    ] as const)
      assert.deepEqual(colourAt(x, y), [255, 255, 255], 'paper is white');
  }
  // The blue of the light theme, in the line of the chart at the left and the arc of the gauge at the right.
  for (const [from, to] of [
    [0, 0.5],
    [0.6, 1],
  ] as const)
    assert.ok(bluesIn(first, from, to) > 5, `${from} to ${to}`);
}

/** Counts the pixels of a part of a sheet, by its width, that are as blue as a line of the light theme. */
function bluesIn({ width, height, colourAt }: Sheet, from: number, to: number): number {
  let found = 0;
  for (let x = Math.round(from * width); x < to * width; x++) {
    for (let y = 0; y < height; y++) {
      const [red, green, blue] = colourAt(x, y);
      if (red < 90 && green < 140 && blue > 160) found++;
    }
  }
  return found;
}

async function printBoard(browser: Browser): Promise<Sheet[]> {
  let sheets: Sheet[] = [];
  await withRelay({}, async (relay) => {
    const producer = await relay.producer();
    producer.send({ type: 'config', title: 'Shop', theme: 'dark', widgets: WIDGETS });
    const start = Date.now() - 60_000;
    await producer.commit({
      revenue: { up: [['0', start, 66_360.5]] },
      cpu: { up: [['0', start, 82]] },
      rate: { up: Array.from({ length: 60 }, (_, i) => [`${i}`, start + i * 1000, 40 + 10 * Math.sin(i / 5)]) },
      orders: { up: Array.from({ length: ROWS }, (_, i) => [`${i}`, orderName(i), i]) },
    });
    const { page } = await openPage(browser, relay.url);
    const widgets = ['revenue', 'cpu', 'rate', 'orders'];
    await untilSeen(
      'all widgets have their rows',
      () => Promise.all(widgets.map((widget) => widgetText(page, widget))),
      ([revenue, cpu, , orders]) =>
        /66,360/.test(`${revenue}`) && /82/.test(`${cpu}`) && /order-0000/.test(`${orders}`),
    );
    sheets = sheetsOf(
      await page.pdf({ format: 'A4', printBackground: true, margin: { top: 40, bottom: 40, left: 40, right: 40 } }),
    );
    await page.close();
  });
  return sheets;
}

function orderName(index: number): string {
  return `order-${String(index).padStart(4, '0')}`;
}
