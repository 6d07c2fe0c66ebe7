import puppeteer, { type Browser } from 'puppeteer-core';

/** The Firefox of the tests; empty if there is none, which `npm test` says and CI takes for a failure. */
export const FIREFOX = process.env.FIREFOX_PATH ?? '';

/** @param preferences Those of `about:config`, as the media of a page: `browser.display.document_color_use`. */
export function launchFirefox(preferences: Record<string, string | number | boolean> = {}): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    extraPrefsFirefox: preferences,
    defaultViewport: { width: 1440, height: 900 },
  });
}
