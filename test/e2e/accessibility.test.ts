import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../kit/chromium.js';
import { untilSeen } from '../kit/until.js';
import { openPage, Pipeline, statusText, violations, widgetText } from './harness.js';

const pictures = fileURLToPath(new URL('../../../test-results/', import.meta.url));

/** Finds what has the focus, through all shadow roots: a number of its own and what it is; nothing if the page has it not. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const holder = window as unknown as { met?: Element[] };
    holder.met ??= [];
    let active = document.activeElement;
    if (active === null || active === document.body) return '';
    while (active.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    if (!holder.met.includes(active)) holder.met.push(active);
    const name = active.getAttribute('aria-label') ?? active.textContent?.trim().slice(0, 20) ?? '';
    return `${holder.met.indexOf(active)} ${active.localName}.${active.className} ${name}`;
  });
}

/** Everything on the page that can be reached by Tab, by its path; in any order. */
function reachable(page: Page): Promise<number> {
  return page.evaluate(() => {
    const count = (root: ParentNode): number =>
      [...root.querySelectorAll<HTMLElement>('*')].reduce((sum, element) => {
        const isControl =
          element.matches('a[href], button, input, select, textarea, summary, [tabindex]') &&
          element.tabIndex >= 0 &&
          !(element as HTMLButtonElement).disabled &&
          element.checkVisibility({ visibilityProperty: true });
        return sum + (isControl ? 1 : 0) + (element.shadowRoot ? count(element.shadowRoot) : 0);
      }, 0);
    return count(document);
  });
}

/** Whether the focus can be seen: an outline, a border or a shadow that is not there without it. */
function showsFocus(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    if (!(active instanceof HTMLElement)) return false;
    // A field may show it on its label.
    const frame = active.closest('label') ?? active;
    const look = () => {
      const { outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor } = getComputedStyle(frame);
      return [
        outlineStyle === 'none' ? '0' : `${outlineStyle} ${outlineWidth}`,
        boxShadow,
        borderColor,
        backgroundColor,
      ];
    };
    const before = look().join();
    active.blur();
    const after = look().join();
    active.focus({ focusVisible: true } as FocusOptions);
    return before !== after;
  });
}

describe('the page, for everybody', () => {
  let browser: Browser;
  let pipeline: Pipeline;
  let page: Page;

  const see = async (name: string) => {
    assert.deepEqual(await violations(page), [], name);
    await page.screenshot({ path: `${pictures}page-${name}.png`, fullPage: true });
  };

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    browser = await launchBrowser();
    pipeline = await Pipeline.start('shop.py');
    ({ page } = await openPage(browser, pipeline.url));
  });
  after(async () => {
    await browser.close();
    await pipeline.stop();
  });

  it('has no violation while it waits for the first row', async () => {
    await untilSeen(
      'the page shows its widgets',
      () => page.$$('>>> [widget]'),
      (widgets) => widgets.length >= 5,
    );
    await see('waiting');
  });

  it('has none with rows, in each theme and at each width', async () => {
    const now = Date.now();
    for (const [i, region] of ['eu', 'us', 'asia'].entries()) pipeline.send([[region, 10 * (i + 1), now]]);
    await untilSeen(
      'the table has rows',
      () => widgetText(page, 'orders-by-region'),
      (text) => text.includes('asia'),
    );
    for (const scheme of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      for (const width of [320, 760, 1440]) {
        await page.setViewport({ width, height: 900 });
        await see(`${scheme}-${width}`);
      }
    }
    await page.emulateMediaFeatures([]);
  });

  it('fits at a zoom of 200 %: nothing to scroll sideways', async () => {
    await page.setViewport({ width: 640, height: 450, deviceScaleFactor: 2 });
    await see('zoom-200');
    for (const width of [320, 640]) {
      await page.setViewport({ width, height: 450, deviceScaleFactor: 2 });
      const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
      assert.equal(scrollWidth, clientWidth, `at ${width} px`);
    }
    await page.setViewport({ width: 1440, height: 900 });
  });

  it('keeps its parts apart in forced colours', async () => {
    const session = await page.createCDPSession();
    await session.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
    await see('forced-colors');
    await session.send('Emulation.setEmulatedMedia', { features: [] });
    await session.detach();
  });

  it('moves nothing where motion is to be reduced', async () => {
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    pipeline.send([['eu', 5, Date.now()]]);
    await untilSeen(
      'the change is shown',
      () => widgetText(page, 'orders-by-region'),
      (text) => text.includes('15'),
    );
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ effect, playState }) => playState === 'running' && Number(effect?.getComputedTiming().duration) > 1)
        .map(({ effect }) => String((effect as KeyframeEffect | null)?.target?.className)),
    );
    assert.deepEqual(moving, []);
    await page.emulateMediaFeatures([]);
  });

  it('can be used by keyboard alone: every control is reached, is seen to have the focus, and lets it go', async () => {
    const expected = await reachable(page);
    const seen = new Set<string>();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    for (let presses = 0; presses < 3 * expected; presses++) {
      await page.keyboard.press('Tab');
      const path = await focused(page);
      if (path === '') break; // past the last control, the browser's own are next
      assert.ok(await showsFocus(page), `no visible focus on ${path}`);
      seen.add(path);
    }
    assert.equal(seen.size, expected, [...seen].join('\n'));
  });

  it('tells the latency of each step of a real pipeline, with no violation in any theme', async () => {
    await page.bringToFront(); // a page behind another one paints nothing
    const button = await page.$('>>> [part=latency]');
    await button?.focus();
    await page.keyboard.press('Enter');
    const panel = async () => {
      const found = await page.$('>>> sv-latency');
      return (await found?.evaluate(({ shadowRoot }) => shadowRoot?.textContent?.replace(/\s+/g, ' '))) ?? '';
    };
    let amount = 0;
    await untilSeen(
      'each step has its figures',
      () => {
        pipeline.send([['eu', ++amount, Date.now()]]);
        return panel();
      },
      (text) => /Pipeline.*Relay.*Network.*Page.*All/.test(text) && !text.includes('–'),
    );
    const session = await page.createCDPSession();
    for (const [name, value] of [
      ['prefers-color-scheme', 'light'],
      ['prefers-color-scheme', 'dark'],
      ['prefers-contrast', 'more'],
      ['forced-colors', 'active'],
    ] as const) {
      await session.send('Emulation.setEmulatedMedia', { features: [{ name, value }] });
      for (const width of [320, 1440]) {
        await page.setViewport({ width, height: 900 });
        await see(`latency-${value}-${width}`);
      }
    }
    await session.detach();
    await page.keyboard.press('Escape');
  });

  it('has none when the pipeline has ended', async () => {
    await pipeline.stop();
    await untilSeen(
      'the page says so',
      () => statusText(page),
      (text) => /finished/i.test(text),
    );
    await see('ended');
  });
});
