import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { createRelay, type Relay } from '../../server/relay.js';
import { launchBrowser } from '../kit/chromium.js';
import { untilSeen } from '../kit/until.js';
import { openPage } from './harness.js';
import { Site } from './site.js';

const PAGE = readFileSync('docs/web.md', 'utf8');
const RELAY = 'http://127.0.0.1:8765';
const TOKEN = 'the-token-of-the-docs';

/** The code block below a comment. */
function block(comment: string): string {
  const code = PAGE.split(`<!-- ${comment} -->\n`)[1]?.match(/^```\w+\n([\s\S]*?)^```$/m)?.[1];
  assert.ok(code !== undefined, `docs/web.md has no block that "${comment}"`);
  return code;
}

describe('docs/web.md', { timeout: 180_000 }, () => {
  let relay: Relay;
  let url: string;
  let site: Site;
  let browser: Browser;
  let folder: string;
  const children: ChildProcess[] = [];

  before(async () => {
    site = await Site.open({ folder: 'dist' });
    relay = createRelay({ port: 0, producerToken: TOKEN, assets: 'dist', allowOrigin: [site.origin] });
    url = (await relay.listen()).url.replace(/\/$/, '');
    browser = await launchBrowser();
    // Inside the package, where its own name and ws are found.
    folder = mkdtempSync(join('dist', 'docs-'));
  });
  after(async () => {
    for (const child of children) child.kill();
    await browser.close();
    await relay.close();
    site.close();
    rmSync(folder, { recursive: true });
  });

  async function run(command: string, ...args: string[]): Promise<string> {
    const env = { ...process.env, STREAMVIZ_PRODUCER_TOKEN: TOKEN, PYTHONPATH: 'python' };
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    const [code] = await once(child, 'close');
    assert.equal(code, 0, output);
    return output;
  }

  async function runBlock(name: string): Promise<string> {
    const file = join(folder, `${name}.mjs`);
    writeFileSync(file, block(`runs in Node: ${name}`).replaceAll(RELAY, url));
    return run(process.execPath, file);
  }

  async function shows(html: string, element: string, expected: RegExp): Promise<void> {
    const { page, complaints } = await openPage(browser, site.page('index', html));
    const text = () => page.$eval(element, ({ shadowRoot }) => (shadowRoot?.textContent ?? '').replace(/\s+/g, ' '));
    await untilSeen('the element shows it', text, (seen) => expected.test(seen), 60);
    assert.deepEqual(complaints, []);
    await page.close();
  }

  it('has a producer and a client of ten lines that work in Node', async () => {
    await runBlock('producer');
    assert.equal(await runBlock('client'), 'a Apples 42\n');
  });

  it('has a page with data of its own that works in a browser', () =>
    shows(block('runs in a browser').replaceAll(RELAY, url), '#cities', /Rome ?27\.0 ?Bonn ?19\.0 ?Oslo ?12\.5/));

  it('tells how to record, and a page replays that without a relay', async () => {
    const file = join(folder, 'stock.ndjson');
    const python = process.env.STREAMVIZ_PYTHON ?? '.venv/bin/python';
    assert.match(await run(python, '-m', 'stream_viz', 'record', url, file), /^Recording stock, load;/);
    site.pages.set('/stock.ndjson', readFileSync(file, 'utf8'));
    const tag = '<script type="module" src="/streamviz.js"></script><sv-table src="stock.ndjson"></sv-table>';
    await shows(tag, 'sv-table', /Stock .*Apples ?42/);
  });

  it('is right that producer and client work in a browser too', async () => {
    const imports = { 'streamviz/publish': '/publish.js', 'streamviz/runtime': '/runtime.js' };
    const script = `
      import { publish } from 'streamviz/publish';
      import { connect } from 'streamviz/runtime';
      const columns = [{ name: 'item', type: 'string' }];
      const feed = publish('${url}', { token: '${TOKEN}', widgets: { page: { widget_type: 'table', columns } } });
      feed.upsert('page', 'k', { item: 'from a page' });
      const relay = connect('${url}');
      relay.watch('page', ({ collection }) => (document.title = collection?.get('k')?.[1] ?? 'nothing'));
    `;
    const scripts = `<script type="importmap">${JSON.stringify({ imports })}</script><script type="module">${script}</script>`;
    const { page, complaints } = await openPage(browser, site.page('index', scripts));
    await untilSeen(
      'the row has been there and back',
      () => page.title(),
      (title) => title === 'from a page',
      60,
    );
    assert.deepEqual(complaints, []);
    await page.close();
  });
});
