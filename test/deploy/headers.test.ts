import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ORDERS } from '../kit/fixture.js';
import { type Asked, cookieHeader } from './client.js';
import { Deployment } from './deployment.js';
import { PROXIES } from './proxy.js';

const DOCS = readFileSync(fileURLToPath(new URL('../../../docs/security.md', import.meta.url)), 'utf8');

/** The table of docs/security.md: a header, its value, and what has it. */
const TABLE = [...DOCS.matchAll(/^\| `([\w-]+)` \| `(.+)` \| (.+) \|$/gm)].map(([, name = '', value = '', on = '']) => {
  return { name: name.toLowerCase(), value, on: on.replaceAll('`', '') };
});

for (const kind of PROXIES) {
  const skip = kind.whyNot ?? false;

  describe(`the headers of a relay behind ${kind.name}`, { timeout: 60_000 }, () => {
    let site: Deployment;
    /** By what docs/security.md calls them. */
    const answers = new Map<string, [path: string, headers: IncomingHttpHeaders][]>();

    async function ask(name: string, path: string, asked?: Asked): Promise<void> {
      const response = await site.client.open(path, asked);
      response.destroy();
      answers.set(name, [...(answers.get(name) ?? []), [path, response.headers]]);
    }

    before(async () => {
      if (skip) return;
      site = await Deployment.ownHost(kind);
      const producer = await site.producer();
      producer.declare(ORDERS);
      await producer.commit({ orders: { up: [['1', 'eu', 1]] } });
      const cookie = cookieHeader(await site.logIn());
      const data = ['config.json', 'metrics', 'export/orders.csv', 'export.zip', 'live/orders.ndjson'];
      for (const path of data) await ask('data', path, { headers: cookie });
      await ask('the dashboard', '', { headers: cookie });
      await ask('the login page', 'login');
      await ask('scripts', 'streamviz.js');
      const [style = ''] = /assets\/[^"]+/.exec((await site.client.ask('login')).body) ?? [];
      await ask('style sheets', style);
      await ask('/healthz', 'healthz');
      await ask('what is refused', 'config.json');
      await ask('what is not there', 'nowhere', { headers: cookie });
      const Origin = site.client.origin;
      await ask('/logout', 'logout', { method: 'POST', headers: { ...cookie, Origin } });
      const other = cookieHeader(await site.logIn());
      await ask('/logout-all', 'logout-all', { method: 'POST', headers: { ...other, Origin } });
    });
    after(() => site?.close());

    it('are those of docs/security.md', { skip }, () => {
      assert.ok(TABLE.length > 10);
      for (const { name, value, on } of TABLE) {
        const all = on.startsWith('every answer') ? [...answers.keys()] : on.split(', ');
        for (const one of all) {
          const found = answers.get(one);
          assert.ok(found, `docs/security.md: "${one}" is none of ${[...answers.keys()].join(', ')}`);
          for (const [path, headers] of found) assert.equal(headers[name], value, `${name} of /${path}`);
        }
      }
    });

    it('let a browser forget what it keeps at a logout alone', { skip }, () => {
      for (const [name, found] of answers)
        for (const [path, headers] of found)
          if (!name.startsWith('/logout')) assert.equal(headers['clear-site-data'], undefined, `/${path}`);
    });
  });
}
