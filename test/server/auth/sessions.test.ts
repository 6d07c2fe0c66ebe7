import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { EndedSessions } from '../../../server/auth/ended-sessions.js';
import { SessionLinks } from '../../../server/auth/session-links.js';
import { Sessions } from '../../../server/auth/sessions.js';
import { createRelay } from '../../../server/relay.js';
import { ASSETS, ORDERS, wideRow, withRelay } from '../../kit/fixture.js';
import { TOKEN } from '../../kit/relay-process.js';
import { TestViewer } from '../../kit/viewer.js';
import { AUTH, basic, bearer, get, type Headers, RESTRICTED, sessionCookie, unread, VIEWER_TOKEN } from './requests.js';

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
