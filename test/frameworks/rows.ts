import type { Frame, Page } from 'puppeteer-core';
import { untilSeen } from '../kit/until.js';

/** Waits until the texts of a table, row by row and in any shadow root, are as they should be. */
export function awaitRows(
  page: Page | Frame,
  isSo: (rows: readonly string[]) => boolean,
  selector = 'sv-table',
): Promise<readonly string[]> {
  return untilSeen(`the rows of ${selector}`, () => rowsOf(page, selector), isSo);
}

/** Cells are parted by a blank. By tag or id, for a framework may set the other attributes as properties. */
async function rowsOf(page: Page | Frame, selector: string): Promise<string[]> {
  const table = await page.$(`>>> ${selector}`);
  const rows = await table?.evaluate(({ shadowRoot }) =>
    [...(shadowRoot?.querySelectorAll('[data-key]') ?? [])].map((row) =>
      [...row.querySelectorAll('[data-column]')].map((cell) => cell.textContent?.trim()).join(' '),
    ),
  );
  return rows ?? [];
}
