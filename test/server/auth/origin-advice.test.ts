import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { type Fixture, withRelay } from '../../kit/fixture.js';

type Headers = Readonly<Record<string, string>>;

/** The relay's answer to the page that asks why it gets no live link. */
function refuses({ url }: Fixture, page: string | undefined, headers: Headers): Promise<string | undefined> {
  const query = page === undefined ? '' : `?page=${encodeURIComponent(page)}`;
  return new Promise((resolve, reject) => {
    request(`${url}healthz${query}`, { headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve((JSON.parse(text) as { refuses?: string }).refuses));
    })
      .on('error', reject)
      .end();
  });
}

test('what a page is told to allow is taken by the next relay, and lets the page in', async () => {
  const pages = [
    'https://portal.example',
    'https://portal.example:8443',
    'http://localhost:3000',
    'http://[::1]:3000',
    'https://xn--mnchen-3ya.example',
    'vscode-webview://1a2b3c4d',
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
  ];
  for (const origin of pages) {
    let advised = '';
    await withRelay({}, async (relay) => {
      const told = (await refuses(relay, origin, { origin })) ?? '';
      advised = /start it with --allow-origin (\S+) /.exec(told)?.[1] ?? '';
      assert.equal(
        told,
        `pages of ${origin}: start it with --allow-origin ${advised} (in Python: sv.start(allow_origin=["${advised}"]))`,
      );
    });
    await withRelay({ allowOrigin: [advised] }, async (relay) => {
      assert.equal(await refuses(relay, origin, { origin }), undefined, origin);
      assert.equal(await refuses(relay, origin, { origin: origin.toUpperCase() }), undefined, `capitals: ${origin}`);
    });
  }
});

test('a page without an origin is told why nothing lets it in, and what would', () =>
  withRelay({ allowOrigin: ['https://good.com'] }, async (relay) => {
    const inFrame = "pages in a frame with sandbox, which have no origin: add allow-same-origin to the frame's sandbox";
    const cases: readonly [string | undefined, Headers, string][] = [
      ['https://good.com', {}, inFrame],
      ['https://bad.com', {}, `${inFrame}, and start the relay with --allow-origin https://bad.com`],
      [
        undefined,
        { referer: 'https://bad.com/x' },
        `${inFrame}, and start the relay with --allow-origin https://bad.com`,
      ],
      [undefined, {}, 'pages without an origin of their own, as in a frame with sandbox: serve it over http or https'],
      ['about://', {}, 'pages without an origin of their own, as in a frame with sandbox: serve it over http or https'],
      ['data://', {}, 'pages without an origin of their own, as in a frame with sandbox: serve it over http or https'],
      [
        'file://',
        {},
        'pages that were opened as files: serve this page over http and start the relay with --allow-origin',
      ],
    ];
    for (const [page, headers, expected] of cases) {
      const told = (await refuses(relay, page, { origin: 'null', ...headers })) ?? '';
      assert.ok(told.startsWith(expected), told);
      assert.doesNotMatch(told, /--allow-origin null/);
      if (page !== 'file://') assert.doesNotMatch(told, /file/);
    }
  }));

test("behind a proxy that names another host the relay's own page is told so, and what would let it in", () =>
  withRelay({}, async (relay) => {
    const page = 'https://viz.example.com';
    const { host } = new URL(relay.url);
    const expected =
      `pages of ${page}, for a proxy on the way asks it for https://${host} instead: let the proxy pass on the Host and ` +
      'the X-Forwarded-Proto of the browser and start the relay with --allowed-host viz.example.com, or start it with ' +
      `--allow-origin ${page} (in Python: sv.start(allow_origin=["${page}"]))`;
    for (const headers of [
      { 'sec-fetch-site': 'same-origin' },
      { referer: `${page}/` },
      { 'x-forwarded-host': 'viz.example.com', origin: page },
      { 'x-forwarded-host': 'VIZ.example.com:443', origin: page },
    ] as readonly Headers[]) {
      assert.equal(await refuses(relay, page, headers), expected);
    }
    assert.equal(await refuses(relay, new URL(relay.url).origin, { 'sec-fetch-site': 'same-origin' }), undefined);
  }));

test('a host that a request is for is only told to be allowed as far as it can be', async () => {
  await withRelay({}, async (relay) => {
    const told = (host: string) => refuses(relay, undefined, { host });
    assert.equal(
      await told('viz.example.com.'),
      'the name viz.example.com.: start it with --allowed-host viz.example.com',
    );
    assert.match((await told('a$b')) ?? '', /ask for it by a name of letters/);
  });
  await withRelay({ allowedHost: ['viz.example.com'] }, async (relay) => {
    assert.equal(await refuses(relay, undefined, { host: 'viz.example.com.' }), undefined);
  });
});
