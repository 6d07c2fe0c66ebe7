import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import puppeteer, { type Browser } from 'puppeteer-core';
import { createRelay, type Relay } from '../../server/relay.js';
import { openPage, until, widgetText } from './harness.js';

/** Somebody's own page, which brings the elements along: only its links to a relay are forbidden. */
function pageOf(tags: () => { html: string; policy?: string }): RequestListener {
  return ({ url }, response) => {
    if (url === '/') {
      const { html, policy } = tags();
      response.setHeader('content-type', 'text/html');
      if (policy !== undefined) response.setHeader('content-security-policy', policy);
      response.end(`<!doctype html><title>Portal</title><link rel="icon" href="data:,">
        <script type="module" src="/streamviz.js"></script>${html}`);
      return;
    }
    response.setHeader('content-type', 'text/javascript');
    response.end(readFileSync(`dist/${url?.slice(1)}`));
  };
}

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
  let http: Server;
  let https: Server;
  let html = '';
  let policy: string | undefined;
  const portOf = (server: Server) => (server.address() as AddressInfo).port;

  before(async () => {
    browser = await puppeteer.launch({
      executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
      // A name of the internet, as far as the browser can tell, that leads here.
      args: [
        '--no-sandbox',
        '--ignore-certificate-errors',
        '--host-resolver-rules=MAP relay.example 127.0.0.1',
        '--disable-background-networking',
      ],
    });
    relay = createRelay({ port: 0, producerToken: 'secret', assets: 'dist' });
    relayUrl = (await relay.listen()).url;
    const tags = () => ({ html, ...(policy === undefined ? {} : { policy }) });
    http = createHttpServer(pageOf(tags));
    https = createHttpsServer(certificate(), pageOf(tags));
    for (const server of [http, https]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  after(async () => {
    await browser.close();
    await relay.close();
    for (const server of [http, https]) {
      server.close();
      server.closeAllConnections();
    }
  });

  /** What an element and a board of a page say, when they have found out. */
  async function told(page: string, src: string, expected: RegExp): Promise<void> {
    html = `<sv-table src="${src}" widget="orders"></sv-table><sv-dashboard widget="board" src="${src}"></sv-dashboard>`;
    const opened = await openPage(browser, page);
    for (const one of ['orders', 'board']) {
      await until(
        `${one} says why`,
        () => widgetText(opened.page, one),
        (text) => expected.test(text),
        60,
      );
    }
    await opened.page.close();
  }

  it('a policy that lacks the relay in connect-src', async () => {
    policy = "default-src 'self'; style-src 'unsafe-inline'; img-src data:";
    const { host, origin } = new URL(relayUrl);
    const sources = `add ws://${host} and ${origin} to its connect-src`;
    await told(`http://127.0.0.1:${portOf(http)}/`, relayUrl, new RegExp(`Content-Security-Policy .*${sources}`));
  });

  it('a policy that has the relay in connect-src, but not for WebSockets', async () => {
    const { host, origin } = new URL(relayUrl);
    policy = `default-src 'self'; style-src 'unsafe-inline'; img-src data:; connect-src 'self' ${origin}`;
    await told(`http://127.0.0.1:${portOf(http)}/`, relayUrl, new RegExp(`add ws://${host} and`));
  });

  it('an origin that the relay does not allow', async () => {
    policy = undefined;
    const origin = `http://127.0.0.1:${portOf(http)}`;
    await told(`${origin}/`, relayUrl, new RegExp(`--allow-origin ${origin}`));
  });

  it('an https page and a relay with http, but for the own machine', async () => {
    policy = undefined;
    const page = `https://127.0.0.1:${portOf(https)}`;
    const elsewhere = `http://relay.example:${portOf(http)}/`;
    await told(`${page}/`, elsewhere, new RegExp(`came over https, .* no connection to ${elsewhere}, .* its https://`));
    await told(`${page}/`, relayUrl, new RegExp(`--allow-origin ${page}`));
  });

  it('a relay that is not there', async () => {
    policy = undefined;
    await told(
      `http://127.0.0.1:${portOf(http)}/`,
      'http://127.0.0.1:9/',
      /No relay answers at http:\/\/127.0.0.1:9\//,
    );
  });
});
