import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer-core';
import { framesMissedPercent, framesPerSecond } from '../kit/frames.js';
import { installProbe } from '../kit/probe.js';
import { quantile, round } from '../kit/statistics.js';
import { type FirstRow, watchForFirstRow } from './first-row.js';
import { installScrolling, type Scrolled } from './scrolling.js';

/** Where a product's page is, and how it is looked at. */
export interface Looked {
  readonly url: string;
  /** The cell with the time of the newest commit, in whatever shadow root. */
  readonly cell: string;
  /** Bytes that the server has sent to viewers so far. */
  sentBytes(): Promise<number>;
}

/** Milliseconds. */
const WARM_UP = 3000;
/** Pixels, and pixels a second, of a fling; and how often it is repeated. */
const FLING = { distance: 20_000, speed: 8000, times: 3 };

/** One viewer in a page of a browser. */
export class PageViewer {
  readonly #browser: Browser;
  readonly #seconds: number;

  constructor(browser: Browser, seconds: number) {
    this.#browser = browser;
    this.#seconds = seconds;
  }

  /** First rows, bytes on the wire, and how old what is painted is. */
  look({ url, cell, sentBytes }: Looked) {
    return this.#inPage(async (page) => {
      const before = await sentBytes();
      await page.evaluateOnNewDocument(watchForFirstRow, cell);
      await page.goto(url, { waitUntil: 'domcontentloaded' });
      const first = await page.evaluate(() => window.firstRow as Promise<FirstRow>);
      const firstBytes = (await sentBytes()) - before;
      await page.evaluate(installProbe, cell, true);
      await pause(WARM_UP);
      await page.evaluate(() => window.probe.reset());
      const [sent, begun] = [await sentBytes(), performance.now()];
      await pause(1000 * this.#seconds);
      const seconds = (performance.now() - begun) / 1000;
      const sentLater = await sentBytes();
      const { latencies } = await page.evaluate(() => window.probe.samples);
      return {
        firstRows: round(first.painted),
        firstKB: round(firstBytes / 1000),
        kBPerSecond: round((sentLater - sent) / 1000 / seconds),
        p50: quantile(latencies, 0.5),
        p90: quantile(latencies, 0.9),
        samplesPerSecond: round(latencies.length / seconds),
      };
    });
  }

  /** Frames, and places without a row or its placeholder, while the table is scrolled. */
  scroll(url: string) {
    return this.#inPage(async (page) => {
      await page.evaluateOnNewDocument(watchForFirstRow, '[data-key]');
      await page.goto(url, { waitUntil: 'domcontentloaded' });
      await page.evaluate(() => window.firstRow);
      await page.evaluate(installScrolling);
      await pause(WARM_UP);
      const playing = async (manner: 'steady' | 'thumb' | 'none', meanwhile: () => Promise<unknown>) => {
        await page.evaluate((one) => window.scrolling.begin(one), manner);
        await meanwhile();
        return page.evaluate(() => window.scrolling.end());
      };
      const wait = () => pause(1000 * this.#seconds);
      const steady = await playing('steady', wait);
      const fling = await playing('none', () => flings(page));
      const thumb = await playing('thumb', wait);
      return { ...figuresOf('steady', steady), ...figuresOf('fling', fling), ...figuresOf('thumb', thumb) };
    });
  }

  async #inPage<T>(measure: (page: Page) => Promise<T>): Promise<T> {
    const context = await this.#browser.createBrowserContext();
    try {
      return await measure(await context.newPage());
    } finally {
      await context.close();
    }
  }
}

/** Fast runs of a wheel. */
async function flings(page: Page): Promise<void> {
  const session = await page.createCDPSession();
  const { x, y } = await page.evaluate(() => window.scrolling.middle());
  for (let i = 0; i < FLING.times; i++) {
    await session.send('Input.synthesizeScrollGesture', {
      x,
      y,
      yDistance: -FLING.distance,
      speed: FLING.speed,
      gestureSourceType: 'mouse',
    });
  }
}

function figuresOf(manner: string, { gaps, blankFrames, waitingFrames, pixels }: Scrolled) {
  return {
    [`${manner}FramesPerSecond`]: framesPerSecond(gaps),
    [`${manner}MissedPercent`]: framesMissedPercent(gaps),
    [`${manner}BlankFrames`]: blankFrames,
    [`${manner}WaitingPercent`]: round((100 * waitingFrames) / gaps.length),
    [`${manner}Pixels`]: pixels,
  };
}
