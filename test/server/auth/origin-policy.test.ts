import assert from 'node:assert/strict';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { createRelay } from '../../../server/relay.js';
import { ASSETS, ORDERS, TOKEN, withRelay } from '../../kit/fixture.js';

type Headers = Readonly<Record<string, string>>;

/** The status of a plain request with these headers, `Host` among them. */
function status(url: string, headers: Headers): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

/** The answer to an upgrade with these headers: 101, or the status and the body. */
function upgrade(url: string, path: 'live' | 'feed', headers: Headers): Promise<readonly [number | undefined, string]> {
  const protocol = path === 'live' ? 'streamviz.2' : 'streamviz.feed.2';
  return new Promise((resolve) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, protocol, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve([101, '']);
    });
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve([response.statusCode, body.trim()]));
    });
    socket.on('error', () => {});
  });
}

test('on loopback only names of this machine are answered, and those that were allowed', () =>
  withRelay({ allowedHost: ['Viz.example.com'] }, async ({ url }) => {
    const cases: readonly [string, number][] = [
      ['127.0.0.1', 200],
      ['127.0.0.1:8765', 200],
      ['localhost:1', 200],
      ['LOCALHOST', 200],
      ['[::1]:8765', 200],
      ['127.9.9.9', 200],
      ['viz.example.com', 200],
      ['evil.com', 403],
      ['127.0.0.1.nip.io', 403],
      ['localhost.evil.com', 403],
      ['localhost.', 403],
      ['user@localhost', 403],
      ['[::2]', 403],
    ];
    for (const [host, expected] of cases) {
      assert.equal(await status(url, { host }), expected, host);
      assert.equal((await upgrade(url, 'live', { host }))[0], expected === 200 ? 101 : 403, host);
    }
    const [, message] = await upgrade(url, 'live', { host: 'evil.com' });
    assert.equal(message, 'host "evil.com" is not one this relay answers for; start it with --allowed-host evil.com');
  }));

test('only pages of its own origin and of allowed ones may connect or export', () =>
  withRelay({ allowOrigin: ['https://good.com', 'http://localhost:3000'] }, async ({ url }) => {
    const { host } = new URL(url);
    const cases: readonly [string, boolean][] = [
      [`http://${host}`, true],
      ['https://good.com', true],
      ['http://localhost:3000', true],
      ['http://good.com', false],
      ['https://good.com.evil.com', false],
      ['https://evilgood.com', false],
      ['https://good.com:8443', false],
      ['https://sub.good.com', false],
      ['http://127.0.0.1:1', false],
      ['null', false],
      ['', false],
    ];
    for (const [origin, isAllowed] of cases) {
      assert.equal((await upgrade(url, 'live', { origin }))[0], isAllowed ? 101 : 403, origin);
      assert.equal(await status(`${url}config.json`, { origin }), isAllowed ? 200 : 403, origin);
      assert.equal(await status(`${url}export/none.csv`, { origin }), isAllowed ? 404 : 403, origin);
    }
    assert.equal((await upgrade(url, 'live', {}))[0], 101, 'scripts send no origin');
    const [, message] = await upgrade(url, 'live', { origin: 'https://evil.com' });
    assert.equal(
      message,
      'origin https://evil.com is not one this relay allows; start it with --allow-origin https://evil.com',
    );
    const allowed = await fetch(`${url}config.json`, { headers: { origin: 'https://good.com' } });
    assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://good.com');
  }));

test('a foreign page that only links to data, or loads it as an image, gets none and makes no work', () =>
  withRelay({ allowOrigin: ['https://good.com'] }, async ({ url, producer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: [['1', 'eu', 1]] } });
    const data = ['config.json', 'export/orders.csv', 'export/none.csv', 'export.zip', 'live/orders.ndjson', 'metrics'];
    for (const path of data) {
      for (const site of ['cross-site', 'same-site']) {
        assert.equal(await status(url + path, { 'sec-fetch-site': site }), 403, `${site} ${path}`);
        const referer = 'https://evil.com/page';
        assert.equal(await status(url + path, { 'sec-fetch-site': site, referer }), 403, `${site} ${path}`);
      }
    }
    const read = async (headers: Headers) => [await status(`${url}export/orders.csv`, headers), headers] as const;
    for (const site of ['same-origin', 'none']) {
      assert.deepEqual((await read({ 'sec-fetch-site': site }))[0], 200, site);
    }
    const allowed = { 'sec-fetch-site': 'cross-site', referer: 'https://good.com/page' };
    assert.equal((await read(allowed))[0], 200, 'a link in an allowed page');
    assert.equal((await read({ 'sec-fetch-site': 'cross-site', origin: 'https://good.com' }))[0], 200);
    assert.equal(await status(url, { 'sec-fetch-site': 'cross-site' }), 200, 'a link to the dashboard itself');
    assert.equal(await status(`${url}streamviz.js`, { 'sec-fetch-site': 'cross-site' }), 200);
  }));

