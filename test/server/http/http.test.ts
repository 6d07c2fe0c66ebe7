import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ConfigMessage } from '../../../src/core/messages.js';
import { type Fixture, ORDERS, withRelay } from '../../kit/fixture.js';

const SHOP: ConfigMessage['widgets'] = {
  orders: {
    widget_type: 'table',
    sort_by: 'total',
    sort_desc: true,
    max_rows: 1,
    columns: [
      { name: 'region', type: 'string' },
      { name: 'total', type: 'number' },
      { name: 'at', type: 'datetime', zone: 'UTC' },
      { name: '__proto__', type: 'json' },
    ],
  },
};

/** A relay with three rows. */
function withShop(run: (relay: Fixture) => Promise<void>): Promise<void> {
  return withRelay({}, async (relay) => {
    const feed = await relay.producer();
    feed.declare(SHOP, { title: 'A <b>shop</b> & "more"', theme: 'dark' });
    await feed.commit({
      orders: {
        up: [
          ['1', '=1+1', 10, 1760000000123, { a: 1 }],
          ['2', 'a "b", c', 30, 1760000000123.456, null],
          ['3', 'eu', 20, null, [1]],
        ],
      },
    });
    await run(relay);
  });
}

async function text(url: string): Promise<string> {
  return (await fetch(url)).text();
}

