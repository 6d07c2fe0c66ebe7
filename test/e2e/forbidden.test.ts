import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request as outgoing } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import puppeteer, { type Browser } from 'puppeteer-core';
import { createRelay, type Relay } from '../../server/relay.js';
import { untilSeen } from '../kit/until.js';
import { openPage, widgetText } from './harness.js';
import { Site } from './site.js';

/** Signed by itself, made for this run. */
function certificate(): { key: Buffer; cert: Buffer } {
  const directory = mkdtempSync(join(tmpdir(), 'streamviz-tls-'));
  const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const options = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-keyout', key, '-out', cert];
  const made = spawnSync('openssl', [...options, ...subject], { encoding: 'utf8' });
  assert.equal(made.status, 0, `openssl makes a certificate: ${made.error?.message ?? made.stderr}`);
  const pair = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(directory, { recursive: true });
  return pair;
}

describe('what a browser forbids is said in the element and on the board, with the way out', () => {
  let browser: Browser;
  let relay: Relay;
  let relayUrl: string;
  /** Somebody's own pages, which bring the elements along: only their links to a relay are forbidden. */
  let http: Site;
  let https: Site;
  /** The same at a name of the internet, as far as the browser can tell, and at addresses of the internet. */
  let publicHttp: Site;
  let publicHttps: Site;

  before(async () => {
    relay = createRelay({ port: 0, producerToken: 'secret', assets: 'dist' });
    relayUrl = (await relay.listen()).url;
    const [folder, tls] = ['dist', certificate()];
    [http, publicHttp] = [await Site.open({ folder }), await Site.open({ folder })];
    [https, publicHttps] = [await Site.open({ folder, tls }), await Site.open({ folder, tls })];
    browser = await puppeteer.launch({
      executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--ignore-certificate-errors',
        '--host-resolver-rules=MAP *.example 127.0.0.1',
        `--ip-address-space-overrides=127.0.0.1:${publicHttp.port}=public,127.0.0.1:${publicHttps.port}=public`,
        '--disable-background-networking',
      ],
    });
  });
  after(async () => {
    await browser.close();
    await relay.close();
    for (const site of [http, https, publicHttp, publicHttps]) site.close();
  });

  /** The texts of an element and a board of a page, when they have found out. */
  async function told(site: Site, src: string, expected: RegExp, origin = site.origin): Promise<void> {
    const tags = `<sv-table src="${src}" widget="orders"></sv-table><sv-dashboard widget="board" src="${src}"></sv-dashboard>`;
    site.page('index', `<script type="module" src="/streamviz.js"></script>${tags}`);
    const opened = await openPage(browser, `${origin}/`);
    for (const one of ['orders', 'board']) {
      await untilSeen(
        `${one} says why`,
        () => widgetText(opened.page, one),
        (text) => expected.test(text),
        60,
      );
    }
    await opened.page.close();
  }

  it('a policy that lacks the relay in connect-src', async () => {
    http.headers = policy("default-src 'self'");
    const { host, origin } = new URL(relayUrl);
    const sources = `add ws://${host} and ${origin} to its connect-src`;
    await told(http, relayUrl, new RegExp(`Content-Security-Policy .*${sources}`));
  });

  it('a policy that has the relay in connect-src, but not for WebSockets', async () => {
    const { host, origin } = new URL(relayUrl);
    http.headers = policy(`default-src 'self'; connect-src 'self' ${origin}`);
    await told(http, relayUrl, new RegExp(`add ws://${host} and`));
  });

  it('an origin that the relay does not allow', async () => {
    http.headers = {};
    await told(http, relayUrl, new RegExp(`--allow-origin ${http.origin}`));
  });

  it('a frame with sandbox, which has no origin', async () => {
    http.headers = {};
    const tags = `<sv-table src="${relayUrl}" widget="orders"></sv-table>`;
    const framed = http.page('framed', `<script type="module" src="${relayUrl}streamviz.js"></script>${tags}`);
    http.page('index', `<iframe sandbox="allow-scripts" src="${framed}"></iframe>`);
    const { page } = await openPage(browser, http.origin);
    const frame = await page.waitForFrame((one) => one.url() === framed);
    await untilSeen(
      'the frame says why',
      () => frame.evaluate(() => document.querySelector('sv-table')?.shadowRoot?.textContent ?? ''),
      (text) => text.includes("add allow-same-origin to the frame's sandbox") && !text.includes('file'),
      60,
    );
    await page.close();
  });

  it('a proxy that names another host', async () => {
    const { host } = new URL(relayUrl);
    const pass = (request: IncomingMessage) =>
      outgoing(`${relayUrl}${request.url?.slice(1)}`, { headers: { ...request.headers, host } });
    const proxy = createServer((request, response) => {
      pass(request)
        .on('response', (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        })
        .end();
    });
    proxy.on('upgrade', (request: IncomingMessage, socket: Socket) => {
      pass(request)
        .on('response', () => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'))
        .on('upgrade', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
        .end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    const { page } = await openPage(browser, origin);
    await untilSeen(
      'the board says why',
      () => page.evaluate(() => document.querySelector('sv-dashboard')?.shadowRoot?.textContent ?? ''),
      (text) => text.includes(`for a proxy on the way asks it for http://${host} instead`),
      60,
    );
    await page.close();
    proxy.close();
    proxy.closeAllConnections();
  });

  it('an https page and a relay with http, but for the own machine', async () => {
    const elsewhere = `http://relay.example:${http.port}/`;
    await told(https, elsewhere, new RegExp(`came over https, .* no connection to ${elsewhere}, .* its https://`));
    await told(https, relayUrl, new RegExp(`--allow-origin ${https.origin}`));
  });

  it('a page of the internet and a relay on this machine, until a person allows it', async () => {
    const page = `https://portal.example:${publicHttps.port}`;
    const session = await browser.target().createCDPSession();
    const answer = (setting: 'granted' | 'denied') =>
      session.send('Browser.setPermission', { permission: { name: 'loopback-network' }, setting, origin: page });
    await answer('denied');
    const fix = 'allow "Apps on device" in the site\'s settings';
    await told(
      publicHttps,
      relayUrl,
      new RegExp(`keep ${page} from ${relayUrl}, which is on this device: ${fix}`),
      page,
    );
    await answer('granted');
    await told(publicHttps, relayUrl, new RegExp(`--allow-origin ${page}`), page);
  });

  it('a page of the internet without https and a relay on this machine', async () => {
    const page = `http://portal.example:${publicHttp.port}`;
    const expected = `${relayUrl} is on this device, .* over http: serve ${page} over https`;
    await told(publicHttp, relayUrl, new RegExp(expected), page);
  });

  it('a relay that is not there', async () => {
    await told(http, 'http://127.0.0.1:9/', /No relay answers at http:\/\/127.0.0.1:9\//);
  });
});

/** The directives that the page itself needs. */
function policy(rules: string): Record<string, string> {
  return { 'content-security-policy': `${rules}; style-src 'unsafe-inline'; img-src data:` };
}