test('behind a trusted proxy that rewrites Host, its own pages are those of the forwarded host', async () => {
  const headers = { origin: 'https://viz.example.com', 'x-forwarded-host': 'viz.example.com' };
  await withRelay({ trustedProxy: ['127.0.0.1'], allowedHost: ['viz.example.com'] }, async ({ url }) => {
    assert.equal((await upgrade(url, 'live', headers))[0], 101);
    assert.equal((await upgrade(url, 'live', { ...headers, 'x-forwarded-host': 'evil.com' }))[0], 403);
  });
  await withRelay({ allowedHost: ['viz.example.com'] }, async ({ url }) => {
    assert.equal((await upgrade(url, 'live', headers))[0], 403, 'from anybody else the header does not count');
  });
});

test('over plain http by name, where browsers send no more, a foreign page is known by its referrer', () =>
  withRelay({ allowedHost: ['viz.example.com'] }, async ({ url }) => {
    const asked = (referer: string) => status(`${url}config.json`, { host: 'viz.example.com', referer });
    assert.equal(await asked('http://evil.com/page'), 403);
    assert.equal(await asked('http://viz.example.com:81/page'), 403);
    assert.equal(await asked('http://viz.example.com/page'), 200);
    assert.equal(await asked('no address'), 200);
  }));

test('on this machine it has both addresses that localhost may be', async () => {
  const lines: string[] = [];
  await withRelay({ report: (line) => lines.push(line) }, async ({ url }) => {
    const { port } = new URL(url);
    assert.equal(await status(`http://127.0.0.1:${port}/healthz`, {}), 200);
    assert.equal(await status(`http://[::1]:${port}/healthz`, {}), 200);
    const stranger = createServer();
    for (const host of ['127.0.0.1', '::1', '::', '0.0.0.0']) {
      const error = await new Promise<NodeJS.ErrnoException>((resolve, reject) => {
        stranger
          .once('error', resolve)
          .listen({ host, port: Number(port) }, () => reject(new Error(`${host} is free`)));
      });
      assert.equal(error.code, 'EADDRINUSE', host);
    }
  });
  assert.deepEqual(lines, []);
});

test('a line in the log warns when localhost may lead to another program', async () => {
  const stranger = createServer();
  await new Promise<void>((resolve) => stranger.listen({ host: '::1', port: 0 }, resolve));
  const { port } = stranger.address() as AddressInfo;
  const lines: string[] = [];
  try {
    await withRelay({ port, report: (line) => lines.push(line) }, async () => {
      assert.deepEqual(lines, [
        `[::1]:${port} is another program's, which http://localhost:${port} may lead to: ` +
          `open the dashboard as http://127.0.0.1:${port}, or choose another port`,
      ]);
    });
  } finally {
    stranger.close();
  }
});

test('names and networks that can never be right are errors that name the rule', () => {
  const start = (options: object) => () => createRelay({ producerToken: TOKEN, assets: ASSETS, ...options });
  for (const host of ['', '*', '*.example.com', 'https://viz.example.com', 'viz.example.com:443', 'viz..com', 'a b']) {
    assert.throws(start({ allowedHost: [host] }), /--allowed-host must be a host name such as viz\.example\.com/, host);
  }
  for (const host of ['viz', 'viz.example.com', 'my_host', '192.0.2.1', '[2001:db8::1]'])
    start({ allowedHost: [host] })();
  for (const origin of ['*', 'http://*.test', 'https://a;default-src*', 'null', "https://a'b", 'file:///x']) {
    assert.throws(start({ allowOrigin: [origin] }), /it should look like https:\/\/example\.com/, origin);
  }
  assert.throws(start({ allowOrigin: ['https://ann:secret@example.com'] }), {
    message: '--allow-origin has a user or a password; it should look like https://example.com',
  });
  assert.throws(start({ trustedProxy: ['0.0.0.0/0'] }), {
    message: '--trusted-proxy 0.0.0.0/0 would trust everybody; name the networks of your proxies',
  });
  for (const producerToken of ['two\nlines', 'tück', '\u0000']) {
    assert.throws(start({ producerToken }), /STREAMVIZ_PRODUCER_TOKEN must be printable ASCII on one line/);
  }
  assert.throws(start({ auth: 'ann:two\nlines' }), /it has a line break or another control character$/);
});

