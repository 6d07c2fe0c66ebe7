import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../kit/chromium.js';
import { untilSeen } from '../kit/until.js';
import { openPage, Pipeline, widgetElement } from './harness.js';

const ROUNDS = 25;
/** Then it is known which tables fire together, and how far apart. */
const WARM_UP = 5;
const GROUPS = 8;
/** Rows of one group, each of which holds the round. */
const ROWS = 1000;

/** Reads the rows of the three tables that are on the screen, in one frame. */
interface Frame {
  readonly totals: readonly number[];
  readonly rounds: readonly number[];
  readonly joined: readonly number[];
  readonly eras: readonly number[];
}

declare global {
  interface Window {
    frames_?: Frame[];
  }
}

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

/** Takes down what the three tables show, at the beginning of each frame: it is what the one before has painted. */
async function watchFrames(page: Page): Promise<void> {
  const tables = await Promise.all(['groups', 'rows', 'eras'].map((widget) => widgetElement(page, widget)));
  await page.evaluate(
    (...[groups, rows, eras]) => {
      const frames: Frame[] = (window.frames_ = []);
      const numbersOf = (table: Element | undefined, column: string) =>
        [...(table?.shadowRoot?.querySelectorAll(`[data-key] [data-column="${column}"]`) ?? [])].map((cell) =>
          Number(cell.textContent?.replaceAll(',', '')),
        );
      const look = () => {
        requestAnimationFrame(look);
        frames.push({
          totals: numbersOf(groups, 'total'),
          rounds: numbersOf(rows, 'round'),
          joined: numbersOf(rows, 'total'),
          eras: numbersOf(eras, 'era'),
        });
      };
      requestAnimationFrame(look);
    },
    ...tables,
  );
}

describe('what one commit of a pipeline changes in several tables', () => {
  let pipeline: Pipeline;
  let page: Page;
  before(async () => {
    pipeline = await Pipeline.start('moments.py');
    ({ page } = await openPage(browser, pipeline.url));
    await watchFrames(page);
  });
  after(() => pipeline.stop());

  it('is painted in one frame: a groupby, a join that is deeper, and a table that seldom changes', async () => {
    await page.bringToFront();
    for (let round = 1; round <= WARM_UP; round++) {
      pipeline.send(round);
      await shows(round);
    }
    await page.evaluate(() => window.frames_?.splice(0));
    // One is under way while the one before is drawn.
    for (let round = WARM_UP + 1; round <= ROUNDS; round++) {
      pipeline.send(round);
      await shows(round - 1);
    }
    await shows(ROUNDS);
    const frames = await page.evaluate(() => window.frames_ ?? []);
    assert.deepEqual(
      frames.filter((frame) => JSON.stringify(frame) !== JSON.stringify(frameOf(frame.rounds))),
      [],
    );
    const rounds = new Set(frames.map(({ rounds: [first] }) => first));
    assert.ok(rounds.size > (ROUNDS - WARM_UP) / 2, `${rounds.size} rounds were seen`);
  });

  async function shows(round: number): Promise<void> {
    await untilSeen(
      `round ${round} in all tables`,
      () => page.evaluate(() => window.frames_?.at(-1)),
      (frame) => (frame?.rounds[0] ?? 0) >= round && JSON.stringify(frame) === JSON.stringify(frameOf(frame?.rounds)),
      60,
    );
  }
});

/** The texts that all tables show when these rounds stand in the rows that are on the screen: one and the same. */
function frameOf([round = 0, ...others]: readonly number[] = []): Frame {
  const visible = others.length + 1;
  return {
    totals: new Array(GROUPS).fill(round * ROWS),
    rounds: new Array(visible).fill(round),
    joined: new Array(visible).fill(round * ROWS),
    eras: new Array(GROUPS).fill(Math.floor(round / 5)),
  };
}
