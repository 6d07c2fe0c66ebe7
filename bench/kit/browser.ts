import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../../test/kit/chromium.js';

/**
 * A browser that is measured, so it does nothing besides; above all it does not report each message of a WebSocket, with its whole
 * text, to the one who drives it (`networkEnabled`).
 */
export function launchMeasuredBrowser(executablePath: string, ...args: readonly string[]): Promise<Browser> {
  return launchBrowser({
    executablePath,
    args: [...args],
    defaultViewport: { width: 1280, height: 800 },
    networkEnabled: false,
    protocolTimeout: 600_000,
  });
}
