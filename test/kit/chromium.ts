import puppeteer, { type Browser, type LaunchOptions } from 'puppeteer-core';

/** The browser of the tests and benches. */
export const CHROMIUM = process.env.CHROME_PATH ?? '/usr/bin/chromium';

/** @param options Those of Puppeteer; arguments are added to those that all have. */
export function launchBrowser({ args = [], ...options }: LaunchOptions = {}): Promise<Browser> {
  return puppeteer.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run', ...args],
    defaultViewport: { width: 1440, height: 900 },
    ...options,
  });
}
