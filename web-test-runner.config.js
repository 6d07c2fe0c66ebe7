import { chromeLauncher } from '@web/test-runner-chrome';
import puppeteer from 'puppeteer-core';
import { relayPlugin } from './dist/test/components/relay-plugin.js';

/** The launcher of each browser that the component tests run in. */
const launchers = {
  chromium: () =>
    chromeLauncher({
      puppeteer,
      launchOptions: {
        executablePath: process.env.CHROME_PATH || '/usr/bin/chromium',
        // Chromium has no sandbox for root, as in most containers.
        args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
      },
    }),
  firefox: () =>
    chromeLauncher({
      puppeteer,
      launchOptions: { browser: 'firefox', executablePath: process.env.FIREFOX_PATH || '/usr/bin/firefox-esr' },
    }),
  webkit: async () => new (await import('./test/webkit/webkit-launcher.js')).WebKitLauncher(),
};
const browser = process.env.TEST_BROWSER ?? 'chromium';

/** Component tests: compiled by tsc, run in a real browser against the real relay. */
export default {
  files: [
    'dist/test/components/**/*.test.js',
    // Only Chromium emulates printing, and gives a page of a test the screen.
    ...(browser === 'chromium'
      ? []
      : ['!dist/test/components/dashboard/print.test.js', '!dist/test/components/look/full-screen.test.js']),
  ],
  nodeResolve: true,
  // One page at a time: Chromium draws no frames in a page that another one hides.
  concurrency: 1,
  testsFinishTimeout: 180_000,
  browsers: [await launchers[browser]()],
  plugins: [relayPlugin()],
  testFramework: { config: { timeout: 20_000 } },
  testRunnerHtml: (testFramework) => `<!doctype html>
    <html lang="en">
      <script>
        // A resize that takes effect one frame later is no error; the browser reports it as one.
        addEventListener('error', (event) => {
          if (event.message.startsWith('ResizeObserver loop')) event.stopImmediatePropagation();
        });
      </script>
      <script type="module" src="${testFramework}"></script>
    </html>`,
  filterBrowserLogs: ({ args }) => !String(args[0]).startsWith('Lit is in dev mode'),
};
