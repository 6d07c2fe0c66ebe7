import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { EndedSessions } from '../../../server/auth/ended-sessions.js';
import { LoginThrottle } from '../../../server/auth/login-throttle.js';
import { SessionLinks } from '../../../server/auth/session-links.js';
import { Sessions } from '../../../server/auth/sessions.js';
import { createRelay } from '../../../server/relay.js';
import { ROUTES } from '../../../server/routes.js';
import { TestViewer } from '../client.js';
import { ASSETS, ORDERS, TOKEN, wideRow, withRelay } from '../fixture.js';

const AUTH = 'ann:se:cret';
const VIEWER_TOKEN = 'a-token-of-the-tests.1';
const basic = (auth: string) => ({ authorization: `Basic ${Buffer.from(auth).toString('base64')}` });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const RESTRICTED = { auth: AUTH, viewerToken: VIEWER_TOKEN };

type Headers = Readonly<Record<string, string>>;

/** The status that an upgrade is answered with; 101: it came about. */
function upgrade(url: string, protocols: string[], headers: Headers = {}): Promise<readonly [number, string]> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url.replace('http', 'ws'), protocols, { headers });
    socket.on('open', () => {
      resolve([101, socket.protocol]);
      socket.terminate();
    });
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve([response.statusCode ?? 0, body.trim()]));
    });
    socket.on('error', () => {});
  });
}

function get(url: string, headers: Headers = {}, method = 'GET'): Promise<Response> {
  return fetch(url, { headers, method, redirect: 'manual' });
}

/** What a script is asked for that sends nothing but the request, as `fetch` does not. */
function challenge(url: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { accept: '*/*' } }, (response) => resolve(response.resume().headers['www-authenticate']))
      .on('error', reject)
      .end();
  });
}

/** The answer to a request, when it has begun; nobody reads it yet. */
async function unread(url: string, headers: Headers): Promise<IncomingMessage> {
  const [response] = (await once(request(url, { headers }).end(), 'response')) as [IncomingMessage];
  return response.on('error', () => {});
}

/** Sends the login page's form. */
function logIn(url: string, form: Readonly<Record<string, string>>, headers: Headers = {}): Promise<Response> {
  const body = new URLSearchParams({ user: 'ann', password: 'se:cret', ...form });
  return fetch(`${url}login`, { method: 'POST', body, headers, redirect: 'manual' });
}

/** The cookie as a browser sends it back. */
async function sessionCookie(url: string): Promise<Headers> {
  const [cookie = ''] = ((await logIn(url, {})).headers.get('set-cookie') ?? '').split(';');
  return { cookie };
}

test('every route asks for credentials, but for those that say that they need none', () =>
  withRelay(RESTRICTED, async ({ url, producer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: [['1', 'eu', 1]] } });
    const session = await sessionCookie(url);
    for (const { example, methods, needs } of ROUTES) {
      for (const method of methods) {
        const status = async (headers: Headers) => {
          if (method !== 'upgrade') return (await get(url + example, headers, method)).status;
          const protocol = example === 'feed' ? 'streamviz.feed.2' : 'streamviz.2';
          return (await upgrade(url + example, [protocol], headers))[0];
        };
        const what = `${method} /${example}`;
        const isOpen = needs === 'nothing';
        if (needs === 'person') continue; // has a test of its own
        for (const headers of [{}, bearer('wrong'), { cookie: 'streamviz_session=1.2.3' }]) {
          const answer = await status(headers);
          // 429: after so many wrong tokens
          assert.equal(answer === 401 || answer === 429, !isOpen, `${what} answers ${answer}`);
        }
        if (needs === 'producer') {
          for (const headers of [basic(AUTH), bearer(VIEWER_TOKEN), session]) {
            assert.ok([401, 429].includes(await status(headers)), `${what} is not for viewers`);
          }
          assert.equal(await status(bearer(TOKEN)), 101);
        } else {
          for (const headers of [basic(AUTH), bearer(VIEWER_TOKEN), session])
            assert.notEqual(await status(headers), 401, what);
          if (!isOpen) assert.ok([401, 429].includes(await status(bearer(TOKEN))), `${what} is not for producers`);
        }
      }
    }
    for (const path of ['nothing', 'feed', 'live', '../package.json', 'export/orders.exe', '%2e%2e/config.json']) {
      assert.equal((await get(url + path)).status, 401, path);
    }
  }));