test('a foreign name that leads to a trusted proxy cannot pretend to be another', () =>
  withRelay({ trustedProxy: ['127.0.0.1'], allowedHost: ['viz.example.com'] }, async ({ url }) => {
    const asked = (host: string, forwarded: string) => status(url, { host, 'x-forwarded-host': forwarded });
    assert.equal(await asked('127.0.0.1:8765', 'viz.example.com'), 200);
    assert.equal(await asked('viz.example.com', 'viz.example.com'), 200);
    assert.equal(await asked('evil.com', 'viz.example.com'), 403);
    assert.equal(await asked('evil.com', '127.0.0.1'), 403);
    assert.equal(await asked('127.0.0.1:8765', 'evil.com'), 403);
  }));

test('no cache keeps data, no page of another origin loads it, and every answer limits what its page may do', () =>
  withRelay({}, async ({ url, producer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: [['1', 'eu', 1]] } });
    const headersOf = async (path: string) => (await fetch(url + path)).headers;
    for (const path of ['config.json', 'export/orders.csv', 'export/orders.json', 'export.zip', 'metrics']) {
      const headers = await headersOf(path);
      assert.equal(headers.get('cache-control'), 'private, no-store', path);
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin', path);
    }
    for (const path of ['streamviz.js', 'healthz']) {
      assert.equal((await headersOf(path)).get('cross-origin-resource-policy'), 'cross-origin', path);
    }
    const page = await headersOf('');
    assert.equal(page.get('cross-origin-opener-policy'), 'same-origin');
    assert.match(page.get('permissions-policy') ?? '', /camera=\(\).*geolocation=\(\).*microphone=\(\)/);
    assert.equal(page.get('strict-transport-security'), null);
  }));

test('more headers than there may be are refused in words, also with an upgrade', () =>
  withRelay({}, async ({ url }) => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`x-${i}`, '1']));
    assert.equal(await status(url, many), 431);
    assert.deepEqual(await upgrade(url, 'live', many), [431, 'a request may have 100 headers; send fewer']);
    assert.equal(await status(url, { cookie: 'x'.repeat(20_000) }), 431);
    assert.equal(await status(url, {}), 200);
  }));

test('a producer needs the token, in the header and nowhere else', () =>
  withRelay({}, async ({ url }) => {
    assert.equal((await upgrade(url, 'feed', { authorization: `Bearer ${TOKEN}` }))[0], 101);
    for (const authorization of ['', 'Bearer', 'Bearer wrong', `Basic ${TOKEN}`, `Bearer ${TOKEN}x`]) {
      const [code, message] = await upgrade(url, 'feed', { authorization });
      assert.equal(code, 401, authorization);
      assert.equal(
        message,
        'a producer needs this relay\'s token; send the header "Authorization: Bearer <producer token>", the value of STREAMVIZ_PRODUCER_TOKEN',
      );
    }
    assert.equal(await status(`${url}feed?token=${encodeURIComponent(TOKEN)}`, {}), 404);
  }));

test('it does not listen where others can reach it without authentication', () => {
  for (const host of ['0.0.0.0', '::', '192.168.1.2', 'example.com']) {
    assert.throws(() => createRelay({ host, producerToken: TOKEN, assets: ASSETS }), {
      message:
        `refusing to listen on ${host} without authentication, for others can reach it: ` +
        'set STREAMVIZ_AUTH=user:password (or STREAMVIZ_AUTH_FILE), or listen on 127.0.0.1',
    });
    assert.ok(createRelay({ host, producerToken: TOKEN, assets: ASSETS, auth: 'a:b' }));
  }
});

test('an unknown path, another subprotocol and one link too many are refused in words', () =>
  withRelay({ maxConnections: 1 }, async ({ url, viewer }) => {
    const refused = (path: string, protocol: string) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(url.replace('http', 'ws') + path, protocol);
        socket.on('unexpected-response', (_request, response) => {
          response.on('data', (chunk: Buffer) => resolve(`${response.statusCode} ${chunk.toString().trim()}`));
        });
        socket.on('error', () => {});
      });
    assert.equal(
      await refused('ws', 'streamviz.2'),
      '404 there is no /ws; viewers connect to /live, producers to /feed',
    );
    assert.equal(
      await refused('live', 'graphql-ws'),
      '400 /live speaks the subprotocol "streamviz.2", or plain messages if none is offered; not graphql-ws',
    );
    await viewer();
    assert.equal(
      await refused('live', 'streamviz.2'),
      '503 this relay has 1 links, as many as it may; try again later',
    );
  }));
