import type { Browser, Page } from 'puppeteer-core';
import { framesMissedPercent, framesPerSecond } from '../kit/frames.js';
import { median, quantile, round } from '../kit/statistics.js';
import type { Tree } from '../kit/trees.js';
import type { Candidate } from './candidates.js';
import { traceFrames } from './main-thread.js';
import type { PageServer } from './page-server.js';
import type { Ladder, Rows } from './play.js';
import { installTable, type Work } from './work.js';

const WARM_UP = 1500;
/** In one page; the first finds code that has not been compiled. */
const STRESSES = 5;

/** Measures one table in a page of its own. */
export class Measuring {
  readonly #browser: Browser;
  readonly #server: PageServer;
  readonly #seconds: number;

  /** @param seconds Of each measurement at a steady rate. */
  constructor(browser: Browser, server: PageServer, seconds: number) {
    this.#browser = browser;
    this.#server = server;
    this.#seconds = seconds;
  }

  stress(candidate: Candidate, rows: Rows) {
    return this.#inPage(this.#urlOf(candidate), async (page) => {
      const taken = await page.evaluate((load, times) => window.tables.stress(load, times), rows, STRESSES);
      return {
        milliseconds: round(median(taken)),
        first: round(taken[0] ?? Number.NaN),
        all: taken.map((one) => round(one)),
      };
    });
  }

  ladder(candidate: Candidate, load: Ladder) {
    return this.#inPage(this.#urlOf(candidate), async (page) => {
      const climbed = await page.evaluate((one, seconds) => window.tables.ladder(one, seconds), load, this.#seconds);
      const { latencies, gaps, updates, seconds, marks, drained } = climbed;
      return {
        p50: round(quantile(latencies, 0.5)),
        max: round(Math.max(...latencies)),
        framesPerSecond: framesPerSecond(gaps),
        missedPercent: framesMissedPercent(gaps),
        longestFrame: round(Math.max(...gaps)),
        updatesPerSecond: Math.round(updates / seconds),
        marks,
        drained: round(drained),
      };
    });
  }

  navigation(candidate: Candidate) {
    return this.#inPage(`${this.#urlOf(candidate)}?navigation`, async (page) => {
      const milliseconds = await page.evaluate(() => window.tables.navigated);
      return { milliseconds: round(milliseconds ?? Number.NaN) };
    });
  }

  mainThread({ tree }: Tree, work: Work) {
    return this.#inPage(this.#server.url, async (page) => {
      await page.evaluate(installTable, `/${tree}/streamviz.js`, work);
      await page.evaluate((milliseconds) => window.play(milliseconds), WARM_UP);
      const session = await page.createCDPSession();
      await session.send('HeapProfiler.collectGarbage'); // Else that of filling the table is collected while it is measured
      const { done, frames } = await traceFrames(page, () =>
        page.evaluate((milliseconds) => window.play(milliseconds), 1000 * this.#seconds),
      );
      const of = (pick: (frame: (typeof frames)[number]) => number, q: number) =>
        round(quantile(frames.map(pick), q), 2);
      const mean = (pick: (frame: (typeof frames)[number]) => number) =>
        round(frames.reduce((sum, frame) => sum + pick(frame), 0) / frames.length, 2);
      return {
        mean: mean(({ all }) => all),
        p50: of(({ all }) => all, 0.5),
        p95: of(({ all }) => all, 0.95),
        p99: of(({ all }) => all, 0.99),
        script: mean(({ all, style, layout, paint, garbage }) => all - style - layout - paint - garbage),
        style: mean(({ style }) => style),
        layout: mean(({ layout }) => layout),
        paint: mean(({ paint }) => paint),
        garbage: mean(({ garbage }) => garbage),
        missedPercent: framesMissedPercent(done.gaps),
        longestFrame: round(Math.max(...done.gaps)),
        updatesPerSecond: Math.round(done.updates / this.#seconds),
        rowsDrawn: done.rowsDrawn,
      };
    });
  }

  #urlOf({ page }: Candidate): string {
    return this.#server.url + this.#server.pathOf(page);
  }

  /** Opens a page that has nothing in its caches. */
  async #inPage<T>(url: string, measure: (page: Page) => Promise<T>): Promise<T> {
    const context = await this.#browser.createBrowserContext();
    try {
      const page = await context.newPage();
      await page.goto(url);
      return await measure(page);
    } finally {
      await context.close();
    }
  }
}