test('without a user and a password nothing asks for credentials', () =>
  withRelay({}, async ({ url }) => {
    for (const { example, methods, needs } of ROUTES) {
      if (needs === 'viewer' && !(methods as readonly string[]).includes('upgrade')) {
        assert.notEqual((await get(url + example)).status, 401, example);
      }
    }
    const login = await get(`${url}login`);
    assert.deepEqual([login.status, login.headers.get('location')], [303, './']);
    assert.doesNotMatch(await (await get(url)).text(), /log ?out/i);
  }));

test('the viewer token opens a live link as a subprotocol, which is not said back, and never the feed', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    const token = `streamviz.token.${VIEWER_TOKEN}`;
    assert.deepEqual(await upgrade(`${url}live`, ['streamviz.2', token]), [101, 'streamviz.2']);
    assert.equal((await upgrade(`${url}live`, ['streamviz.2', `${token}x`]))[0], 401);
    assert.equal((await upgrade(`${url}feed`, ['streamviz.feed.2', token]))[0], 401);
    const [status, message] = await upgrade(`${url}live`, ['graphql-ws', token]);
    assert.equal(status, 400);
    assert.ok(!message.includes(VIEWER_TOKEN), message);
    assert.equal((await get(`${url}config.json?token=${VIEWER_TOKEN}`)).status, 401);
  }));

test('scripts are asked for a user and a password, browsers are led to the login page and back', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    assert.equal(await challenge(`${url}config.json`), 'Basic realm="StreamViz", charset="UTF-8"');
    const ofPage = await get(`${url}config.json`, { 'sec-fetch-mode': 'cors' });
    assert.equal(ofPage.headers.get('www-authenticate'), 'Bearer realm="StreamViz"', 'no dialogue of the browser');
    const accept = 'text/html,application/xhtml+xml';
    const cases = [
      ['', './login'],
      ['?range=5m&theme=dark', './login?next=%3Frange%3D5m%26theme%3Ddark'],
      ['export/orders.csv?keys=1', '../login?next=export%2Forders.csv%3Fkeys%3D1'],
    ] as const;
    for (const [path, location] of cases) {
      const answer = await get(url + path, { accept });
      assert.deepEqual([answer.status, answer.headers.get('location')], [303, location]);
      const login = new URL(location, url + path);
      const done = await logIn(url, { next: login.searchParams.get('next') ?? '' });
      const cookie = done.headers.get('set-cookie')?.split(';')[0] ?? '';
      const back = await get(new URL(done.headers.get('location') ?? '', login).href, { cookie });
      assert.equal(new URL(back.headers.get('location') ?? '', login).href, url + path);
    }
  }));

test('after the login one goes on within the dashboard only', () =>
  withRelay({ ...RESTRICTED, basePath: '/viz' }, async ({ url }) => {
    const cookie = await sessionCookie(url);
    const foreign = [
      'https://evil.com/',
      '//evil.com',
      '\\\\evil.com',
      '/\\evil.com',
      'javascript:alert(1)',
      '../admin',
      '/other',
      '\t//evil.com',
      './/../../x',
    ];
    for (const next of foreign) {
      const answer = await get(`${url}login?${new URLSearchParams({ next })}`, cookie);
      assert.equal(new URL(answer.headers.get('location') ?? '', `${url}login`).href, url, next);
    }
    const odd = await get(`${url}login?${new URLSearchParams({ next: './/evil.com' })}`, cookie);
    assert.equal(new URL(odd.headers.get('location') ?? '', `${url}login`).origin, new URL(url).origin);
  }));

test('the cookie is for this relay alone, not for scripts, and lasts a fortnight', () =>
  withRelay({ ...RESTRICTED, basePath: '/viz' }, async ({ url }) => {
    const { port } = new URL(url);
    const [cookie = ''] = (await logIn(url, {})).headers.getSetCookie();
    const flags = 'Path=/viz/; Max-Age=1209600; HttpOnly; SameSite=Lax';
    assert.match(cookie, new RegExp(`^streamviz_session_${port}=[\\w.-]+; ${flags}$`));
    const spoofed = (await logIn(url, {}, { 'x-forwarded-proto': 'https' })).headers.get('set-cookie') ?? '';
    assert.doesNotMatch(spoofed, /Secure/, 'anybody can send that header');
    const page = await get(url, { cookie: cookie.split(';')[0] ?? '' });
    assert.match(page.headers.get('set-cookie') ?? '', /Max-Age=1209600/, 'each look at the page renews it');
    assert.equal(page.headers.get('cache-control'), 'private, no-store');
  }));

