import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoginThrottle } from '../../../server/auth/login-throttle.js';
import { withRelay } from '../../kit/fixture.js';
import { AUTH, basic, bearer, get, logIn, RESTRICTED, sessionCookie, upgrade, VIEWER_TOKEN } from './requests.js';

test('a wrong password is answered as such, and after ten of them even the right one has to wait', () =>
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

test('wrong producer tokens are limited, the right one passes all the same', () =>
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
