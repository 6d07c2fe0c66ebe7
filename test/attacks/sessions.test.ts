import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withRelay } from '../kit/fixture.js';
import { RelayProcess, withProcess } from '../kit/relay-process.js';
import { TestViewer } from '../kit/viewer.js';
import { withDirectory } from '../server/log/logged-store.js';
import { ask, Browser } from './browser.js';
import { basic } from './under-attack.js';

const AUTH = 'ann:se:cret';
const PASSWORD = 'se:cret';

/** A browser that has logged in. */
async function loggedIn(url: string): Promise<Browser> {
  const browser = new Browser(url);
  assert.equal(await browser.logIn(PASSWORD), 303);
  assert.equal((await browser.ask('config.json')).status, 200);
  return browser;
}

const mayLook = async (url: string, cookie: string) =>
  (await ask(`${url}config.json`, { headers: { cookie } })).status === 200;

test('a cookie that a neighbour on another port plants locks nobody out', () =>
  withRelay({ auth: AUTH }, async ({ url }) => {
    const [name, value] = (await loggedIn(url)).session;
    const [, other] = (await loggedIn(url)).session;
    const planted = ['', 'x', '1.2.3', `${value}x`, 'm2f0p1.bmFtZQ.c2lnbmF0dXJl', '"', '%00', '='];
    for (const one of planted) {
      assert.ok(await mayLook(url, `${name}=${one}; ${name}=${value}`), `${one} before it`);
      assert.ok(await mayLook(url, `${name}=${value}; ${name}=${one}`), `${one} behind it`);
    }
    assert.ok(await mayLook(url, [...planted, value].map((one) => `${name}=${one}`).join('; ')), 'many before it');
    assert.ok(await mayLook(url, ` a=b;${name}=x;;  ${name}=${value} ;c`));
    assert.ok(!(await mayLook(url, planted.map((one) => `${name}=${one}`).join('; '))));
    const page = await ask(url, { headers: { cookie: `${name}=x; ${name}=${value}`, accept: 'text/html' } });
    assert.equal(page.status, 200, 'the page does not lead to the login and back for ever');
    assert.ok(await mayLook(url, `${name}=${other}; ${name}=${value}`));
  }));

test('who logs out with a planted cookie beside the own is logged out', () =>
  withRelay({ auth: AUTH }, async ({ url }) => {
    const browser = await loggedIn(url);
    const [name, value] = browser.session;
    await ask(`${url}logout`, { method: 'POST', headers: { cookie: `${name}=x; ${name}=${value}` } });
    assert.ok(!(await mayLook(url, `${name}=${value}`)));
  }));

test('a session that was logged out stays ended, though the relay is killed right after', () =>
  withDirectory(async (state) => {
    let port = 0;
    let ended = '';
    let other = '';
    await withProcess(RelayProcess.with({ auth: AUTH, state }), async (relay) => {
      const listening = await relay.listening();
      port = listening.port;
      const browser = await loggedIn(listening.url);
      ended = browser.session.join('=');
      other = (await loggedIn(listening.url)).session.join('=');
      assert.equal((await browser.ask('logout', { method: 'POST' })).status, 303);
      await relay.kill();
    });
    for (let restarts = 0; restarts < 2; restarts++) {
      await withProcess(RelayProcess.with({ auth: AUTH, state, port }), async (relay) => {
        const { url } = await relay.listening();
        assert.ok(!(await mayLook(url, ended)), 'it stays ended');
        assert.ok(await mayLook(url, other), 'others go on');
      });
    }
  }));

for (const [way, how] of [
  ['a session', async (url: string) => (await loggedIn(url)).cookie],
  ['the password', async () => basic(AUTH)],
] as const) {
  test(`with ${way} one ends all sessions, and their links, for good`, () =>
    withDirectory(async (state) => {
      let port = 0;
      const sessions: string[] = [];
      await withProcess(RelayProcess.with({ auth: AUTH, state }), async (relay) => {
        const { url, port: its } = await relay.listening();
        port = its;
        for (let i = 0; i < 3; i++) sessions.push((await loggedIn(url)).session.join('='));
        const headers = await how(url);
        const viewer = await TestViewer.connect(url, { cookie: sessions[0] as string });
        const { status } = await ask(`${url}logout-all`, { method: 'POST', headers });
        assert.ok(status >= 200 && status < 400, `${status}`);
        await viewer.until(() => viewer.closed !== undefined, 'the end of the link');
        for (const one of sessions) assert.ok(!(await mayLook(url, one)));
        assert.equal((await ask(`${url}config.json`, { headers: basic(AUTH) })).status, 200, 'the password holds');
        await loggedIn(url);
        await relay.kill();
      });
      await withProcess(RelayProcess.with({ auth: AUTH, state, port }), async (relay) => {
        const { url } = await relay.listening();
        for (const one of sessions) assert.ok(!(await mayLook(url, one)));
        await loggedIn(url);
      });
    }));
}

test('nobody else ends all sessions', () =>
  withRelay({ auth: AUTH, viewerToken: 'a-token-of-the-tests.1' }, async ({ url }) => {
    const browser = await loggedIn(url);
    const attempts: Readonly<Record<string, string>>[] = [
      {},
      basic('ann:wrong'),
      { authorization: 'Bearer a-token-of-the-tests.1' },
      { cookie: `${browser.session[0]}=1.2.3` },
      { ...browser.cookie, origin: 'https://evil.example' },
      { ...browser.cookie, origin: 'null' },
      { ...browser.cookie, 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of attempts) {
      const { status } = await ask(`${url}logout-all`, { method: 'POST', headers });
      assert.ok(status === 401 || status === 403, `${JSON.stringify(headers)} is answered with ${status}`);
    }
    assert.equal((await ask(`${url}logout-all`, { headers: browser.cookie })).status, 405, 'a link does not');
    assert.equal((await browser.ask('config.json')).status, 200);
  }));