test('over https the cookie is one that no other program of the host can set', () =>
  withRelay({ ...RESTRICTED, basePath: '/viz', trustedProxy: ['127.0.0.1'] }, async ({ url }) => {
    const { port } = new URL(url);
    const [cookie = ''] = (await logIn(url, {}, { 'x-forwarded-proto': 'https' })).headers.getSetCookie();
    const flags = 'Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax; Secure';
    assert.match(cookie, new RegExp(`^__Host-streamviz_session_${port}_viz=[\\w.-]+; ${flags}$`));
    const page = await get(url, { cookie: cookie.split(';')[0] ?? '', 'x-forwarded-proto': 'https' });
    assert.equal(page.status, 200);
    assert.equal(page.headers.get('strict-transport-security'), 'max-age=31536000');
    assert.equal((await get(url)).headers.get('strict-transport-security'), null);
  }));

test('a cookie of https stays one, also where no proxy is trusted', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    const origin = new URL(url).origin.replace('http:', 'https:');
    const [cookie = ''] = (await logIn(url, {}, { origin })).headers.getSetCookie();
    assert.match(cookie, /^__Host-.*; Secure$/);
    const page = await get(url, { cookie: cookie.split(';')[0] ?? '' });
    assert.match(page.headers.get('set-cookie') ?? '', /^__Host-.*; Secure$/);
  }));

test('a cookie of the same name that another program has set changes nothing', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    const { cookie = '' } = await sessionCookie(url);
    const [name = ''] = cookie.split('=');
    for (const planted of ['x', '', '1.2.3.4', cookie.slice(name.length + 2)]) {
      for (const both of [`${name}=${planted}; ${cookie}`, `${cookie}; ${name}=${planted}`]) {
        assert.equal((await get(`${url}config.json`, { cookie: both })).status, 200, both);
      }
    }
  }));

test('a session outlives the relay if its state does, and no other password', async () => {
  const state = await mkdtemp(join(tmpdir(), 'streamviz-access-'));
  let cookie: Headers = {};
  let port = 0;
  let token: string | undefined;
  const run = async (auth: string, look: (url: string) => Promise<void>) => {
    const relay = createRelay({ port, producerToken: TOKEN, assets: ASSETS, state, auth });
    const listening = await relay.listen();
    port = listening.port;
    try {
      await look(listening.url);
      if (auth === AUTH) assert.equal((token ??= listening.viewerToken), listening.viewerToken);
      else assert.notEqual(listening.viewerToken, token);
    } finally {
      await relay.close();
    }
  };
  await run(AUTH, async (url) => {
    cookie = await sessionCookie(url);
  });
  await run(AUTH, async (url) => {
    assert.equal((await get(`${url}config.json`, cookie)).status, 200);
    assert.equal((await get(`${url}config.json`, bearer(token ?? ''))).status, 200);
  });
  await run('ann:other', async (url) => assert.equal((await get(`${url}config.json`, cookie)).status, 401));
  assert.equal((await stat(join(state, 'key'))).mode & 0o777, 0o600);
  await rm(state, { recursive: true });
});

test('who logs out is shown nothing more, in no tab and with no copy of the cookie', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    const cookie = await sessionCookie(url);
    const other = await sessionCookie(url);
    const viewer = await TestViewer.connect(url, cookie);
    const out = await get(`${url}logout`, cookie, 'POST');
    assert.deepEqual([out.status, out.headers.get('location')], [303, 'login']);
    assert.match(out.headers.get('set-cookie') ?? '', /^streamviz_session_\d+=; Path=\/; Max-Age=0; HttpOnly/);
    await viewer.until(() => viewer.closed !== undefined, 'the end of the link');
    assert.deepEqual(viewer.closed, { code: 1008, reason: 'logged out' });
    assert.equal((await get(`${url}config.json`, cookie)).status, 401);
    assert.equal((await get(`${url}config.json`, other)).status, 200);
  }));

