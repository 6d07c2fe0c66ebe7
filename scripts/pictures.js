import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import puppeteer from 'puppeteer-core';
import { build } from './build.js';
import { provideBrowser } from './lib/browser.js';
import { inRoot, main, Problem, python, step } from './lib/project.js';
import { setUp } from './setup.js';

const PORT = 8799;
const WARM_UP_SECONDS = 330;

/** Takes the pictures of the README: the demo's dashboard, light and dark, after it has run for some minutes. */
async function takePictures([seconds = WARM_UP_SECONDS]) {
  await setUp();
  await build();
  const executablePath = await provideBrowser();
  const demo = spawn(python, ['demo/orders.py', '--port', String(PORT), '--seed', '1'], {
    cwd: inRoot(),
    env: { ...process.env, STREAMVIZ_NODE: process.execPath },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  createInterface(demo.stderr).on('line', (line) => /error/i.test(line) && console.error(line));
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await puppeteer.launch({ executablePath, args });
  try {
    const url = `http://127.0.0.1:${PORT}/`;
    const isServed = () =>
      fetch(url).then(
        ({ ok }) => ok,
        () => false,
      );
    await until('the demo answers', isServed);
    const page = await browser.newPage();
    await page.setViewport({ width: 1440, height: 900 });
    await page.goto(url);
    step(`The page is open for ${seconds} s before its picture is taken`);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    mkdirSync(inRoot('docs', 'images'), { recursive: true });
    for (const scheme of ['light', 'dark']) await takePicture(page, scheme);
  } finally {
    await browser.close();
    demo.kill('SIGINT');
  }
}

async function takePicture(page, scheme) {
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await until('a cell has changed', () => page.$('>>> [data-flash]'));
  const path = inRoot('docs', 'images', `dashboard-${scheme}.png`);
  await page.screenshot({ path });
  console.log(path);
}

/** Looks until there is something. Puppeteer's own waiting does not see what changes in a shadow root. */
async function until(what, look) {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (await look()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Problem(`In a minute it was not so that ${what}.`);
}

main(import.meta.url, takePictures);
