import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROUTES } from '../../../server/routes.js';
import { ORDERS, withRelay } from '../../kit/fixture.js';
import { TOKEN } from '../../kit/relay-process.js';
import {
  AUTH,
  basic,
  bearer,
  challenge,
  get,
  type Headers,
  logIn,
  RESTRICTED,
  sessionCookie,
  upgrade,
  VIEWER_TOKEN,
} from './requests.js';

test('every route asks for credentials, but for those that are marked to need none', () =>
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

test('the viewer token opens a live link as a subprotocol, which is not sent back, and never the feed', () =>
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

test('health has the reason why a page gets no live link', () =>
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
    assert.match((await refuses({ origin: 'null' })) ?? '', /^pages without an origin of their own/);
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