test('with the password or a session, and no token, the sessions of everybody are ended', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    const all = (headers: Headers) => get(`${url}logout-all`, headers, 'POST');
    const [ann, ben] = [await sessionCookie(url), await sessionCookie(url)];
    const viewer = await TestViewer.connect(url, ben);
    for (const headers of [{}, bearer(VIEWER_TOKEN), bearer(TOKEN), basic('ann:wrong')]) {
      assert.equal((await all(headers)).status, 401);
    }
    assert.equal((await all({ ...ann, origin: 'https://evil.com' })).status, 403);
    assert.equal((await get(`${url}config.json`, ben)).status, 200);
    assert.equal((await all(ann)).status, 204);
    await viewer.until(() => viewer.closed !== undefined, 'the end of the link');
    for (const cookie of [ann, ben]) assert.equal((await get(`${url}config.json`, cookie)).status, 401);
    const again = await sessionCookie(url);
    assert.equal((await get(`${url}config.json`, again)).status, 200);
    assert.equal((await all(basic(AUTH))).status, 204);
    assert.equal((await get(`${url}config.json`, again)).status, 401);
    assert.equal((await get(`${url}config.json`, bearer(VIEWER_TOKEN))).status, 200, 'tokens are no sessions');
  }));

test('a relay without a password has no sessions to end', () =>
  withRelay({}, async ({ url }) => {
    const answer = await get(`${url}logout-all`, {}, 'POST');
    assert.deepEqual(
      [answer.status, await answer.text()],
      [404, 'this relay asks nobody for a password: it has no sessions\n'],
    );
  }));

test('streams of lines and exports end with the session, too', () =>
  withRelay(RESTRICTED, async ({ url, producer }) => {
    const feed = await producer();
    feed.declare(ORDERS);
    for (let from = 0; from < 5000; from += 1000) {
      await feed.commit({ orders: { up: Array.from({ length: 1000 }, (_, i) => wideRow(`${from + i}`, 5000)) } });
    }
    for (const how of ['logout', 'logout-all']) {
      const cookie = await sessionCookie(url);
      const open = ['live/orders.ndjson', 'export/orders.json', 'export.zip'].map((path) => unread(url + path, cookie));
      const answers = await Promise.all(open);
      const ended = answers.map((answer) => new Promise((resolve) => answer.on('close', resolve)));
      await get(url + how, cookie, 'POST');
      for (const answer of answers) answer.resume();
      await Promise.all(ended);
      assert.ok(
        answers.every(({ complete }) => !complete),
        'none of them came to its end',
      );
    }
  }));

test('what is open for a month ends, however often the page was looked at', () => {
  let now = 1_760_000_000_000;
  const links = new SessionLinks(() => now);
  const open = new Set(['ann', 'ben', 'basic']);
  const sessionOf = (name: string, days: number) => ({ name, since: now / 1000 - days * 24 * 3600 });
  links.add(sessionOf('ann', 29), () => open.delete('ann'));
  links.add(sessionOf('ben', 1), () => open.delete('ben'));
  links.add(undefined, () => open.delete('basic'));
  links.sweep();
  assert.equal(open.size, 3);
  now += 24 * 3600 * 1000;
  links.sweep();
  assert.deepEqual([...open], ['ben', 'basic']);
});

test('a page of another origin can neither log in nor log out', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    const cookie = await sessionCookie(url);
    for (const origin of ['https://evil.com', 'null']) {
      assert.equal((await logIn(url, {}, { origin })).status, 403);
      assert.equal((await get(`${url}logout`, { ...cookie, origin }, 'POST')).status, 403);
    }
    assert.equal((await get(`${url}config.json`, cookie)).status, 200);
    assert.equal((await logIn(url, {}, { origin: new URL(url).origin })).status, 303);
    assert.equal((await get(`${url}logout`, cookie)).status, 405, 'a link does not log out');
  }));

test('a wrong password is said, and after ten of them even the right one has to wait', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    const cookie = await sessionCookie(url);
    const wrong = await logIn(url, { user: 'a"<b>', password: 'x', next: 'export/a.csv' });
    assert.equal(wrong.status, 403);
    const page = await wrong.text();
    assert.match(page, /role="alert">.*Wrong user or password\.<\/p>/);
    assert.match(page, /value="a&quot;&lt;b&gt;"/);
    assert.match(page, /name="next" value="export\/a\.csv"/);
    assert.doesNotMatch(page, /<script|style=|<style|value="x"/);
    for (let i = 0; i < 9; i++) assert.equal((await get(url, basic('ann:guess'))).status, 401);
    const limited = await logIn(url, {});
    assert.equal(limited.status, 429);
    assert.match(limited.headers.get('retry-after') ?? '', /^[1-6]$/);
    assert.match(await limited.text(), /Too many tries\. Try again in \d s\./);
    assert.equal((await get(`${url}config.json`, basic(AUTH))).status, 429);
    assert.equal((await get(`${url}config.json`, cookie)).status, 200, 'who has logged in goes on');
    assert.equal((await get(`${url}config.json`, bearer(VIEWER_TOKEN))).status, 200, 'and so do tags');
  }));

