import type { Browser, CDPSession } from 'puppeteer-core';
import { launchMeasuredBrowser } from '../kit/browser.js';

export interface PageSample {
  readonly heapMB: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** The dashboard in a real browser, and what it keeps in memory. */
export class WatchedPage {
  readonly #browser: Browser;
  readonly #session: CDPSession;
  readonly errors: string[] = [];

  private constructor(browser: Browser, session: CDPSession) {
    this.#browser = browser;
    this.#session = session;
  }

  static async open(chrome: string, url: string): Promise<WatchedPage> {
    const browser = await launchMeasuredBrowser(chrome, '--js-flags=--expose-gc');
    const page = await browser.newPage();
    const session = await page.createCDPSession();
    const watched = new WatchedPage(browser, session);
    page.on('pageerror', (error) => watched.errors.push(String(error)));
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    await page.waitForFunction(() => document.querySelector('sv-dashboard')?.shadowRoot !== null);
    await session.send('Performance.enable');
    return watched;
  }

  /** After a collection of garbage. */
  async sample(): Promise<PageSample> {
    // Not `HeapProfiler.collectGarbage`, which waits for a page that has nothing to do.
    await this.#session.send('Runtime.evaluate', { expression: 'gc()' });
    const { usedSize } = await this.#session.send('Runtime.getHeapUsage');
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
    return { heapMB: usedSize / 2 ** 20, nodes: metric('Nodes'), listeners: metric('JSEventListeners') };
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
