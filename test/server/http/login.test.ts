import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withRelay } from '../../kit/fixture.js';
import { get, logIn, RESTRICTED, sessionCookie } from '../auth/requests.js';

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

test('a browser that does not keep the cookie gets an explanation, a login that is too long is refused', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    assert.match(await (await get(`${url}login?done=1`)).text(), /did not keep the cookie/);
    assert.equal((await logIn(url, { next: 'x'.repeat(9000) })).status, 413);
  }));