test('a foreign page cannot use up the attempts of its user', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    for (let i = 0; i < 20; i++) {
      for (const site of ['cross-site', 'same-site']) {
        assert.equal((await get(url, { ...basic('ann:wrong'), 'sec-fetch-site': site })).status, 401);
      }
      assert.equal((await logIn(url, { password: 'wrong' }, { origin: 'https://evil.com' })).status, 403);
    }
    assert.equal((await logIn(url, {})).status, 303);
  }));

test('guessing does not lock out a browser that has logged in before, nor the right token', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    const cookies = (await logIn(url, {})).headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    const known = { cookie: cookies[1] ?? '' };
    assert.match(known.cookie, /^streamviz_browser_\d+=/);
    for (let i = 0; i < 25; i++) {
      await get(`${url}config.json`, basic('ann:guess'));
      await get(`${url}config.json`, bearer('a guess'));
      assert.equal((await logIn(url, {}, known)).status, 303);
      assert.equal((await get(`${url}config.json`, bearer(VIEWER_TOKEN))).status, 200);
    }
    assert.equal((await logIn(url, {})).status, 429);
    assert.equal((await get(`${url}config.json`, bearer('a guess'))).status, 429);
    for (let i = 0; i < 10; i++) await logIn(url, { password: 'wrong' }, known);
    assert.equal((await logIn(url, {}, known)).status, 429, 'its own guesses do');
  }));

test('wrong producer tokens are limited, the right one is heard all the same', () =>
  withRelay({}, async ({ url, producer }) => {
    const tried = async (token: string) => (await upgrade(`${url}feed`, ['streamviz.feed.2'], bearer(token)))[0];
    for (let i = 0; i < 10; i++) assert.equal(await tried('wrong'), 401);
    assert.equal(await tried('wrong'), 429);
    assert.ok((await producer()).ready);
  }));

test('a producer token that can be guessed waits with the wrong ones', () =>
  withRelay({ producerToken: 'short' }, async ({ url }) => {
    const tried = async (token: string) => (await upgrade(`${url}feed`, ['streamviz.feed.2'], bearer(token)))[0];
    assert.equal(await tried('short'), 101);
    for (let i = 0; i < 10; i++) assert.equal(await tried('wrong'), 401);
    assert.equal(await tried('short'), 429);
  }));

test('a browser that does not keep the cookie is told, a login that is too long is refused', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    assert.match(await (await get(`${url}login?done=1`)).text(), /did not keep the cookie/);
    assert.equal((await logIn(url, { next: 'x'.repeat(9000) })).status, 413);
  }));

test('health tells a page why it gets no live link', () =>
  withRelay({ ...RESTRICTED, allowOrigin: ['https://good.com'] }, async ({ url }) => {
    const refuses = async (headers: Headers) => {
      const answer = await get(`${url}healthz`, headers);
      assert.equal(answer.headers.get('access-control-allow-origin'), '*');
      return ((await answer.json()) as { refuses?: string }).refuses;
    };
    assert.equal(
      await refuses({ origin: 'https://bad.com' }),
      'pages of https://bad.com: start it with --allow-origin https://bad.com (in Python: sv.start(allow_origin=["https://bad.com"]))',
    );
    assert.match(
      (await refuses({ origin: 'null' })) ?? '',
      /^pages that were opened as files: serve this page over http/,
    );
    assert.match(
      (await refuses({ origin: 'https://good.com' })) ?? '',
      /^viewers that have not logged in: log in there, or/,
    );
    const unauthorized = async (headers: Headers) => (await (await get(`${url}healthz`, headers)).json()).unauthorized;
    assert.deepEqual(
      await Promise.all([{}, bearer('wrong'), { origin: 'https://bad.com' }, bearer(VIEWER_TOKEN)].map(unauthorized)),
      [true, true, undefined, undefined],
    );
    assert.equal(await refuses({}), 'viewers that have not logged in: reload this page to log in');
    assert.match((await refuses(bearer('wrong'))) ?? '', /^this token: give the value of STREAMVIZ_VIEWER_TOKEN/);
    assert.equal(await refuses({ origin: 'https://good.com', ...bearer(VIEWER_TOKEN) }), undefined);
  }));

