import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ORDERS, TOKEN } from '../kit/fixture.js';
import { Client, cookieHeader, cookieOf } from './client.js';
import { Deployment, PASSWORD, USER } from './deployment.js';
import { NGINX, PROXIES, type ProxyKind, ReverseProxy } from './proxy.js';
import { headersOf, startUpstream } from './upstream.js';

const DOCS = readFileSync(fileURLToPath(new URL('../../../docs/deploy.md', import.meta.url)), 'utf8');

/** The rules that keep producers out, as the table of docs/deploy.md has it. */
function lineFor({ name }: ProxyKind): string {
  const [, nginx = '', caddy = ''] = /^\| `\/feed`.*\| `(.+)` \| `(.+)` \|$/m.exec(DOCS) ?? [];
  return name === 'nginx' ? nginx : caddy;
}

for (const kind of PROXIES) {
  const skip = kind.whyNot ?? false;

  describe(`a relay behind ${kind.name}`, { timeout: 60_000 }, () => {
    let site: Deployment;
    let client: Client;

    before(async () => {
      if (skip) return;
      site = await Deployment.ownHost(kind);
      client = site.client;
    });
    after(() => site?.close());

    it('is led to from http', { skip }, async () => {
      const url = `http://127.0.0.1:${site.proxy.httpPort}/?theme=dark`;
      const headers = { Host: 'viz.example.com' };
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        get(url, { headers, agent: false }, resolve).once('error', reject);
      });
      response.resume();
      assert.match(String(response.statusCode), /^30[18]$/);
      assert.match(response.headers.location ?? '', /^https:\/\/viz\.example\.com(:\d+)?\/\?theme=dark$/);
    });

    it('shows its login page, and gives a cookie that only https and only this host name has', { skip }, async () => {
      const asked = await client.ask('?theme=dark', { headers: { Accept: 'text/html' } });
      assert.equal(asked.status, 303);
      const address = new URL(asked.headers.location ?? '', client.url);
      assert.equal(address.href, `${client.url}login?next=%3Ftheme%3Ddark`);
      const page = await client.ask(address.href);
      assert.equal(page.status, 200);
      assert.match(page.body, /<form method="post" action="login">/);

      const wrong = await client.logIn(USER, 'wrong');
      assert.deepEqual([wrong.status, wrong.headers['set-cookie']], [403, undefined]);
      const answer = await client.logIn(USER, PASSWORD);
      assert.equal(answer.status, 303);
      const { name = '', value, path, httponly, secure, samesite, domain } = cookieOf(answer);
      assert.match(name, /^__Host-/);
      assert.notEqual(value, '');
      // A browser takes no other cookie of that name.
      assert.deepEqual({ path, secure, domain }, { path: '/', secure: '', domain: undefined });
      assert.deepEqual({ httponly, samesite }, { httponly: '', samesite: 'Lax' });

      const shown = await client.ask('', { headers: { ...cookieHeader(answer), Accept: 'text/html' } });
      assert.equal(shown.status, 200);
      assert.match(shown.body, /<sv-dashboard/);
    });

    it('refuses a login from a page of another origin', { skip }, async () => {
      for (const Origin of [
        'https://evil.example',
        'https://viz.example.com',
        client.origin.replace('https', 'http'),
      ]) {
        const answer = await client.post('login', { user: USER, password: PASSWORD }, { Origin });
        assert.deepEqual([answer.status, answer.headers['set-cookie']], [403, undefined], Origin);
      }
    });

    it('takes a producer, and shows its rows to a viewer that stays', { skip }, async () => {
      const producer = await site.producer();
      producer.declare(ORDERS);
      await producer.commit({ orders: { up: [['1', 'eu', 10]] } });
      const viewer = await site.viewer();
      assert.deepEqual(await viewer.load('orders'), [['1', 'eu', 10]]);
      for (let n = 1; n <= 20; n++) await producer.commit({ orders: { up: [['1', 'eu', n]] } });
      await viewer.until(() => viewer.rows('orders')[0]?.[2] === 20, 'the last commit');
      assert.equal(viewer.closed, undefined);
      await producer.close();
    });

    it('refuses the upgrade of a foreign page in its own words', { skip }, async () => {
      const cookie = cookieHeader(await site.logIn());
      const [status, message] = await client.upgrade('live', { ...cookie, Origin: 'https://evil.example' });
      assert.equal(status, 403);
      assert.match(message, /^origin https:\/\/evil\.example is not one this relay allows; .*--allow-origin/);
      assert.equal((await client.upgrade('feed', { Origin: 'https://evil.example' }))[0], 403);
      assert.equal((await client.upgrade('live', { Origin: client.origin }))[0], 401);
      assert.equal((await client.upgrade('live', { ...cookie, Origin: client.origin }))[0], 101);
    });

    it('takes the largest login, and nothing that is much larger', { skip }, async () => {
      const logInAs = (length: number) => client.logIn('x'.repeat(length), '').then(({ status }) => status);
      assert.equal(await logInAs(8_000), 403);
      assert.equal(await logInAs(10_000), 413);
      // By the proxy: Caddy calls it a bad gateway when its own limit cuts the request.
      assert.ok([413, 502].includes(await logInAs(100_000)));
    });

    it('ends a session on logout: the cookie, its links, and what the browser keeps', { skip }, async () => {
      const login = await site.logIn();
      const viewer = await site.viewer(client, login);
      const cookie = cookieHeader(login);
      const answer = await client.post('logout', {}, cookie);
      assert.equal(answer.status, 303);
      const gone = cookieOf(answer);
      assert.deepEqual([gone.name, gone.value, gone['max-age']], [cookieOf(login).name, '', '0']);
      assert.equal(gone.secure, '');
      assert.match(String(answer.headers['clear-site-data']), /"cache"/);
      assert.equal((await client.ask('config.json', { headers: cookie })).status, 401);
      await viewer.until(() => viewer.closed !== undefined, 'the end of the link');
      assert.equal(viewer.closed?.code, 1008);
    });

    it('has no producers from elsewhere, with the line of docs/deploy.md', { skip }, async () => {
      const closed = await Deployment.ownHost(kind, {}, [[kind.toRelay, `${lineFor(kind)}\n${kind.toRelay}`]]);
      try {
        const token = { Authorization: `Bearer ${TOKEN}` };
        assert.equal((await closed.client.upgrade('feed', token))[0], 404);
        assert.equal((await client.upgrade('feed', token))[0], 101);
        assert.equal((await closed.viewer()).closed, undefined);
      } finally {
        await closed.close();
      }
    });

    it('is told who asks, by the proxy and not by the browser', { skip }, async () => {
      const upstream = await startUpstream();
      const relays = { 8765: upstream.port };
      const proxy = await ReverseProxy.start(kind, { file: kind.ownHost, host: 'viz.example.com', relays });
      try {
        const browser = new Client(`https://viz.example.com:${proxy.port}/`, proxy.ca);
        const { host } = new URL(browser.url);
        const claims = {
          'X-Forwarded-For': '198.51.100.7, 198.51.100.8',
          'X-Forwarded-Host': 'evil.example',
          'X-Forwarded-Proto': 'http',
        };
        for (const headers of [{}, claims]) {
          const told = headersOf((await browser.ask('', { headers })).body);
          assert.equal(told['x-forwarded-for'], '127.0.0.1');
          assert.equal(told['x-forwarded-proto'], 'https');
          assert.equal(told['x-forwarded-host'], host);
          assert.equal(told.host, host);
        }
      } finally {
        await proxy.close();
        upstream.close();
      }
    });
  });
}

describe('the addresses of clients behind a proxy', { timeout: 60_000 }, () => {
  const skip = NGINX.whyNot ?? false;

  it('are told apart: who guesses locks out nobody else, whatever address they claim', { skip }, async () => {
    const site = await Deployment.ownHost(NGINX);
    const { client } = site;
    try {
      const guess = (n: number) =>
        client.logIn(USER, `guess ${n}`, { 'X-Test-Address': '192.0.2.1', 'X-Forwarded-For': `198.51.100.${n}` });
      let status = 0;
      for (let n = 1; n <= 100 && status !== 429; n++) ({ status } = await guess(n));
      assert.equal(status, 429);
      const owner = await client.logIn(USER, PASSWORD, { 'X-Test-Address': '192.0.2.2' });
      assert.equal(owner.status, 303);
    } finally {
      await site.close();
    }
  });
});
