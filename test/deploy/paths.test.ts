import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ORDERS } from '../kit/fixture.js';
import { cookieHeader, cookieOf } from './client.js';
import { Deployment, PASSWORD, USER } from './deployment.js';
import { PROXIES } from './proxy.js';

const WAYS = [
  { path: 'viz', is: 'kept' },
  { path: 'shop', is: 'stripped' },
] as const;

for (const kind of PROXIES) {
  const skip = kind.whyNot ?? false;

  describe(`relays below paths, behind ${kind.name}`, { timeout: 60_000 }, () => {
    let site: Deployment;

    before(async () => {
      if (skip) return;
      site = await Deployment.paths(kind);
    });
    after(() => site?.close());

    for (const { path, is } of WAYS) {
      it(`are found with and without a slash, the path being ${is}`, { skip }, async () => {
        const { status, headers } = await site.client.ask(path);
        assert.match(String(status), /^30[128]$/);
        assert.equal(new URL(headers.location ?? '', site.client.url).pathname, `/${path}/`);
      });

      it(`lead through their login and back below the path, which is ${is}`, { skip }, async () => {
        const client = site.client.at(`${path}/`);
        const asked = await client.ask('', { headers: { Accept: 'text/html' } });
        const page = new URL(asked.headers.location ?? '', client.url);
        assert.deepEqual([asked.status, page.pathname], [303, `/${path}/login`]);
        const login = await client.logIn(USER, PASSWORD);
        const next = new URL(login.headers.location ?? '', `${client.url}login`);
        assert.deepEqual([login.status, next.pathname], [303, `/${path}/login`]);
        const seen = await client.ask(next.href, { headers: cookieHeader(login) });
        assert.deepEqual([seen.status, new URL(seen.headers.location ?? '', next).href], [303, client.url]);
        const shown = await client.ask('', { headers: { ...cookieHeader(login), Accept: 'text/html' } });
        assert.equal(shown.status, 200);
        const script = /src="([^"]+)"/.exec(shown.body)?.[1] ?? '';
        assert.equal(new URL(script, client.url).pathname, `/${path}/streamviz.js`);
        assert.equal((await client.ask(script)).status, 200);
      });

      it(`have links below the path, which is ${is}, under a Host that is rewritten`, { skip }, async () => {
        const client = site.client.at(`${path}/`);
        const producer = await site.producer(client);
        producer.declare(ORDERS);
        await producer.commit({ orders: { up: [[path, 'eu', 1]] } });
        const viewer = await site.viewer(client);
        assert.deepEqual(await viewer.load('orders'), [[path, 'eu', 1]]);
        const cookie = cookieHeader(await site.logIn(client));
        for (const Origin of ['https://evil.example', 'http://127.0.0.1:8765', 'https://example.com:1'])
          assert.equal((await client.upgrade('live', { ...cookie, Origin }))[0], 403, Origin);
      });
    }

    it('have cookies of different names, which both get', { skip }, async () => {
      const [viz, shop] = await Promise.all(WAYS.map(({ path }) => site.logIn(site.client.at(`${path}/`))));
      assert.ok(viz && shop);
      assert.notEqual(cookieOf(viz).name, cookieOf(shop).name);
      const Cookie = `${cookieHeader(viz).Cookie}; ${cookieHeader(shop).Cookie}`;
      for (const { path } of WAYS)
        assert.equal((await site.client.at(`${path}/`).ask('config.json', { headers: { Cookie } })).status, 200, path);
    });
  });
}
