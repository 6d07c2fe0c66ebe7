import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { ORDERS, withRelay } from '../kit/fixture.js';

/** Everything that shows data. */
const DATA = [
  'config.json',
  'export/orders.csv',
  'export/orders.json',
  'export/orders.ndjson?keys=1',
  'export.zip',
  'live/orders.ndjson',
  'metrics',
];
const GOOD = 'https://good.example';

/** The answer to a request with these headers and no others, as `fetch` would add some. */
function ask(url: string, headers: Readonly<Record<string, string>>, method = 'GET') {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    request(url, { headers, method }, (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
      response.destroy();
    })
      .on('error', reject)
      .end();
  });
}

async function withOrders(test: (url: string) => Promise<void>): Promise<void> {
  await withRelay({ allowOrigin: [GOOD] }, async ({ url, producer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: [['1', 'eu', 1]] } });
    await test(url);
  });
}

const REFUSED: Readonly<Record<string, string>>[] = [
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', referer: 'https://evil.example/' },
  { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', origin: 'https://evil.example' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', origin: 'null' },
  { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', origin: 'http://127.0.0.1:1' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', referer: 'https://evil.example/good.example' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', referer: 'https://good.example.evil.example/' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', referer: 'not an address' },
  { 'sec-fetch-site': 'Cross-Site', 'sec-fetch-mode': 'no-cors' },
];

const SERVED: Readonly<Record<string, string>>[] = [
  {},
  { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' },
  { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', origin: GOOD },
  { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', origin: GOOD },
  { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', referer: `${GOOD}/report.html` },
];

test('data is refused to what a page elsewhere asks for, whether or not it could read the answer', () =>
  withOrders(async (url) => {
    for (const path of DATA) {
      for (const headers of REFUSED) {
        for (const method of ['GET', 'HEAD']) {
          const { status } = await ask(url + path, headers, method);
          assert.equal(status, 403, `${method} /${path} with ${JSON.stringify(headers)}`);
        }
      }
    }
  }));

test("data is served to the relay's own page, to scripts, and to pages of allowed origins", () =>
  withOrders(async (url) => {
    for (const path of DATA) {
      for (const headers of SERVED) {
        const { status } = await ask(url + path, headers);
        assert.equal(status, 200, `/${path} with ${JSON.stringify(headers)}`);
      }
    }
  }));

test('a link elsewhere leads to the page, and pages elsewhere load the program and ask how the relay is', () =>
  withOrders(async (url) => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    assert.equal((await ask(url, link)).status, 200);
    const script = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', origin: 'https://evil.example' };
    assert.equal((await ask(`${url}streamviz.js`, script)).status, 200);
    assert.equal((await ask(`${url}healthz`, script)).status, 200);
  }));

test('what shows data says that no page elsewhere may embed it; the program says that any may', () =>
  withOrders(async (url) => {
    for (const path of DATA) {
      const policy = (await ask(url + path, {})).headers['cross-origin-resource-policy'];
      assert.equal(policy, 'same-origin', `/${path}`);
    }
    assert.equal((await ask(`${url}streamviz.js`, {})).headers['cross-origin-resource-policy'], 'cross-origin');
  }));
