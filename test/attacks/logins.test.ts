import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FEED_SUBPROTOCOL, VIEWER_SUBPROTOCOL } from '../../src/core/messages.js';
import { TOKEN, withRelay } from '../kit/fixture.js';
import { ask, Browser } from './browser.js';
import { type AttackedOptions, basic } from './under-attack.js';

const PASSWORD = 'se:cret';
const VIEWER_TOKEN = 'a-token-of-the-tests.1';
const RESTRICTED: AttackedOptions = { auth: `ann:${PASSWORD}`, viewerToken: VIEWER_TOKEN };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const upgrade = (protocol: string) => ({
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-protocol': protocol,
});

/** Any address of this machine. */
const local = (i: number) => `127.${i % 3}.${Math.floor(i / 200)}.${(i % 200) + 2}`;

/** Counts the answers that say that there were too many tries. */
function limited(statuses: readonly number[]): number {
  return statuses.filter((status) => status === 429).length;
}

async function many(count: number, one: (i: number) => Promise<number>): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < count; i++) statuses.push(await one(i));
  return statuses;
}

test('who guesses passwords from 300 addresses of this machine is one', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    const byForm = await many(150, (i) => new Browser(url, local(i)).logIn(`guess ${i}`));
    assert.ok(limited(byForm) >= 130, `${limited(byForm)} of 150 were not heard`);
    const byHeader = await many(150, async (i) => {
      const headers = basic(`ann:guess ${i}`);
      return (await ask(`${url}config.json`, { headers, from: local(150 + i) })).status;
    });
    assert.ok(limited(byHeader) >= 140, `${limited(byHeader)} of 150 were not heard`);
  }));

test('wrong viewer tokens are limited, and the right one is heard all the same', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    const byHeader = await many(100, async (i) => {
      return (await ask(`${url}config.json`, { headers: bearer(`wrong-token-number-${i}`), from: local(i) })).status;
    });
    assert.ok(limited(byHeader) >= 50, `${limited(byHeader)} of 100 were not heard`);
    const offer = (token: string) => upgrade(`${VIEWER_SUBPROTOCOL}, streamviz.token.${token}`);
    const byUpgrade = await many(100, async (i) => {
      return (await ask(`${url}live`, { headers: offer(`wrong-token-number-${i}`) })).status;
    });
    assert.ok(limited(byUpgrade) >= 50, `${limited(byUpgrade)} of 100 were not heard`);
    assert.equal((await ask(`${url}config.json`, { headers: bearer(VIEWER_TOKEN) })).status, 200);
    assert.equal((await ask(`${url}live`, { headers: offer(VIEWER_TOKEN) })).status, 101);
  }));

test('wrong producer tokens are limited, and the right one is heard all the same', () =>
  withRelay({}, async ({ url, producer }) => {
    const statuses = await many(100, async (i) => {
      const headers = { ...upgrade(FEED_SUBPROTOCOL), ...bearer(`wrong-token-number-${i}`) };
      return (await ask(`${url}feed`, { headers, from: local(i) })).status;
    });
    assert.ok(limited(statuses) >= 50, `${limited(statuses)} of 100 were not heard`);
    const bySubprotocol = await many(100, async (i) => {
      const headers = upgrade(`${FEED_SUBPROTOCOL}, streamviz.token.wrong-token-number-${i}`);
      return (await ask(`${url}feed`, { headers })).status;
    });
    assert.ok(limited(bySubprotocol) >= 50, `${limited(bySubprotocol)} of 100 were not heard`);
    await producer({ token: TOKEN });
  }));

test('while somebody guesses, a browser that has logged in before logs in 25 of 25 times', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    const owner = new Browser(url);
    assert.equal(await owner.logIn(PASSWORD), 303);
    const guess = (i: number) => new Browser(url, local(i)).logIn(`guess ${i}`);
    assert.ok(limited(await many(30, guess)) > 0, 'the guesser is limited');
    const statuses = await many(25, async (i) => {
      owner.forgetSession();
      for (let n = 0; n < 4; n++) await guess(i * 4 + n);
      return owner.logIn(PASSWORD);
    });
    assert.deepEqual([...new Set(statuses)], [303]);
    assert.equal((await owner.ask('config.json')).status, 200);
  }));

test('nobody guesses more by the cookies of a browser that has logged in, made up, copied or planted', () =>
  withRelay(RESTRICTED, async ({ url }) => {
    const owner = new Browser(url);
    await owner.logIn(PASSWORD);
    const [name, value] = [...owner.cookies].find(([one]) => one !== owner.session[0]) ?? ['', ''];
    assert.notEqual(name, '', 'a browser is known by a cookie of its own');
    const copied = await many(100, (i) => {
      const thief = new Browser(url, local(i));
      thief.cookies.set(name, value);
      return thief.logIn(`guess ${i}`);
    });
    assert.ok(limited(copied) >= 80, `${limited(copied)} of 100 were not heard`);
    const madeUp = await many(100, (i) => {
      const thief = new Browser(url, local(i));
      thief.cookies.set(name, value.replace(/[a-zA-Z0-9]{3}/, i.toString(36).padStart(3, '0')));
      return thief.logIn(`guess ${i}`);
    });
    assert.ok(limited(madeUp) >= 80, `${limited(madeUp)} of 100 were not heard`);
    const asSession = await ask(`${url}config.json`, { headers: { cookie: `${owner.session[0]}=${value}` } });
    assert.equal(asSession.status, 401, 'it is no session');
  }));

test('what a client says about where it comes from counts behind a trusted proxy alone', async () => {
  await withRelay(RESTRICTED, async ({ url }) => {
    const statuses = await many(60, (i) => new Browser(url).logIn('guess', { 'x-forwarded-for': `203.0.113.${i}` }));
    assert.ok(limited(statuses) >= 45, `${limited(statuses)} of 60 were not heard`);
  });
  const trusting: AttackedOptions = { ...RESTRICTED, trustedProxy: ['127.0.0.0/8'] };
  await withRelay(trusting, async ({ url }) => {
    const from = (address: string, password: string) =>
      new Browser(url).logIn(password, { 'x-forwarded-for': address });
    const guesses = await many(60, () => from('203.0.113.1', 'guess'));
    assert.ok(limited(guesses) >= 45, `${limited(guesses)} of 60 were not heard`);
    assert.equal(await from('203.0.113.2', PASSWORD), 303, 'others are heard');
    // The proxy adds the address that it sees to what the client says.
    const lies = await many(60, (i) => from(`198.51.100.${i}, 203.0.113.3`, 'guess'));
    assert.ok(limited(lies) >= 45, `${limited(lies)} of 60 were not heard`);
    assert.equal(await from('203.0.113.4', PASSWORD), 303);
  });
});

test('whatever stands in headers of proxies, a login is answered', () =>
  withRelay({ ...RESTRICTED, trustedProxy: ['127.0.0.0/8'] } as AttackedOptions, async ({ url }) => {
    const odd = [
      '',
      ',',
      ',,,',
      'unknown',
      '_hidden',
      '1.2.3.4:80',
      '[::1]:80',
      '::ffff:1.2.3.4',
      'x'.repeat(5000),
      '127.0.0.1',
    ];
    for (const value of odd) {
      for (const name of ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded']) {
        const status = await new Browser(url).logIn(PASSWORD, { [name]: value });
        assert.ok([303, 400, 403, 429].includes(status), `${name}: ${value} is answered with ${status}`);
      }
    }
  }));
