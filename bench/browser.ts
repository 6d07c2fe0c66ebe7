import puppeteer, { type Browser } from 'puppeteer-core';

/**
 * A browser that is measured, so it is told to do nothing besides; above all not to report each message of a WebSocket,
 * with its whole text, to the one who drives it (`networkEnabled`).
 */
export function launchBrowser(executablePath: string, ...args: readonly string[]): Promise<Browser> {
  return puppeteer.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run', ...args],
    defaultViewport: { width: 1280, height: 800 },
    networkEnabled: false,
    protocolTimeout: 600_000,
  });
}