test('a browser may ask beforehand, without credentials, for pages that are allowed', () =>
  withRelay({ ...RESTRICTED, allowOrigin: ['https://good.com'] }, async ({ url }) => {
    const asked = (path: string, origin: string) => get(url + path, { origin }, 'OPTIONS');
    const good = await asked('export/orders.csv', 'https://good.com');
    assert.equal(good.status, 204);
    assert.equal(good.headers.get('access-control-allow-origin'), 'https://good.com');
    assert.equal(good.headers.get('access-control-allow-headers'), 'authorization');
    assert.equal((await asked('export/orders.csv', 'https://bad.com')).status, 403);
    assert.equal(
      (await asked('healthz', 'https://bad.com')).headers.get('access-control-allow-headers'),
      'authorization',
    );
  }));

test('credentials that cannot be used are told without being shown', () => {
  const start = (options: object) => () => createRelay({ producerToken: TOKEN, assets: ASSETS, ...options });
  const rule = 'STREAMVIZ_AUTH must be user:password';
  assert.throws(start({ auth: 'ann' }), { message: `${rule}; it has no colon` });
  assert.throws(start({ auth: ':secret' }), { message: `${rule}; its user is empty` });
  assert.throws(start({ auth: 'ann:' }), { message: `${rule}; its password is empty` });
  const token =
    'STREAMVIZ_VIEWER_TOKEN must be at least 16 letters, digits, "-", ".", "_" or "~"; it has 5: make one with: openssl rand -hex 16';
  assert.throws(start({ auth: AUTH, viewerToken: 'short' }), { message: token });
  assert.throws(start({ auth: AUTH, viewerToken: 'with spaces in it, long' }), /"~"; it has others: make one/);
  assert.throws(start({ viewerToken: VIEWER_TOKEN }), /STREAMVIZ_VIEWER_TOKEN needs STREAMVIZ_AUTH=user:password/);
  assert.throws(
    start({ auth: AUTH, viewerToken: VIEWER_TOKEN, producerToken: VIEWER_TOKEN }),
    /STREAMVIZ_VIEWER_TOKEN is the producer token/,
  );
});

test('attempts come back one by one, to each of those who try', () => {
  let now = 0;
  const attempts = new LoginThrottle({ most: 3, interval: 10 }, () => now);
  for (let i = 0; i < 3; i++) {
    assert.equal(attempts.wait('a'), 0);
    attempts.failed('a');
  }
  assert.equal(attempts.wait('a'), 10);
  assert.equal(attempts.wait('b'), 0);
  now = 10;
  assert.equal(attempts.wait('a'), 0);
  attempts.failed('a');
  assert.equal(attempts.wait('a'), 10);
  for (let i = 0; i < 20_000; i++) attempts.failed(`other ${i}`);
  assert.equal(attempts.wait('a'), 0, 'it remembers a bounded number of them');
});

test('a session ends in its time, and no sign of its cookie may differ', async () => {
  let now = 1_760_000_000_000;
  const ended = await EndedSessions.open(undefined, () => {});
  const sessions = new Sessions(Buffer.alloc(32, 1), AUTH, ended, () => now);
  const cookie = sessions.cookieOf();
  assert.ok(sessions.sessionOf(cookie));
  for (let i = 0; i < cookie.length; i++) {
    const other = cookie.slice(0, i) + (cookie[i] === 'a' ? 'b' : 'a') + cookie.slice(i + 1);
    assert.equal(sessions.sessionOf(other), undefined, other);
  }
  assert.equal(new Sessions(Buffer.alloc(32, 2), AUTH, ended, () => now).sessionOf(cookie), undefined);
  assert.equal(sessions.browserOf(cookie), undefined, 'it is no cookie of a browser');
  assert.equal(sessions.sessionOf(sessions.browserCookie()), undefined);
  now += 14 * 24 * 3600 * 1000;
  assert.equal(sessions.sessionOf(cookie), undefined);
});

test('a session that is used every day ends a month after the login all the same', async () => {
  const day = 24 * 3600 * 1000;
  let now = 1_760_000_000_000;
  const sessions = new Sessions(Buffer.alloc(32, 1), AUTH, await EndedSessions.open(undefined, () => {}), () => now);
  let cookie = sessions.cookieOf();
  for (let i = 1; i < 30; i++) {
    now += day;
    const session = sessions.sessionOf(cookie);
    assert.ok(session, `day ${i}`);
    cookie = sessions.cookieOf(session);
  }
  now += day;
  assert.equal(sessions.sessionOf(cookie), undefined);
});
