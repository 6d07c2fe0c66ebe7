import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withRelay } from '../../kit/fixture.js';
import { get, logIn, RESTRICTED, sessionCookie } from './requests.js';

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
