import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import puppeteer from 'puppeteer-core';
import { build } from './build.js';
import { provideBrowser } from './lib/browser.js';
import { inRoot, main, Problem, python, step } from './lib/project.js';
import { setUp } from './setup.js';

const PORT = 8799;
const WARM_UP_SECONDS = 330;
const SOME_POINTS = 40; // a second each, of a chart and of what is measured
const LOGIN = 'ann:only for the picture';

/**
 * Takes the pictures of the README and docs/: the demo's dashboard after it has run for some minutes, with an open menu,
 * with its latency, and being arranged; one in tabs behind a login; and a table of a million rows, filtered. Each light and
 * dark.
 */
async function takePictures([seconds = WARM_UP_SECONDS]) {
  await setUp();
  await build();
  mkdirSync(inRoot('docs', 'images'), { recursive: true });
  const executablePath = await provideBrowser();
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await puppeteer.launch({ executablePath, args });
  try {
    await withDemo('machine.py', [], { STREAMVIZ_AUTH: LOGIN }, (url) => pictureMachine(browser, url));
    await withDemo('million.py', [], {}, (url) => pictureMillion(browser, url));
    await withDemo('orders.py', ['--seed', '1'], {}, (url) => pictureOrders(browser, url, seconds));
  } finally {
    await browser.close();
  }
}

async function withDemo(script, args, env, look) {
  const demo = spawn(python, [`demo/${script}`, '--port', String(PORT), ...args], {
    cwd: inRoot(),
    env: { ...process.env, STREAMVIZ_NODE: process.execPath, PYTHONPATH: inRoot('python'), ...env },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  createInterface(demo.stderr).on('line', (line) => /error/i.test(line) && console.error(line));
  try {
    const url = `http://127.0.0.1:${PORT}/`;
    const isServed = () => fetch(`${url}healthz`).then(Boolean, () => false);
    await until('the demo answers', isServed);
    await look(url);
  } finally {
    demo.kill('SIGINT');
    await once(demo, 'exit');
  }
}

async function pictureMachine(browser, url) {
  const page = await browser.newPage();
  await page.setViewport({ width: 480, height: 460 });
  await page.goto(url);
  await takePicture(page, 'login');
  const [user, password] = LOGIN.split(':');
  await page.type('#user', user);
  await page.type('#password', password);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await page.setViewport({ width: 900, height: 560 });
  await until('the chart is there', () => has(page, 'sv-metric'));
  await pause(SOME_POINTS);
  await takePicture(page, 'tabs');
  await page.close();
}

async function pictureMillion(browser, url) {
  const page = await browser.newPage();
  await page.setViewport({ width: 900, height: 484 });
  await page.goto(url);
  await until('all rows are there', async () => /^1,000,000 /.test(await countOf(page)), 600);
  const field = await page.$('>>> sv-table >>> .search input');
  await field.type('riga 77');
  await until('they are filtered', async () => / of 1,000,000 /.test(await countOf(page)));
  await takePicture(page, 'million', { isReady: () => has(page, '[data-flash]') });
  await page.close();
}

function countOf(page) {
  return page.$eval('>>> sv-table >>> .count', ({ textContent }) => textContent).catch(() => '');
}

async function pictureOrders(browser, url, seconds) {
  const page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await page.goto(url);
  step(`The page is open for ${seconds} s before its picture is taken`);
  await pause(seconds);
  await takePicture(page, 'dashboard', { isReady: () => has(page, '[data-flash]') });
  const board = await page.$('sv-dashboard');
  await page.setViewport({ width: 1000, height: 620 });
  await press(page, 'sv-table >>> [part~=menu]');
  await takePicture(page, 'menu', { isReady: () => has(page, '[role=menu]:popover-open') });
  await page.keyboard.press('Escape');
  await press(page, 'sv-status >>> button');
  await until('the latency is measured', () => has(page, 'tr.total'));
  await pause(SOME_POINTS);
  await takePicture(page, 'latency');
  await page.keyboard.press('Escape');
  await board.evaluate((element) => element.arrange());
  await takePicture(page, 'arranging');
  await page.close();
}

/** @param name Of the files: docs/images/<name>-light.png and -dark.png. */
async function takePicture(page, name, { isReady = () => true } = {}) {
  for (const scheme of ['light', 'dark']) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await until('it is drawn', isReady);
    const path = inRoot('docs', 'images', `${name}-${scheme}.png`);
    await page.screenshot({ path });
    console.log(path);
  }
}

async function press(page, selector) {
  const button = await page.$(`>>> ${selector}`);
  await button.click();
}

function has(page, selector) {
  return page.$(`>>> ${selector}`);
}

function pause(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** Looks until there is something. Puppeteer's own waiting does not see what changes in a shadow root. */
async function until(what, look, seconds = 60) {
  for (let attempt = 0; attempt < 5 * seconds; attempt++) {
    if (await look()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Problem(`In ${seconds} s it was not so that ${what}.`);
}

main(import.meta.url, takePictures);
