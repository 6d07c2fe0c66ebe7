import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withRelay } from '../../kit/fixture.js';
import { get, type Headers, logIn, RESTRICTED, upgrade } from './requests.js';

const statusOf = async (url: string, headers: Headers) => (await upgrade(`${url}live`, ['streamviz.2'], headers))[0];

test('an allowed origin may come in any spelling, and the answer names it as the browser does', () =>
  withRelay({ allowOrigin: ['https://Good.com', 'https://*.example.com'] }, async ({ url }) => {
    const cases: readonly [string, string | null][] = [
      ['https://GOOD.com', 'https://good.com'],
      ['HTTPS://good.com:443', 'https://good.com'],
      ['https://A.EXAMPLE.com', 'https://a.example.com'],
      ['https://EXAMPLE.com', null],
      ['HTTP://A.EXAMPLE.com', null],
      ['https://A.EXAMPLE.com.EVIL.com', null],
    ];
    for (const [origin, named] of cases) {
      assert.equal(await statusOf(url, { origin }), named === null ? 403 : 101, origin);
      const answer = await get(`${url}config.json`, { origin });
      assert.equal(answer.headers.get('access-control-allow-origin'), named, origin);
    }
  }));

test('a page of the relay itself may be named in any spelling, by its origin and by its host', () =>
  withRelay({ trustedProxy: ['127.0.0.1'], allowedHost: ['viz.example.com'] }, async ({ url }) => {
    const cases: readonly [origin: string, forwarded: string, proto: string, status: number][] = [
      ['https://VIZ.example.com', 'viz.example.com', 'https', 101],
      ['https://viz.example.com', 'VIZ.example.com:443', 'HTTPS', 101],
      ['http://viz.example.com', 'Viz.Example.com:80', 'http', 101],
      ['https://viz.example.com', 'viz.example.com:8443', 'https', 403],
      ['HTTP://viz.example.com', 'viz.example.com', 'https', 403],
    ];
    for (const [origin, host, proto, status] of cases) {
      const headers = { origin, 'x-forwarded-host': host, 'x-forwarded-proto': proto };
      assert.equal(await statusOf(url, headers), status, `${origin} at ${proto} ${host}`);
    }
  }));

test('a form may be sent by a page whose origin is spelled otherwise, and gets a cookie for https', () =>
  withRelay({ ...RESTRICTED, allowOrigin: ['https://viz.example.com'] }, async ({ url }) => {
    const answer = await logIn(url, {}, { origin: 'HTTPS://Viz.Example.com' });
    assert.equal(answer.status, 303);
    assert.match(answer.headers.get('set-cookie') ?? '', /; Secure/);
  }));
