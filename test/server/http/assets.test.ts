import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { withRelay } from '../../kit/fixture.js';
import { text } from './shop.js';

test('streamviz.js and its parts are for any page, each at one address; the style sheet never changes at its own', async () => {
  const assets = await mkdtemp(join(tmpdir(), 'streamviz-assets-'));
  await writeFile(join(assets, 'streamviz.js'), 'export {};');
  await writeFile(join(assets, 'streamviz-part-a1b2c3d4.js'), 'import "./streamviz.js";');
  await withRelay({ assets }, async ({ url }) => {
    assert.equal(/src="([^"]+)"/.exec(await text(url))?.[1], 'streamviz.js');
    const hash = createHash('sha256').update('export {};').digest('base64url').slice(0, 16);
    for (const other of [`assets/streamviz.${hash}.js`, 'assets/streamviz.js']) {
      assert.equal((await fetch(url + other)).status, 404);
    }
    const part = await fetch(`${url}streamviz-part-a1b2c3d4.js`);
    assert.equal(await part.text(), 'import "./streamviz.js";');
    assert.equal(part.headers.get('access-control-allow-origin'), '*');
    const plain = await fetch(`${url}streamviz.js`);
    assert.equal(plain.headers.get('access-control-allow-origin'), '*');
    assert.equal(plain.headers.get('content-encoding'), 'gzip');
    assert.equal(plain.headers.get('cache-control'), 'no-cache');
    const again = await fetch(`${url}streamviz.js`, { headers: { 'if-none-match': plain.headers.get('etag') ?? '' } });
    assert.equal(again.status, 304);
    const style = await fetch(url + /href="(assets\/page[^"]+)"/.exec(await text(url))?.[1]);
    assert.equal(style.headers.get('content-type'), 'text/css; charset=utf-8');
    assert.match(style.headers.get('cache-control') ?? '', /immutable/);
    assert.equal((await fetch(`${url}assets/page.${'0'.repeat(16)}.css`)).status, 404);
  });
  await rm(assets, { recursive: true });
});

test('a bundle that is not built is answered with the fix', () =>
  withRelay({ assets: '/nowhere' }, async ({ url }) => {
    assert.equal(await text(`${url}streamviz.js`), 'streamviz.js is not there; build it with: npm run build\n');
  }));

test('no path leads out of the assets', () =>
  withRelay({}, async ({ url }) => {
    const port = Number(new URL(url).port);
    for (const path of [
      '/../package.json',
      '/..%2fpackage.json',
      '/assets/..%2f..%2fpackage.json',
      '//etc/passwd',
      '/relay.js',
    ]) {
      const status = await new Promise((resolve) => {
        request({ port, path, host: '127.0.0.1' }, (response) => resolve(response.resume().statusCode)).end();
      });
      assert.equal(status, 404, path);
    }
  }));