test('the page names the dashboard, loads nothing inline, and works below any path', () =>
  withShop(async ({ url }) => {
    const response = await fetch(url);
    const page = await response.text();
    assert.match(page, /<title>A &lt;b&gt;shop&lt;\/b&gt; &amp; &quot;more&quot;<\/title>/);
    assert.match(page, /<html lang="en" data-theme="dark">/);
    assert.match(page, /<meta name="streamviz-relay" content=".\/">/);
    assert.match(page, /<sv-dashboard[^>]*><\/sv-dashboard>/);
    assert.match(page, /<noscript>/);
    assert.doesNotMatch(page, /(src|href)="(\/|http)|style=|<style|<script>/);
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'; script-src 'self'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  }));

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

test('a bundle that is not built is said', () =>
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

test('below a base path everything works, also behind a proxy that takes it off', () =>
  withRelay({ basePath: '/viz' }, async ({ url, viewer }) => {
    assert.match(url, /\/viz\/$/);
    assert.equal((await fetch(url)).status, 200);
    assert.equal((await fetch(new URL('/config.json', url))).status, 200);
    const redirect = await fetch(url.slice(0, -1), { redirect: 'manual' });
    assert.equal(new URL(redirect.headers.get('location') ?? '', url.slice(0, -1)).href, url);
    assert.ok((await viewer()).hello);
  }));

test('an export is all rows in the order of the widget, not cut by max_rows', () =>
  withShop(async ({ url }) => {
    const csv = await fetch(`${url}export/orders.csv`);
    assert.equal(csv.headers.get('content-type'), 'text/csv; charset=utf-8');
    assert.equal(csv.headers.get('content-disposition'), 'attachment; filename="orders.csv"');
    assert.deepEqual((await csv.text()).split('\r\n'), [
      'region,total,at,__proto__',
      '"a ""b"", c",30,2025-10-09T08:53:20.123456Z,',
      'eu,20,,[1]',
      '\'=1+1,10,2025-10-09T08:53:20.123Z,"{""a"":1}"',
      '',
    ]);
    const json = JSON.parse(await text(`${url}export/orders.json`)) as object[];
    assert.deepEqual(
      json.map((row) => Object.keys(row)[3]),
      ['__proto__', '__proto__', '__proto__'],
    );
    const lines = (await text(`${url}export/orders.ndjson?sort=[]`)).trim().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).total),
      [10, 30, 20],
    );
  }));

test('an export can be filtered, sorted and have its keys', () =>
  withShop(async ({ url }) => {
    const query = `filter=${encodeURIComponent('[["total",">",10]]')}&sort=${encodeURIComponent('[["total","asc"]]')}`;
    const rows = JSON.parse(await text(`${url}export/orders.json?keys=1&${query}`)) as {
      key: string;
      row: { total: number };
    }[];
    assert.deepEqual(
      rows.map(({ key, row }) => [key, row.total]),
      [
        ['3', 20],
        ['2', 30],
      ],
    );
    assert.match(await text(`${url}export/orders.csv?keys=1`), /^key,region,total,at,__proto__\r\n2,/);
  }));

test('what an export asks wrongly is answered with the rule', () =>
  withShop(async ({ url }) => {
    const cases: readonly [string, number, string][] = [
      ['sort=[["totl"]]', 400, 'column "totl" is not in this widget; it has: region, total, at, __proto__'],
      ['sort=[["total","up"]]', 400, 'a direction must be "asc" or "desc"; it is "up"'],
      [
        'filter=nonsense',
        400,
        'it must be JSON of at most 16 terms, [["column","operator",value], …]; it is "nonsense"',
      ],
      [
        'filter=[["total","like",1]]',
        400,
        'an operator must be one of = != < <= > >= contains in empty not-empty; it is "like"',
      ],
      ['filter=[["total","in",1]]', 400, '"in" needs a list of values; it is 1'],
      [
        `filter=[["region","contains","${'x'.repeat(251)}"]]`,
        400,
        '"contains" looks for at most 250 characters; it has 251: look for a part of them',
      ],
    ];
    for (const [query, status, message] of cases) {
      const response = await fetch(`${url}export/orders.json?${query}`);
      assert.deepEqual([response.status, await response.text()], [status, `${message}\n`]);
    }
    const unknown = await fetch(`${url}export/ordres.csv`);
    assert.deepEqual(
      [unknown.status, await unknown.text()],
      [404, 'widget "ordres" is not on this dashboard; it has: orders\n'],
    );
  }));

test('a large export comes as fast as it is read, of one position', () =>
  withRelay({}, async ({ url, producer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    const rows = (value: number) => Array.from({ length: 5000 }, (_, i) => [`${i}`, 'x'.repeat(100), value] as const);
    await feed.commit({ orders: { up: rows(1) } });
    const response = await fetch(`${url}export/orders.ndjson`);
    await feed.commit({ orders: { up: rows(2) } });
    const values = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).total);
    assert.equal(values.length, 5000);
    assert.deepEqual(new Set(values), new Set([1]));
  }));

test('exports and the config have the position as their tag', () =>
  withShop(async ({ url }) => {
    for (const path of ['export/orders.json', 'config.json']) {
      const tag = (await fetch(url + path)).headers.get('etag') ?? '';
      assert.match(tag, /^"[\w-]+:2"$/);
      assert.equal((await fetch(url + path, { headers: { 'if-none-match': tag } })).status, 304);
    }
  }));

test('the frames of one widget can be followed as lines', () =>
  withShop(async ({ url, producer }) => {
    const lines: { type: string; up?: unknown[] }[] = [];
    const response = await fetch(`${url}live/orders.ndjson`);
    assert.equal(response.headers.get('content-type'), 'application/x-ndjson');
    let rest = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) lines.push(JSON.parse(part));
      if (lines.some(({ up }) => up?.length === 3)) break;
    }
    assert.deepEqual(
      lines.slice(0, 2).map(({ type }) => type),
      ['hello', 'config'],
    );
    assert.ok(producer);
  }));

test('health and metrics are in the form that others read', () =>
  withShop(async ({ url }) => {
    const before = Date.now();
    const { time, ...health } = (await (await fetch(`${url}healthz`)).json()) as { time: number };
    assert.deepEqual(health, { status: 'ok', version: '0.1.0' });
    assert.ok(before <= time && time <= Date.now());
    const metrics = await fetch(`${url}metrics`);
    assert.equal(metrics.headers.get('content-type'), 'application/openmetrics-text; version=1.0.0; charset=utf-8');
    const body = await metrics.text();
    assert.match(body, /# TYPE streamviz_commits counter\n# HELP streamviz_commits .*\nstreamviz_commits_total 1\n/);
    assert.match(body, /streamviz_collected_rows 3\n/);
    assert.match(body, /# EOF\n$/);
  }));

test('only reading is offered', () =>
  withShop(async ({ url }) => {
    const response = await fetch(url, { method: 'POST' });
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'GET, HEAD']);
    assert.equal((await fetch(`${url}export/orders.csv`, { method: 'HEAD' })).status, 200);
    assert.equal((await fetch(`${url}nothing`)).status, 404);
  }));
